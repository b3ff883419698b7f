# The common half of arch/<isa>/toolchain.cmake: compiler, emulator and dependencies of the ISA whose
# folder includes this file. What differs by ISA stands in arch/<isa>/target.json.
cmake_path(GET isa_folder FILENAME isa)
file(READ "${isa_folder}/target.json" target)
string(JSON triplet GET "${target}" triplet)
string(JSON processor GET "${target}" processor)
string(JSON flags ERROR_VARIABLE no_flags GET "${target}" flags)
if(NOT no_flags)
  string(APPEND CMAKE_CXX_FLAGS_INIT " ${flags}")
endif()
string(JSON emulator GET "${target}" user emulator)

# Over another C library compilers of the same names stand where scripts/deps.py builds all libraries.
set(FENCELINE_LIBC "" CACHE STRING "C library of a static bench: musl, or empty, which is the cross compiler's own")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES FENCELINE_LIBC)
cmake_path(SET prefix NORMALIZE "${isa_folder}/../../.cache/cross/${isa}")
set(compilers "")
if(FENCELINE_LIBC)
  string(APPEND prefix "-${FENCELINE_LIBC}")
  set(compilers "${prefix}/bin/")
endif()

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR "${processor}")
set(CMAKE_C_COMPILER "${compilers}${triplet}-gcc")
set(CMAKE_CXX_COMPILER "${compilers}${triplet}-g++")
set(CMAKE_CROSSCOMPILING_EMULATOR "${emulator}" -L "/usr/${triplet}")

# The host's own libraries must never be picked up by mistake.
set(CMAKE_FIND_ROOT_PATH "${prefix}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} "${prefix}/lib/pkgconfig")
set(ENV{PKG_CONFIG_PATH} "")
