set(isa_folder "${CMAKE_CURRENT_LIST_DIR}")
include("${isa_folder}/../cross.cmake")
# GCC notes at every other call that GCC 7 passed some classes otherwise: nothing here is that old.
set(CMAKE_CXX_FLAGS_INIT "-Wno-psabi")
