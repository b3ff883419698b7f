// Maps under locks: our own in stripes, and the standard library's under one.
#include <kernels/maps/groups.h>
#include <structures/map/list.h>
#include <structures/map/standard.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_striped_map<uint64_t, uint64_t, Counted>(
      [&]<class M>(const char* group, const char* name) { maps::add_to<M>(list, group, name); });
  maps::add_to<StdUnorderedMap<uint64_t, uint64_t>>(list, "hash", "std_unordered_map");
});

}  // namespace
}  // namespace fenceline
