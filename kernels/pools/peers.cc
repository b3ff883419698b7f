// Allocators of other libraries, measured as pools are. They are opened when they are to be measured, for they take
// gigabytes of addresses, and serve nobody else.
#include <kernels/pools/rows.h>
#include <peers/allocator.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  const auto absent = [&](const char* name, const char* why) {
    list.push_back(workload::absent("pools", "object_64", name, why));
  };
  workload::add_peers(list, [&] {
    for_each_peer_allocator(
        [&]<class A>(const char* name) {
          const size_t before = list.size();
          pools::for_each_object([&]<class T>() { pools::add<AllocatorPool<T, A>>(list, name); });
          for (size_t i = before; i < list.size(); ++i) list[i].lacks = A::missing;
        },
        absent);
  });
});

}  // namespace
}  // namespace fenceline
