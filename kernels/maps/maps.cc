#include <kernels/maps/mixed.h>
#include <structures/map/harris_michael.h>
#include <structures/map/standard.h>
#include <structures/reclaim/leak.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  maps::add<HarrisMichael<uint64_t, uint64_t, Leak<Counted>>>(list, "list", "harris_michael_leak", 1024, 1 << 16);
  maps::add<StdUnorderedMap<uint64_t, uint64_t>>(list, "hash", "std_unordered_map", 1 << 16, 1 << 24);
});

}  // namespace
}  // namespace fenceline
