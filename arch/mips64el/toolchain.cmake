set(isa_folder "${CMAKE_CURRENT_LIST_DIR}")
include("${isa_folder}/../cross.cmake")
