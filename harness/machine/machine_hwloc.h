// hwloc's handle and its clean-up, for machine*.cc only.
#pragma once
#include <hwloc.h>

#include <memory>
#include <string>
#include <vector>

namespace fenceline {

struct FreeBitmap {
  void operator()(hwloc_bitmap_t set) const { hwloc_bitmap_free(set); }
};
using Bitmap = std::unique_ptr<hwloc_bitmap_s, FreeBitmap>;

/// A topology as loaded, and what hwloc had to say about it on stderr, line by line.
struct LoadedTopology {
  std::shared_ptr<hwloc_topology> topology;
  std::string source;
  bool live = false;
  std::vector<std::string> complaints;
};
LoadedTopology load_topology(const std::string& spec);

}  // namespace fenceline
