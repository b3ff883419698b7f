// Sources of time: what a reading costs, how fine it is, and how far two PUs' clocks may be apart.
#include <kernels/measure.h>
#include <kernels/timers/offset.h>
#include <time.h>

namespace fenceline {
namespace {

using namespace measure;

// ---- what the C library offers, beside the instructions of arch::timers; in nanoseconds ---------

template <clockid_t Clock>
struct SystemClock {
  static constexpr std::string_view kName =
      Clock == CLOCK_MONOTONIC_RAW ? "clock_gettime_monotonic_raw" : "clock_gettime_monotonic";
  static constexpr arch::Info info{kName, "", "none"};
  static constexpr bool in_nanoseconds = true;
  static uint64_t op() {
    timespec t;
    clock_gettime(Clock, &t);
    return uint64_t(t.tv_sec) * 1'000'000'000 + uint64_t(t.tv_nsec);
  }
};
using Timers = arch::Concat<arch::timers, arch::List<SystemClock<CLOCK_MONOTONIC>, SystemClock<CLOCK_MONOTONIC_RAW>>>;

/// Of its readings.
template <class Op>
constexpr const char* unit = requires {
  Op::in_nanoseconds;
}
? "ns" : "tick";

// ---- one thread --------------------------------------------------------------------------------

template <class Op>
uint64_t read_back_to_back(Shared&, unsigned, uint64_t iterations) {
  return unrolled(iterations, [](auto) {
    uint64_t v = Op::op();
    arch::opaque(v);
  });
}

/// Reads until the timer shows another value, `iterations` times; counts readings that were lower.
template <class Op>
uint64_t step(Shared& shared, unsigned, uint64_t iterations) {
  uint64_t& backwards = *shared.at<uint64_t>(0);
  uint64_t last = Op::op();
  for (uint64_t n = iterations; n != 0; --n) {
    uint64_t next;
    do next = Op::op();
    while (next == last);
    backwards += next < last;
    last = next;
  }
  return iterations;
}

std::string check_forward(const Shared& shared, std::span<const uint64_t>) {
  const uint64_t backwards = *shared.at<uint64_t>(0);
  return backwards ? "the timer ran backwards " + std::to_string(backwards) + " times" : "";
}

const Registration registration([](std::vector<Kernel>& list) {
  Timers::for_each([&]<class Op>() {
    auto k =
        describe<Op>("timers", "read", "throughput", Metric::throughput, "a reading of the timer, one after the other");
    k.roles[0].run = read_back_to_back<Op>;
    k.bytes = constant_bytes(sizeof(uint64_t));
    list.push_back(k);

    k = describe<Op>("timers", "step", "resolution", Metric::throughput,
                     "time until the timer shows another value: its resolution, or the cost of a reading "
                     "where that is more");
    k.roles = {{.run = step<Op>}};
    k.shows = Emits::once;
    k.verify = check_forward;
    k.figures = [](const Shared&) -> std::vector<Figure> {
      return {{"least_step", unit<Op>, double(timers::least_step(Op::op))}};
    };
    k.bytes = constant_bytes(sizeof(uint64_t));
    list.push_back(k);

    k = describe<Op>("timers", "offset", "pair", Metric::transfer,
                     "half a round trip in which two threads read the timer; the bounds of the offset "
                     "between their clocks are in figures.csv");
    k.roles = {{.least = 2, .most = 2, .run = timers::exchange_readings<Op>}};
    k.lockstep = k.by_pair = true;
    k.ops_per_iteration = 2;
    k.shows = Emits::none;  // each thread has code of its own
    k.setup = timers::open_account;
    k.verify = timers::check_account;
    k.figures = [](const Shared& shared) -> std::vector<Figure> {
      const auto [low, high] = timers::offset<Op>(shared);
      return {{"offset_low", unit<Op>, double(low)}, {"offset_high", unit<Op>, double(high)}};
    };
    k.bytes = constant_bytes(timers::kPairBytes);
    list.push_back(k);
  });
});

}  // namespace
}  // namespace fenceline
