# The common half of arch/<isa>/toolchain.cmake: compiler, emulator and dependencies of the ISA whose
# folder includes this file. What differs by ISA stands in arch/<isa>/target.json.
cmake_path(GET isa_folder FILENAME isa)
file(READ "${isa_folder}/target.json" target)
string(JSON triplet GET "${target}" triplet)
string(JSON processor GET "${target}" processor)
string(JSON emulator GET "${target}" user emulator)

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR "${processor}")
set(CMAKE_C_COMPILER "${triplet}-gcc")
set(CMAKE_CXX_COMPILER "${triplet}-g++")
set(CMAKE_CROSSCOMPILING_EMULATOR "${emulator}" -L "/usr/${triplet}")

# scripts/deps.py builds the libraries here; the host's own must never be picked up by mistake.
cmake_path(SET prefix NORMALIZE "${isa_folder}/../../.cache/cross/${isa}")
set(CMAKE_FIND_ROOT_PATH "${prefix}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} "${prefix}/lib/pkgconfig")
set(ENV{PKG_CONFIG_PATH} "")
