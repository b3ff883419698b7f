// Threads themselves: one made and waited for, and one that sleeps woken.
#include <base/futex.h>
#include <kernels/primitives/price.h>
#include <structures/native.h>

#include <thread>

namespace fenceline {
namespace {

using namespace prices;

struct Spawned : OwnLanes<uint64_t> {
  using OwnLanes::OwnLanes;
  std::string check(std::span<const uint64_t> iterations) const {
    for (size_t t = 0; t < iterations.size(); ++t)
      if (lanes()[t].value != iterations[t]) return "a thread that was made has not run";
    return "";
  }
};

/// Two threads that take turns, each asleep until it is woken: whoever wakes the other waits until it sleeps.
class Turns {
 public:
  explicit Turns(const Shared&) {}

  /// False once it is over.
  bool sleep(unsigned thread) {
    while (!over_.load(std::memory_order_relaxed))
      if (futex_wait(beds_[thread].word, 0) && turn_.load(std::memory_order_relaxed) == thread) return true;
    return false;
  }
  void wake(unsigned other) {
    turn_.store(other, std::memory_order_relaxed);
    while (futex_wake(beds_[other].word, 1) == 0 && !over_.load(std::memory_order_relaxed)) Native::pause();
  }
  void begin() {
    turn_.store(0, std::memory_order_relaxed);
    over_.store(false, std::memory_order_relaxed);
    for (Bed& bed : beds_) bed.word.store(0, std::memory_order_relaxed);
  }
  void end() {
    over_.store(true, std::memory_order_relaxed);
    for (Bed& bed : beds_) {
      bed.word.store(1, std::memory_order_relaxed);  // nobody falls asleep any more
      futex_wake(bed.word);
    }
  }

 private:
  struct alignas(arch::kPadBytes) Bed {
    std::atomic<uint32_t> word{0};
  };
  Bed beds_[2];
  alignas(arch::kPadBytes) std::atomic<uint32_t> turn_{0};
  std::atomic<bool> over_{false};
};

/// Thread 0 wakes first, and sleeps last.
uint64_t take_turns(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& turns = shared.object<Turns>();
  for (uint64_t n = 0; n != iterations; ++n) {
    if (thread == 1 && !turns.sleep(1)) return n;
    turns.wake(1 - thread);
    if (thread == 0 && !turns.sleep(0)) return n;
  }
  return iterations;
}

const Registration registration([](std::vector<Kernel>& list) {
  add<Spawned>(list, "spawn_join", "a thread made by std::thread, which counts and ends, and waited for",
               [](Spawned&, uint64_t& count) { std::thread([&] { ++count; }).join(); })
      .gives_way = true;
  auto& k =
      list.emplace_back(workload::describe("primitives", "primitive", "wake", "price", Metric::contended,
                                           "a thread that sleeps in the kernel (futex) woken by another one, until "
                                           "it runs: half a round trip of two that wake each other"));
  k.roles = {{.least = 2, .most = 2, .run = take_turns}};
  k.lockstep = k.gives_way = true;
  k.ops_per_iteration = 2;
  k.setup = [](Shared& shared) { shared.make<Turns>(shared); };
  k.begin = [](Shared& shared) { shared.object<Turns>().begin(); };
  k.release = [](Shared& shared) { shared.object<Turns>().end(); };
  k.verify = [](const Shared&, std::span<const uint64_t> n) {
    return n[0] == n[1] ? "" : "the threads did not take turns";
  };
});

}  // namespace
}  // namespace fenceline
