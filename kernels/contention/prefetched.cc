// What an addition to a word that all threads want costs by how it is made, near ones and far ones beside LL/SC and CAS loops, and
// whether a prefetch for writing before it is worth while: between the two each thread has `work` cycles of its own to do. A loop
// reads the line first and asks for it again to write to it, and may lose it in between; the prefetch asks once, but early: others
// may take the line away again before it is used. A far update is done where the line is, and leaves it there.
#include <kernels/measure.h>
#include <kernels/updates_by_hand.h>
#include <kernels/work.h>
#include <kernels/workload.h>

namespace fenceline {
namespace {

using namespace measure;

/// args: cycles between the prefetch and the addition.
template <class Action, class Op, class Prefetch>
uint64_t contended_update(Shared& shared, unsigned, uint64_t iterations) {
  auto* const at = shared.at<Value<Op>>(0);
  const auto own = static_cast<uint64_t>(shared.args[0]);
  uint64_t x = 0;
  for (uint64_t n = iterations; n != 0; --n) {
    Prefetch::op(at);
    x = work(x, own);
    Action::template step<Op>(at, uint64_t{1});
  }
  arch::opaque(x);
  return iterations;
}

const Registration registration([](std::vector<Kernel>& list) {
  updates_by_hand([&]<class Action, class Op, class Prefetch>() {
    auto k = describe<Op>("contention", "contended_update", "contended", Metric::contended,
                          std::string("additions to one word by all threads, each behind `work` cycles of its own") +
                              (std::is_same_v<Prefetch, NoPrefetch> ? "" : " that follow a prefetch of the line"));
    tell_prefetch<Prefetch>(k);
    k.roles = {{.least = 2, .most = kAnyThreads, .run = contended_update<Action, Op, Prefetch>}};
    k.shows = Emits::once;
    k.axes = {cycles("work", {0, 256}, "by each thread before its addition")};
    k.bytes = constant_bytes(kStreamBytes);
    k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) -> std::string {
      return *shared.at<uint64_t>(0) == workload::sum(iterations) ? "" : "an addition was lost";
    };
    list.push_back(k);
  });
});

}  // namespace
}  // namespace fenceline
