// Our caches that forget what was used least recently.
#include <kernels/caches/lru.h>
#include <structures/cache/list.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_lru<uint64_t, uint64_t>([&]<class C>(const char* name) { caches::add_lru<C>(list, name); });
});

}  // namespace
}  // namespace fenceline
