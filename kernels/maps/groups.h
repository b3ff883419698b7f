// How many keys the maps of a group are asked for where --param does not say.
#pragma once
#include <kernels/maps/mixed.h>

#include <string_view>

namespace fenceline::maps {

/// "list": a call goes over half of the keys; "small": a call that changes the map copies them all. "ordered", "hash":
/// about as many as a core's second cache has room for.
template <class M>
void add_to(std::vector<Kernel>& list, std::string_view group, const char* name) {
  const bool few = group == "list" || group == "small";
  const int64_t usual = few ? 1 << 10 : group == "ordered" ? 1 << 14 : 1 << 16;
  add<M>(list, std::string(group).c_str(), name, usual, few ? 1 << 16 : 1 << 24);
}

}  // namespace fenceline::maps
