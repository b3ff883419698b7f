// Allocators of other libraries, measured as pools are. They are opened here and serve nobody else.
#include <kernels/pools/rows.h>
#include <peers/allocator.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  const auto absent = [&](const char* name, const std::string& why) {
    list.push_back(workload::absent("pools", "object_64", name, why.c_str()));
  };
  workload::add_peers(list, [&] {
    for_each_peer_allocator(
        [&]<class A>(const char* name) {
          if (!A::missing().empty()) return absent(name, A::missing());
          pools::for_each_object([&]<class T>() { pools::add<AllocatorPool<T, A>>(list, name); });
        },
        absent);
  });
});

}  // namespace
}  // namespace fenceline
