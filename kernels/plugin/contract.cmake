# Sets FENCELINE_CONTRACT: a hash of all sources that the bench and a plugin must have in common (`contracted`), under
# `root` and, of the ISA, `isa`; and of how they are instrumented. Included by both; as a script it writes the bench's
# into OUT:
# cmake -Droot=... -Disa=... -Dsanitize=... -DOUT=... -P contract.cmake
cmake_minimum_required(VERSION 3.25)
set(FENCELINE_CONTRACT "${sanitize}\n")
foreach(folder IN ITEMS "${root}" "${isa}")
  file(GLOB files RELATIVE "${folder}" "${folder}/base/*.h" "${folder}/base/*.cc" "${folder}/arch/*.h"
       "${folder}/kernels/*.h" "${folder}/kernels/*.cc" "${folder}/kernels/*/*.h" "${folder}/kernels/plugin/*"
       "${folder}/structures/*.h" "${folder}/structures/*/concept.h")
  list(FILTER files EXCLUDE REGEX "kernels/litmus/")
  list(SORT files)
  foreach(file IN LISTS files)
    list(APPEND contracted "${folder}/${file}")
    file(SHA256 "${folder}/${file}" hash)
    string(APPEND FENCELINE_CONTRACT "${file} ${hash}\n")
  endforeach()
endforeach()
string(SHA256 FENCELINE_CONTRACT "${FENCELINE_CONTRACT}")
string(SUBSTRING "${FENCELINE_CONTRACT}" 0 12 FENCELINE_CONTRACT)

if(CMAKE_SCRIPT_MODE_FILE)
  file(CONFIGURE OUTPUT "${OUT}" @ONLY CONTENT
"// Made by contract.cmake.
#include <harness/machine/build_info.h>
namespace fenceline {
const std::string_view kContract = \"@FENCELINE_CONTRACT@\";
}
")
endif()
