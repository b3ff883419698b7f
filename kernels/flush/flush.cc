// What it costs to write a line back or to throw it out of the caches, where it was only read (clean) and where it was
// written to (dirty), and what a load of it costs afterwards: whether the line is still near.
//
// A round brings 32 lines into the first cache in one of the two states, waits, and flushes them; that alone is timed. Without a
// fence a core goes on while its flushes are under way: `no_fence` is what it takes to start them, 32 at a time. The fence
// that the manual asks for (Op::done) stands behind each, as one that waits for one line pays it, or behind the last, as one
// that has many. On x86-64 that is sfence, which holds up later stores and not the core: a stamp would not wait for it (on
// Emerald Rapids a clflush with it then seems to take 2 ns). So a full fence ends the timed part where a fence is in it.
#include <arch/flushes.h>
#include <kernels/measure.h>
#include <kernels/spread.h>
#include <kernels/stamp.h>
#include <kernels/workload.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>

namespace fenceline {
namespace {

using namespace measure;
using namespace spread;

/// Out of so many lines.
inline constexpr size_t kPool = 8 * kRound;
inline constexpr size_t kLinesBytes = kPool * kStride;

enum class State { clean, dirty };
enum class Form { no_fence, fence_each, fence_last, then_load };

/// What lies behind the lines: an order that no prefetcher foresees, and where in it the next round begins.
struct Order {
  std::array<uint32_t, kPool> lines;
  size_t next;
};
Order& order_of(const Shared& shared) { return *shared.at<Order>(kLinesBytes); }

template <class Op>
void make(Shared& shared) {
  std::fill_n(shared.data, kLinesBytes, std::byte{0});
  Order& order = order_of(shared);
  std::iota(order.lines.begin(), order.lines.end(), 0u);
  std::ranges::shuffle(order.lines, std::mt19937_64(shared.seed));
  order.next = 0;
  // Nothing is dirty that the kernel does not make so, even where the operation writes nothing back.
  for (size_t i = 0; i < kLinesBytes; i += arch::kLineBytes) {
    if constexpr (arch::kCanFlush)
      arch::flush_line(shared.data + i);
    else
      Op::op(shared.data + i);
  }
  arch::flush_done();
}

/// The ISA's first full fence, which every CPU has.
template <class Op>
using IsFull = std::bool_constant<Op::info.order == "rw,rw">;
using Full = arch::First<IsFull, arch::fences>;

template <Form kForm, class Op>
[[gnu::always_inline]] inline void flush(std::array<volatile uint64_t*, kRound>& lines) {
  for (volatile uint64_t* const line : lines) {
    Op::op(const_cast<uint64_t*>(line));
    if constexpr (kForm == Form::fence_each) Op::done::op();
  }
  if constexpr (kForm == Form::no_fence) return;
  if constexpr (kForm != Form::fence_each) Op::done::op();
  Full::op();
}

template <State kState, Form kForm, class Op>
uint64_t rounds(Shared& shared, unsigned, uint64_t iterations) {
  Order& order = order_of(shared);
  for (uint64_t n = iterations / kRound; n != 0; --n) {
    std::array<volatile uint64_t*, kRound> lines;
    for (volatile uint64_t*& line : lines)
      line = shared.at<volatile uint64_t>(order.lines[order.next++ % kPool] * kStride);
    for (volatile uint64_t* const line : lines) {
      const uint64_t value = *line;
      if constexpr (kState == State::dirty) *line = value + 1;
    }
    Full::op();
    if constexpr (kForm == Form::then_load) flush<kForm, Op>(lines);
    uint64_t carry = 0;
    const Ticks before = stamp();
    if constexpr (kForm != Form::then_load) {
      flush<kForm, Op>(lines);
    } else {
      for (volatile uint64_t* const line : lines) {
        carry = line[1 + carry];  // a word that stays 0: the next load waits for this one
        arch::opaque(carry);
      }
      if (carry != 0) return iterations;  // never; the branch that stamp() asks for
    }
    shared.timed.ticks.count += (stamp() - before).count;
    shared.timed.ops += kRound;
  }
  return iterations;
}

/// What was stored is there, however it came back.
template <State kState>
std::string check(const Shared& shared, std::span<const uint64_t> iterations) {
  uint64_t sum = 0;
  for (size_t i = 0; i < kPool; ++i) sum += *shared.at<uint64_t>(i * kStride);
  const uint64_t want = kState == State::dirty ? iterations[0] : 0;
  return sum == want ? ""
                     : "the lines hold " + std::to_string(sum) + " stores, should hold " + std::to_string(want) +
                           ": a flush lost what was written";
}

constexpr const char* name_of(State s) { return s == State::dirty ? "dirty" : "clean"; }

template <State kState, Form kForm, class Op>
void add_one(std::vector<Kernel>& list, const char* use, Metric metric, const std::string& what) {
  constexpr bool kWaits = kForm != Form::no_fence;
  auto k = describe<Op>("flush", "flush", name_of(kState), metric,
                        what + (kState == State::dirty ? " that was written to" : " that was only read"));
  k.use = use;
  if (kWaits) k.emits += ";" + std::string(Op::done::info.emits);
  if (k.needs == arch::Feature::none) k.needs = Op::done::info.needs;
  k.shows = Emits::once;  // lines are made ready between the rounds
  k.roles = {{.run = rounds<kState, kForm, Op>}};
  k.self_timed = true;
  k.bytes = constant_bytes(kLinesBytes + sizeof(Order));
  k.setup = make<Op>;
  k.verify = check<kState>;
  list.push_back(k);
}

template <State kState, class Op>
void add_state(std::vector<Kernel>& list) {
  const std::string fence = std::string(Op::done::info.name);
  add_one<kState, Form::no_fence, Op>(list, "no_fence", Metric::throughput, "32 in a row, no fence: each of a line");
  add_one<kState, Form::fence_each, Op>(list, "fence_each", Metric::latency, fence + " behind each: both, of a line");
  add_one<kState, Form::fence_last, Op>(list, "fence_last", Metric::throughput,
                                        "32 in a row, then " + fence + ": a 32nd of all, of a line");
  add_one<kState, Form::then_load, Op>(
      list, "then_load", Metric::latency,
      "a load behind it and " + fence + ", each waiting for the one before, of a line");
}

const Registration registration([](std::vector<Kernel>& list) {
  arch::flushes::for_each([&]<class Op>() {
    add_state<State::clean, Op>(list);
    if constexpr (!arch::discards<Op>) add_state<State::dirty, Op>(list);
  });
  if constexpr (arch::flushes::size == 0)
    list.push_back(workload::absent("flush", "flush", "flushes", std::string(arch::kNoFlushes).c_str()));
});

}  // namespace
}  // namespace fenceline
