// What a neighbour's work costs: thread 0 repeats an operation on memory of its own and is timed; the other threads
// do something else on theirs. On SMT siblings they share a core's ports and store buffer, elsewhere only caches and
// clock: the difference between placements is the figure.
#include <kernels/measure.h>
#include <kernels/stamp.h>
#include <kernels/work.h>

namespace fenceline {
namespace {

using namespace measure;

/// Timed in batches of kUnroll operations, long against reading the ticks.
inline constexpr unsigned kBatches = 8;

template <class Op>
void victim(Shared& shared) {
  auto* const at = shared.at<Value<Op>>(0);
  const Ticks before = stamp();
  unrolled(kUnroll * kBatches, [&](auto) { (void)Op::op(at, Value<Op>{0}); });
  const Ticks after = stamp();
  shared.timed.ticks.count += (after - before).count;
  shared.timed.ops += kUnroll * kBatches;
}

enum class Work { arithmetic, stores, atomics };

template <class Op, Work kWork>
uint64_t beside(Shared& shared, unsigned thread, uint64_t iterations) {
  if (thread == 0) {
    for (uint64_t n = iterations / kUnroll; n != 0; --n) victim<Op>(shared);
    return iterations;
  }
  auto* const mine = shared.at<Value<Op>>(thread * 2 * arch::kPadBytes);
  if constexpr (kWork == Work::arithmetic) {
    Chains sums{};
    fill_ports(sums, iterations);
  } else if constexpr (kWork == Work::stores) {
    unrolled(iterations, [&](auto i) { *static_cast<volatile Value<Op>*>(mine) = i; });
  } else {
    unrolled(iterations, [&](auto) { (void)Op::op(mine, Value<Op>{0}); });
  }
  return iterations;
}

const Registration registration([](std::vector<Kernel>& list) {
  using Op = arch::First<arch::Plain<uint64_t>::of, arch::fetch_adds>;
  const auto add = [&](const char* what, auto run) {
    auto k = describe<Op>("contention", "neighbour", what, Metric::latency,
                          std::string("operations of thread 0 on its own line while the other threads do ") + what);
    k.shows = Emits::once;
    k.roles = {{.least = 2, .most = kAnyThreads, .run = run}};
    k.self_timed = true;
    k.bytes = [](unsigned threads, const std::vector<int64_t>&) { return (threads + 1) * 2 * arch::kPadBytes; };
    list.push_back(k);
  };
  add("arithmetic", beside<Op, Work::arithmetic>);
  add("stores", beside<Op, Work::stores>);
  add("atomics", beside<Op, Work::atomics>);
});

}  // namespace
}  // namespace fenceline
