// What a load pays that was done early and then had to be done again, since another core wrote to its line meanwhile. On
// x86-64 loads may not pass each other, and on every ISA two of one word may not: the core does them early all the same, and
// where the line is taken from it before an older load is done, it throws away all that came after (Intel calls it a machine
// clear for memory ordering; Gharachorloo, Gupta, Hennessy, ICPP 1991, "Two Techniques to Enhance the Performance of Memory
// Consistency Models").
//
// Thread 0 goes through a chain of loads that its second cache answers, and beside each step loads a word that thread 1 writes
// to from time to time: nothing keeps it from being loaded many steps ahead. The same with the word's address waiting for the
// step's value, which is never early, is timed in turn with it. Both miss as often as the word is written: what a change of the
// word costs more where it is loaded early is the price of an event (`event` in figures.csv).
#include <kernels/measure.h>
#include <kernels/scatter.h>
#include <kernels/stamp.h>
#include <kernels/work.h>

namespace fenceline {
namespace {

using namespace measure;

/// The chain: no first cache holds it, every second one does.
inline constexpr size_t kChainBytes = 256 << 10;
inline constexpr size_t kSteps = kChainBytes / arch::kPadBytes;
/// Behind it, each on lines of its own: the word, and what thread 0 found.
inline constexpr size_t kWord = kChainBytes + 2 * arch::kPadBytes;
inline constexpr size_t kFound = kWord + 2 * arch::kPadBytes;
/// Steps between two stamps.
inline constexpr uint64_t kBatch = 32 * kUnroll;

struct Found {
  uintptr_t at;  ///< where in the chain
  struct Way {
    uint64_t ticks, steps, changes;
  } early, in_order;
};

template <bool kEarly>
void walk(Shared& shared, Found& found) {
  auto& way = kEarly ? found.early : found.in_order;
  const auto word = reinterpret_cast<uintptr_t>(shared.at<uint64_t>(kWord));
  uintptr_t at = found.at;
  const auto look = [](uintptr_t where) {
    return std::atomic_ref<uint64_t>(*reinterpret_cast<uint64_t*>(where)).load(std::memory_order_relaxed);
  };
  uint64_t last = look(word), changes = 0;
  const Ticks before = stamp();
  unrolled(kBatch, [&](auto) {
    at = *reinterpret_cast<const volatile uintptr_t*>(at);
    const uintptr_t where = kEarly ? word : when_known(word, at);
    const uint64_t seen = look(where);
    changes += seen != last;
    last = seen;
  });
  way.ticks += (stamp() - before).count;
  way.steps += kBatch;
  way.changes += changes;
  found.at = at;
}

/// args: cycles between two writes
uint64_t run(Shared& shared, unsigned thread, uint64_t iterations) {
  Found& found = *shared.at<Found>(kFound);
  if (thread == 0) {
    uint64_t n = 0;
    for (; n < iterations; n += 2 * kBatch) {
      const uint64_t before = found.early.ticks;
      walk<true>(shared, found);
      shared.timed.ticks.count += found.early.ticks - before;
      shared.timed.ops += kBatch;
      walk<false>(shared, found);
    }
    return n;
  }
  std::atomic_ref<uint64_t> word(*shared.at<uint64_t>(kWord));
  uint64_t x = word.load(std::memory_order_relaxed);
  uint64_t n = 0;
  for (; n != iterations && !shared.stopped(); ++n) {
    word.store(++x, std::memory_order_relaxed);
    x = work(x, static_cast<uint64_t>(shared.args[0])) - static_cast<uint64_t>(shared.args[0]);
  }
  return n;
}

void setup(Shared& shared) {
  Scatter next(kSteps, shared.seed);
  const size_t first = next();
  size_t at = first;
  for (size_t i = 1; i <= kSteps; ++i) {
    const size_t to = i == kSteps ? first : next();
    *shared.at<uintptr_t>(at * arch::kPadBytes) = reinterpret_cast<uintptr_t>(shared.data + to * arch::kPadBytes);
    at = to;
  }
  *shared.at<Found>(kFound) = {.at = reinterpret_cast<uintptr_t>(shared.data), .early = {}, .in_order = {}};
}

/// The window's alone: batches while warming up came before the writer did.
void settle(Shared& shared, unsigned thread) {
  Found& found = *shared.at<Found>(kFound);
  if (thread == 0) found = {.at = found.at, .early = {}, .in_order = {}};
}

std::vector<Figure> figures(const Shared& shared) {
  const auto& [at, early, in_order] = *shared.at<Found>(kFound);
  if (early.changes == 0 || in_order.changes == 0) return {};
  const double ns = 1e9 / shared.tick_hz, steps = double(early.steps);
  const double apart = double(early.ticks) * ns - double(in_order.ticks) * ns * steps / double(in_order.steps);
  return {{"changes", "", double(early.changes) / steps},
          {"in_order", "ns", double(in_order.ticks) * ns / double(in_order.steps)},
          {"event", "ns", apart / double(early.changes)}};
}

const Registration registration([](std::vector<Kernel>& list) {
  Kernel k;
  k.suite = "contention";
  k.group = "ordering_clear";
  k.variant = "load";
  k.how = "early";
  k.what =
      "a step of a chain in the second cache and, beside it, a load of a word that the other thread writes to each "
      "`between` "
      "cycles; what a change of it costs more than where it is loaded in order is event in figures.csv";
  k.metric = Metric::contended;
  k.shows = Emits::none;
  k.roles = {{.least = 2, .most = 2, .run = run}};
  k.axes = {cycles("between", {512, 4096}, "between two writes")};
  k.self_timed = true;
  k.bytes = constant_bytes(kFound + sizeof(Found));
  k.setup = setup;
  k.settle = settle;
  k.figures = figures;
  k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) -> std::string {
    size_t steps = 0;
    const auto start = reinterpret_cast<uintptr_t>(shared.data);
    for (uintptr_t at = start; steps == 0 || at != start; ++steps) {
      if (steps > kSteps) break;
      at = *reinterpret_cast<const uintptr_t*>(at);
    }
    if (steps != kSteps) return "the chain is no cycle of all lines";
    return *shared.at<uint64_t>(kWord) == iterations[1] ? "" : "the word does not hold as many writes as were done";
  };
  list.push_back(std::move(k));
});

}  // namespace
}  // namespace fenceline
