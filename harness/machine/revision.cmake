# Writes OUT, a source file with the revision of the sources in SOURCE; only if it has changed. Runs at every
# build: cmake -DSOURCE=... -DOUT=... -P revision.cmake
cmake_minimum_required(VERSION 3.25)
set(revision "")
# Only in our own checkout: sources unpacked inside another project must not take that one's revision.
if(EXISTS "${SOURCE}/.git")
  execute_process(COMMAND git -C "${SOURCE}" describe --always --dirty --abbrev=12 --exclude=*
                  OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(NOT revision)
  # `git archive`, and the tarballs that hosting sites make, fill this file in.
  file(READ "${CMAKE_CURRENT_LIST_DIR}/revision.txt" revision)
  string(STRIP "${revision}" revision)
  if(NOT revision MATCHES "^[0-9a-f]+$")
    set(revision "unknown")
  endif()
endif()
file(CONFIGURE OUTPUT "${OUT}" @ONLY CONTENT
"// Made by revision.cmake.
#include <harness/machine/build_info.h>
namespace fenceline {
const std::string_view kRevision = \"@revision@\";
}
")
