// How this program was built: made by CMake, so that results can name it.
#pragma once
#include <string_view>

namespace fenceline {

struct BuildInfo {
  std::string_view compiler;    ///< "GNU 12.2.0"
  std::string_view flags;       ///< as given to it, without include paths
  std::string_view type;        ///< CMake's: "Release"
  std::string_view sanitizers;  ///< empty: none
  std::string_view libraries;   ///< "hwloc 2.9.0, libpfm4 4.13"
};
extern const BuildInfo kBuildInfo;

/// Git's name for the sources, "-dirty" if they were changed; from a tarball the commit that it was
/// made of; "unknown" where neither is to be had. In a file of its own: a commit rebuilds only
/// that.
extern const std::string_view kRevision;

/// A hash of the sources that a plugin must have in common with this program (kernels/plugin/contract.cmake).
extern const std::string_view kContract;

}  // namespace fenceline
