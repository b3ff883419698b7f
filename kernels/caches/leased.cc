// Our caches with leases, and one under a mutex as people write it.
#include <kernels/caches/leased.h>
#include <structures/cache/list.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_leased<uint64_t, uint64_t>([&]<class C>(const char* name) { caches::add_leased<C>(list, name); });
});

}  // namespace
}  // namespace fenceline
