// How many keys the maps of a group are asked for where --param does not say.
#pragma once
#include <kernels/maps/mixed.h>

#include <string_view>

namespace fenceline::maps {

/// "list": a call goes over half of the keys. "ordered", "hash": about as many as a core's second cache has room for.
template <class M>
void add_to(std::vector<Kernel>& list, std::string_view group, const char* name) {
  const int64_t usual = group == "list" ? 1 << 10 : group == "ordered" ? 1 << 14 : 1 << 16;
  add<M>(list, std::string(group).c_str(), name, usual, group == "list" ? 1 << 16 : 1 << 24);
}

}  // namespace fenceline::maps
