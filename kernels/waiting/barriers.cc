// Barriers: our own, which spin or sleep, and the standard library's.
#include <kernels/waiting/episodes.h>
#include <structures/wait/list.h>
#include <structures/wait/standard.h>

namespace fenceline {
namespace {

/// One whose waiters sleep at once.
template <class B>
struct Asleep : B {
  explicit Asleep(unsigned threads) : B(threads, 0) {}
};

const Registration registration([](std::vector<Kernel>& list) {
  const auto add = [&]<class B>(const char* name) { waiting::add_barrier<B>(list, name); };
  for_each_barrier([&]<class B>(const char* name) {
    add.template operator()<B>(name);
    if constexpr (SleepingBarrier<B>) add.template operator()<Asleep<B>>((std::string(name) + "_sleeping").c_str());
  });
  for_each_standard_barrier(add);
});

}  // namespace
}  // namespace fenceline
