// The maps over one reclaimer. There is a file for each: all maps are compiled for it.
#pragma once
#include <kernels/maps/groups.h>
#include <structures/map/list.h>

#include <string>

namespace fenceline::maps {

template <class R>
void add_over(std::vector<Kernel>& list, const char* reclaimer) {
  for_each_reclaimed_map<uint64_t, uint64_t, R>([&]<class M>(const char* group, const char* name) {
    add_to<M>(list, group, (name + std::string("_") + reclaimer).c_str());
  });
}
/// Over one that is type-stable.
template <class R>
void add_over_reuse(std::vector<Kernel>& list, const char* reclaimer) {
  for_each_reusing_map<uint64_t, uint64_t, R>([&]<class M>(const char* group, const char* name) {
    add_to<M>(list, group, (name + std::string("_") + reclaimer).c_str());
  });
}

}  // namespace fenceline::maps
