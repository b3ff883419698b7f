// Threads themselves: one made and waited for, and one that sleeps woken.
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

/// Two threads that take turns, and sleep until it is theirs. Nothing but the turn goes from one to the other.
class Turns {
 public:
  explicit Turns(const Shared&) {}

  /// False once it is over.
  bool wait(unsigned thread) {
    for (;;) {
      const uint32_t turn = turn_.load(relaxed);
      if (turn == thread) return true;
      if (turn == kOver) return false;
      turn_.wait(turn);
    }
  }
  /// The turn of the other one, who is woken.
  void pass(unsigned thread) {
    uint32_t mine = thread;
    if (turn_.compare_exchange_strong(mine, 1 - thread, relaxed)) turn_.notify_one();
  }
  void begin() { turn_.store(0, relaxed); }
  void end() {
    turn_.store(kOver, relaxed);
    turn_.notify_all();
  }

 private:
  static constexpr uint32_t kOver = 2;
  alignas(arch::kPadBytes) Native::atomic<uint32_t> turn_{0};
};

uint64_t take_turns(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& turns = shared.object<Turns>();
  for (uint64_t n = 0; n != iterations; ++n) {
    if (!turns.wait(thread)) return n;
    turns.pass(thread);
  }
  return iterations;
}

const Registration registration([](std::vector<Kernel>& list) {
  add<Spawned>(list, "spawn_join", "a thread made by std::thread, which counts and ends, and waited for",
               [](Spawned&, uint64_t& count) { std::thread([&] { ++count; }).join(); });
  auto& k =
      list.emplace_back(workload::describe("primitives", "primitive", "wake", "", Metric::contended,
                                           "a thread that sleeps in the kernel (futex) woken by another one, until "
                                           "it runs: half a round trip of two that wake each other"));
  k.roles = {{.least = 2, .most = 2, .run = take_turns}};
  k.lockstep = true;
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
