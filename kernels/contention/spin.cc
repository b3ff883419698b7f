// A test-and-test-and-set lock that threads fight for, by spin hint and by backoff: what the hint between two looks
// and the wait after a lost race do to throughput and fairness. (Rudolph & Segall, ISCA 1984; Anderson, IEEE TPDS
// 1(1), 1990: "The performance of spin lock alternatives".)
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

struct NoHint {
  static constexpr arch::Info info{"no_hint", "", "none"};
  static void op() {}
};

/// The lock at 0, what it protects two lines on.
inline constexpr size_t kCount = 2 * arch::kPadBytes;

/// args[0]: the longest wait after a lost race, in hints; it doubles from 1 with each further loss. 0: no backoff.
template <class Hint>
void lock_and_count(Shared& shared, unsigned, uint64_t iterations) {
  std::atomic_ref<uint32_t> lock(*shared.at<uint32_t>(0));
  auto* const count = shared.at<volatile uint64_t>(kCount);
  const auto most = static_cast<uint64_t>(shared.args[0]);
  for (uint64_t n = iterations; n != 0; --n) {
    uint64_t wait = 1;
    for (;;) {
      while (lock.load(std::memory_order_relaxed) != 0) Hint::op();
      // (1) acquire: pairs with the release in (2): what the holder before wrote is seen; forbids MP
      if (lock.exchange(1, std::memory_order_acquire) == 0) break;
      for (uint64_t i = 0; most != 0 && i < wait; ++i) Hint::op();
      if (wait < most) wait *= 2;
    }
    *count = *count + 1;
    // (2) release: pairs with the acquire in (1); forbids MP
    lock.store(0, std::memory_order_release);
  }
}

const Registration registration([](std::vector<Kernel>& list) {
  const auto add = [&]<class Hint>() {
    auto k = describe<Hint>("contention", "spin", "lock", Metric::contended,
                            "a test-and-test-and-set lock and one addition under it; `backoff` is the longest wait "
                            "after a lost race, in hints (0: none)");
    k.empty = nullptr;
    k.only_emits = false;
    k.run = lock_and_count<Hint>;
    k.min_threads = 1;
    k.max_threads = kAnyThreads;
    k.axes = {{"backoff", "", {0, 16, 256}}};
    k.bytes = constant_bytes(kCount + arch::kPadBytes);
    k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) -> std::string {
      uint64_t total = 0;
      for (uint64_t n : iterations) total += n;
      return *shared.at<uint64_t>(kCount) == total ? "" : "additions under the lock were lost";
    };
    list.push_back(k);
  };
  add.template operator()<NoHint>();
  arch::pauses::for_each(add);
});

}  // namespace
}  // namespace fenceline
