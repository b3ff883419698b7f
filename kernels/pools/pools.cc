// Pools of objects: one free list for all, one for each thread with stealing, magazines; and the C library's allocator,
// which asks for no pool.
#include <kernels/pools/rows.h>
#include <structures/pool/list.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  pools::for_each_object([&]<class T>() {
    for_each_pool<T, Counted>([&]<class O>(const char* name) { pools::add<O>(list, name); });
    pools::add<AllocatorPool<T, Heap>>(list, "malloc");
  });
});

}  // namespace
}  // namespace fenceline
