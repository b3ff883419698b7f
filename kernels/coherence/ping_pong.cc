// One cache line's trip between two threads, half a round trip: the figure that core-to-core maps are made of.
// Three protocols, because "core-to-core latency" differs twofold by the number of lines and of transfers.
#include <kernels/measure.h>
#include <kernels/stamp.h>

namespace fenceline {
namespace {

using namespace measure;

/// Where a line's home is decides part of its way: on Zen 4 one line's trip took 27.5 ns and another's 30.3. So a
/// repetition goes from place to place, each some pairs of lines away, from one that its seed chooses.
inline constexpr size_t kPlaces = 64;
inline constexpr size_t kPlaceBytes = 2 * arch::kPadBytes;
/// Round trips at one place: of so many, the one half trip that overlaps with the next place's first is lost.
inline constexpr uint64_t kStay = 128;
/// Behind the places: what thread 0 spent at each.
struct Spent {
  uint64_t ticks, trips;
};
inline constexpr size_t kSpent = kPlaces * kPlaceBytes;
/// Of fewer there is no telling how they differ.
inline constexpr size_t kFewPlaces = 5;

/// f(address of the place, round trips there), for all places that so many iterations lead to. Both threads go the
/// same way.
template <class F>
void by_place(Shared& shared, unsigned thread, uint64_t iterations, F f) {
  for (uint64_t done = 0; done < iterations; done += kStay) {
    const size_t place = (shared.seed + done / kStay) % kPlaces;
    const uint64_t trips = std::min(kStay, iterations - done);
    const Ticks before = stamp();
    f(place * kPlaceBytes, trips);
    if (thread != 0) continue;
    Spent& spent = shared.at<Spent>(kSpent)[place];
    spent.ticks += (stamp() - before).count;
    spent.trips += trips;
  }
}

/// The lines whose trip takes less, and more, than that of nine in ten: how far homes make them differ.
std::vector<Figure> lines(const Shared& shared) {
  std::vector<double> ns;
  for (size_t p = 0; p < kPlaces; ++p)
    if (const Spent& spent = shared.at<Spent>(kSpent)[p]; spent.trips >= kStay)
      ns.push_back(double(spent.ticks) / shared.tick_hz * 1e9 / double(spent.trips) / 2);
  if (ns.size() < kFewPlaces) return {};
  std::ranges::sort(ns);
  return {{"line_low", "ns", ns[ns.size() / 10]}, {"line_high", "ns", ns[ns.size() - 1 - ns.size() / 10]}};
}

/// The word's parity says whose turn it is; taking the turn is one successful CAS. Between two turns of one thread
/// the line goes there and back: alternation is forced, no core can win its own line twice.
template <class Op>
uint64_t one_line_cas(Shared& shared, unsigned thread, uint64_t iterations) {
  by_place(shared, thread, iterations, [&](size_t place, uint64_t n) {
    auto* const word = shared.at<uint64_t>(place);
    uint64_t turn = (std::atomic_ref<uint64_t>(*word).load(std::memory_order_relaxed) & ~uint64_t{1}) | thread;
    while (n != 0) {
      const uint64_t found = Op::op(word, turn, turn + 1);
      if (found == turn) {
        turn += 2;
        --n;
      } else if ((found & 1) == thread) {
        turn = found;
      }
    }
  });
  return iterations;
}

/// The same by load and store: the waiting thread only reads, so that the line is fetched twice in a trip, once to be
/// read and once to be written.
uint64_t one_line_store(Shared& shared, unsigned thread, uint64_t iterations) {
  by_place(shared, thread, iterations, [&](size_t place, uint64_t n) {
    std::atomic_ref<uint64_t> word(*shared.at<uint64_t>(place));
    for (; n != 0; --n) {
      uint64_t seen;
      // (1) acquire: pairs with the release in (2) of the other thread; forbids MP
      while (((seen = word.load(std::memory_order_acquire)) & 1) != thread) {
      }
      // (2) release: pairs with the acquire in (1); forbids MP
      word.store(seen + 1, std::memory_order_release);
    }
  });
  return iterations;
}

/// A line each way: every thread writes its own and reads the other's.
uint64_t two_lines(Shared& shared, unsigned thread, uint64_t iterations) {
  by_place(shared, thread, iterations, [&](size_t place, uint64_t n) {
    std::atomic_ref<uint64_t> mine(*shared.at<uint64_t>(place + thread * arch::kPadBytes));
    std::atomic_ref<uint64_t> theirs(*shared.at<uint64_t>(place + (1 - thread) * arch::kPadBytes));
    uint64_t turn = mine.load(std::memory_order_relaxed);
    for (; n != 0; --n) {
      ++turn;
      // (3) release: pairs with the acquire in (4) of the other thread; forbids MP
      if (thread == 0) mine.store(turn, std::memory_order_release);
      // (4) acquire: pairs with the release in (3) or (5) of the other thread; forbids MP
      while (theirs.load(std::memory_order_acquire) != turn) {
      }
      // (5) release: pairs with the acquire in (4); forbids MP
      if (thread == 1) mine.store(turn, std::memory_order_release);
    }
  });
  return iterations;
}

Kernel ping_pong(std::string variant, std::string how, std::string what, Run run) {
  Kernel k;
  k.suite = "coherence";
  k.group = "ping_pong";
  k.variant = std::move(variant);
  k.how = std::move(how);
  k.what = std::move(what) + "; half a round trip";
  k.metric = Metric::transfer;
  k.roles = {{.least = 2, .most = 2, .run = run}};
  k.lockstep = true;
  k.shows = Emits::once;
  k.by_pair = true;
  k.ops_per_iteration = 2;
  k.bytes = constant_bytes(kSpent + kPlaces * sizeof(Spent));
  k.figures = lines;
  return k;
}

/// Turns are counted in the first `words` lines of every place: each kind adds up to the round trips (times `step`).
auto check_turns(unsigned words, uint64_t step) {
  return [=](const Shared& shared, std::span<const uint64_t> iterations) -> std::string {
    for (unsigned w = 0; w < words; ++w) {
      uint64_t turns = 0;
      for (size_t p = 0; p < kPlaces; ++p) turns += *shared.at<uint64_t>(p * kPlaceBytes + w * arch::kPadBytes);
      if (turns != iterations[0] * step) return "the turns do not add up to the round trips";
    }
    return "";
  };
}

const Registration registration([](std::vector<Kernel>& list) {
  auto k = ping_pong("load_store", "two_lines", "load and store, a line for each direction", two_lines);
  k.verify = check_turns(2, 1);
  list.push_back(k);

  k = ping_pong("load_store", "one_line", "load and store, both on one line", one_line_store);
  k.verify = check_turns(1, 2);
  list.push_back(k);

  arch::cas::for_each([&]<class Op>() {
    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t)) {
      k = ping_pong(std::string(Op::info.name), "one_line", "CAS by both threads on one line", one_line_cas<Op>);
      k.width = bits<Value<Op>>;
      k.order = Op::info.order;
      k.emits = Op::info.emits;
      k.needs = Op::info.needs;
      k.verify = check_turns(1, 2);
      list.push_back(k);
    }
  });
});

}  // namespace
}  // namespace fenceline
