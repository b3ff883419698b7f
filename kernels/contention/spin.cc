// A test-and-test-and-set lock that threads fight for, by spin hint and by backoff: what the hint between two looks
// and the wait after a lost race do to throughput and fairness; and by the work that is done under it and between two
// turns, as a lock around nothing is no program's. (Rudolph & Segall, ISCA 1984; Anderson, IEEE TPDS
// 1(1), 1990: "The performance of spin lock alternatives".)
#include <base/backoff.h>
#include <kernels/measure.h>
#include <kernels/stamp.h>
#include <kernels/work.h>

namespace fenceline {
namespace {

using namespace measure;

struct NoHint {
  static constexpr arch::Info info{"no_hint", "", "none"};
  static void op() {}
};

/// The lock at 0, what it protects two lines on.
inline constexpr size_t kCount = 2 * arch::kPadBytes;

/// The lock's word when it is held.
inline constexpr uint32_t kHeld = 1;

/// Looks again and again, with a hint between two looks, or sleeps until the word was written to (arch::address_waits).
template <class Hint>
void wait_while_held(uint32_t* word) {
  if constexpr (requires { Hint::op(word, kHeld); }) {
    while (Hint::op(word, kHeld) == kHeld) continue;
  } else {
    while (std::atomic_ref(*word).load(std::memory_order_relaxed) == kHeld) Hint::op();
  }
}

/// `most`: the longest wait after a lost race, in hints; it doubles from 1 with each further loss. 0: no backoff.
/// Not before `after` is known.
template <class Hint>
void acquire(uint32_t* word, uint64_t most, uint64_t after) {
  std::atomic_ref<uint32_t> lock(*word);
  const auto held = static_cast<uint32_t>(when_known(kHeld, after));
  Backoff backoff(most, [] {
    if constexpr (requires { Hint::op(); }) Hint::op();
  });
  for (;;) {
    wait_while_held<Hint>(word);
    // (1) acquire: pairs with the release in (2): what the holder before wrote is seen; forbids MP
    if (lock.exchange(held, std::memory_order_acquire) == 0) return;
    backoff();
  }
}

/// A core with a large window would begin the next turn, or do the work of several, while the lock is being given back:
/// each part waits for the one before.
template <class Hint>
void turns(Shared& shared, uint64_t iterations, uint64_t backoff, uint64_t critical, uint64_t parallel) {
  auto* const word = shared.at<uint32_t>(0);
  auto* const count = shared.at<volatile uint64_t>(kCount);
  uint64_t x = 0;
  for (uint64_t n = iterations; n != 0; --n) {
    acquire<Hint>(word, backoff, x);
    x = when_known(*count + 1, x);
    *count = x;
    x = work(x, critical);
    // (2) release: pairs with the acquire in (1); forbids MP
    std::atomic_ref(*word).store(static_cast<uint32_t>(when_known(0, x)), std::memory_order_release);
    x = work(x, parallel);
  }
}

/// args: backoff
template <class Hint>
uint64_t lock_and_count(Shared& shared, unsigned, uint64_t iterations) {
  turns<Hint>(shared, iterations, static_cast<uint64_t>(shared.args[0]), 0, 0);
  return iterations;
}
/// args: critical, parallel
template <class Hint>
uint64_t lock_and_work(Shared& shared, unsigned, uint64_t iterations) {
  turns<Hint>(shared, iterations, 0, static_cast<uint64_t>(shared.args[0]), static_cast<uint64_t>(shared.args[1]));
  return iterations;
}

Axis backoff(std::vector<int64_t> values, int64_t most) {
  return {.name = "backoff",
          .unit = "",
          .values = std::move(values),
          .most = most,
          .what = "longest wait after a lost race, in hints; it doubles from 1"};
}

const Registration registration([](std::vector<Kernel>& list) {
  const auto add = [&]<class Hint>(const char* group, const char* what, auto run, std::vector<Axis> axes) {
    auto k = describe<Hint>("contention", group, "lock", Metric::contended, what);
    k.shows = Emits::once;
    k.roles = {{.most = kAnyThreads, .run = run}};
    k.axes = std::move(axes);
    k.bytes = constant_bytes(kCount + arch::kPadBytes);
    k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) -> std::string {
      uint64_t total = 0;
      for (uint64_t n : iterations) total += n;
      return *shared.at<uint64_t>(kCount) == total ? "" : "additions under the lock were lost";
    };
    list.push_back(k);
  };
  const auto by_backoff = [&]<class Hint>() {
    add.template operator()<Hint>("spin",
                                  "a test-and-test-and-set lock and one addition under it; `backoff` is the longest "
                                  "wait after a lost race, in hints (0: none)",
                                  lock_and_count<Hint>, {backoff({0, 16, 256}, 1 << 16)});
  };
  by_backoff.template operator()<NoHint>();
  arch::pauses::for_each(by_backoff);
  arch::address_waits::for_each([&]<class Wait>() {
    add.template operator()<Wait>("spin", "the same lock, whose waiters sleep until its word is written to",
                                  lock_and_count<Wait>, {backoff({0}, 0)});
  });
  add.template operator()<NoHint>("work",
                                  "the same lock with work of `critical` core cycles under it and `parallel` between "
                                  "two turns of a thread; the work's time is in the figure",
                                  lock_and_work<NoHint>,
                                  {cycles("critical", {0, 64, 512}, "work under the lock"),
                                   cycles("parallel", {0, 256, 2048}, "work between two turns of a thread")});
});

}  // namespace
}  // namespace fenceline
