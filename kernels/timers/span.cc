// What a timer tells of a piece of work, one reading before and one behind it: a reading that waits for nothing is made
// while the work is still under way, and tells less than it took. Beside the cost of a reading this is what its fences
// are paid for.
#include <kernels/measure.h>
#include <kernels/work.h>

namespace fenceline {
namespace {

using namespace measure;

/// args: work. One piece waits for the one before, but nothing for a reading.
template <class Op>
uint64_t around_work(Shared& shared, unsigned, uint64_t iterations) {
  const auto cycles = static_cast<uint64_t>(shared.args[0]);
  uint64_t x = 0, told = 0;
  for (uint64_t n = iterations; n != 0; --n) {
    const uint64_t before = Op::op();
    x = work(x, cycles);
    told += Op::op() - before;
  }
  shared.timed.ticks.count += told;
  shared.timed.ops += iterations;
  *shared.at<uint64_t>(0) += x;
  return iterations;
}

const Registration registration([](std::vector<Kernel>& list) {
  arch::timers::for_each([&]<class Op>() {
    auto& k = add(list, variant_of<Op>(), "timers", "span", "work", Metric::latency,
                  "what the timer tells of `work` core cycles of dependent additions, by one reading before and one "
                  "behind; where that is less, it was read before they were done",
                  around_work<Op>);
    k.roles[0].empty = nullptr;
    k.self_timed = true;
    k.shows = Emits::once;
    k.axes = {cycles("work", {512}, "between the two readings")};
    k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) -> std::string {
      const uint64_t cycles = static_cast<uint64_t>(shared.args[0]) / kUnroll * kUnroll;
      return *shared.at<uint64_t>(0) == iterations[0] * cycles ? "" : "the work was not done";
    };
  });
});

}  // namespace
}  // namespace fenceline
