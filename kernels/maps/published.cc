// Maps whose readers look into what nobody changes, over epochs, whose readers need no fence; and the standard library's,
// with as few keys as one that copies all of them is for.
#include <kernels/maps/groups.h>
#include <structures/map/list.h>
#include <structures/map/standard.h>
#include <structures/reclaim/epochs.h>

#include <string>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_published_map<uint64_t, uint64_t, Epochs<Counted, AsymmetricFences>>(
      [&]<class M>(const char* group, const char* name) {
        maps::add_to<M>(list, group, (name + std::string("_epochs_asymmetric")).c_str());
        // A copy of all keys takes milliseconds, and is a part of what every operation costs.
        list.back().least_window = [](const std::vector<int64_t>&) { return Nanoseconds{60e6}; };
      });
  maps::add_to<StdUnorderedMap<uint64_t, uint64_t>>(list, "small", "std_unordered_map");
});

}  // namespace
}  // namespace fenceline
