// How many keys the maps of a group are asked for where --param does not say.
#pragma once
#include <kernels/maps/mixed.h>

#include <string_view>

namespace fenceline::maps {

/// "list": a call goes over half of the keys. Others: more keys than the first level of a cache has room for.
template <class M>
void add_to(std::vector<Kernel>& list, const char* group, const char* name) {
  const bool slow = std::string_view(group) == "list";
  add<M>(list, group, name, slow ? 1024 : 1 << 16, slow ? 1 << 16 : 1 << 24);
}

}  // namespace fenceline::maps
