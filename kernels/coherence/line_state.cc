// What an operation costs on a line that another PU has left in a given state, at the distance that the placement
// says. Thread 0 is measured; thread 1 owns the lines; any further threads share them.
//
// How a state is made, and how far software can know it: lines that thread 1 has just written are Modified in its
// cache; flushed and then read by it alone, Exclusive; flushed and read by it and by all further threads (or written
// and then read by them), Shared, where MOESI machines have Owned and MESIF machines Forward for one of the holders;
// flushed and touched by nobody, in no cache. What software cannot see is a cache that gave a line up by itself: 32
// lines spread over pages are far below any cache's size, and a fresh round is prepared before each look.
//
// What makes such figures too low, and what is done about it:
// - a stamp that is read before the last loads are done. Out-of-order cores have all of a round's loads in flight when
//   they come to a bare counter: on Zen 4 it took 33 ns for 25, and 140 ns for 60 (near and far CPUs). So stamp().
// - loads by a wrong guess, that the loop which waits for the other threads has ended: stamp() stops them too.
// - a store that waits in the store buffer, and the next one's line being fetched meanwhile: a fence, and a load. Not any
//   fence: with `lock or` for it, Zen 4 showed stores at 7 ns instead of 50.
// - prefetchers. Each round's lines are drawn anew. On Zen 4 this changes nothing: a fixed walk, strides of 64, 128 and
//   2,176 bytes, pools of 32 to 4,096 lines, small and huge pages all give the same within 5 %.
// Then a load of a Modified line costs what a CAS on it does; a store costs its fence more. One stamp's own cost, some
// 10 ns, stands in each round: a third of a nanosecond an operation.
#include <base/barrier.h>
#include <kernels/measure.h>
#include <kernels/stamp.h>

#include <array>
#include <numeric>
#include <random>

namespace fenceline {
namespace {

using namespace measure;

/// A round looks once at as many lines as an unrolled loop has operations.
inline constexpr size_t kRound = kUnroll;
/// Out of so many lines, spread over the sets of the caches.
inline constexpr size_t kPool = 32 * kRound;
inline constexpr size_t kStride = 17 * arch::kPadBytes;
/// After so many rounds the same lines come in the same order.
inline constexpr size_t kOrders = 8;
inline constexpr size_t kRounds = kOrders * kPool / kRound;
inline constexpr size_t kSteps = kPool * kStride;
static_assert(kSteps % alignof(Barrier) == 0);
inline constexpr size_t kOrder = kSteps + sizeof(Barrier);
inline constexpr size_t kBytes = kOrder + kOrders * kPool * sizeof(uint32_t);

/// Random orders of all lines, one after the other.
void make_orders(Shared& shared) {
  std::mt19937_64 random(shared.seed);
  std::array<uint32_t, kPool> lines;
  std::iota(lines.begin(), lines.end(), 0u);
  for (size_t i = 0; i < kOrders; ++i) {
    std::ranges::shuffle(lines, random);
    std::ranges::copy(lines, shared.at<uint32_t>(kOrder) + i * kPool);
  }
}

/// Where the i-th line of a round lies.
size_t line(const Shared& shared, uint64_t round, size_t i) {
  return shared.at<uint32_t>(kOrder)[round % kRounds * kRound + i] * kStride;
}

enum class State { modified, exclusive, shared, uncached };

/// Brings the round's lines into the state. Every thread takes part in every step.
template <State kState>
void prepare(Shared& shared, unsigned thread, uint64_t round, Barrier& barrier) {
  const auto each = [&](auto f) {
    for (size_t i = 0; i < kRound; ++i) f(shared.at<volatile uint64_t>(line(shared, round, i)));
  };
  const auto read = [](volatile uint64_t* p) { (void)*p; };
  barrier.meet(Barrier::kForEver);
  if constexpr (kState == State::modified) {
    if (thread == 1) each([](volatile uint64_t* p) { *p = *p; });
  } else {
    if constexpr (arch::kCanFlush) {
      if (thread == 1) {
        each([](volatile uint64_t* p) { arch::flush_line(const_cast<uint64_t*>(p)); });
        arch::flush_done();
      }
    } else if (thread == 1) {
      each([](volatile uint64_t* p) { *p = *p; });  // Shared alone can be made without a flush
    }
    barrier.meet(Barrier::kForEver);
    if (thread == 1 && kState != State::uncached) each(read);
    barrier.meet(Barrier::kForEver);
    if (thread > 1 && kState == State::shared) each(read);
  }
  barrier.meet(Barrier::kForEver);
}

/// Does the operation on the word; what comes back is 0 and goes into the next address.
template <class Step>
void look_at_all(Shared& shared, uint64_t round, Step step) {
  size_t at[kRound];  // found beforehand: only the operation itself is timed
  for (size_t i = 0; i < kRound; ++i) at[i] = line(shared, round, i);
  uint64_t carry = 0;
  const Ticks before = stamp();
  for (size_t i = 0; i < kRound; ++i) {
    carry = step(shared.at<uint64_t>(at[i] + carry));
    arch::opaque(carry);
  }
  if (carry != 0) return;  // never: verify() would tell. The branch that stamp() asks for
  const Ticks after = stamp();
  shared.timed.ticks.count += (after - before).count;
  shared.timed.ops += kRound;
}

template <State kState, class Step>
void rounds(Shared& shared, unsigned thread, uint64_t iterations, Step step) {
  auto& barrier = *shared.at<Barrier>(kSteps);
  for (uint64_t n = iterations / kRound; n != 0; --n) {
    const uint64_t round = barrier.round();  // all threads have the same: they meet below, an equal number of times
    prepare<kState>(shared, thread, round, barrier);
    if (thread == 0) look_at_all(shared, round, step);
  }
}

template <State kState, class Op>
uint64_t load(Shared& shared, unsigned thread, uint64_t iterations) {
  rounds<kState>(shared, thread, iterations, [](uint64_t* p) { return Op::op(p); });
  return iterations;
}
/// The ISA's first full fence. On x86-64 that is mfence, not the locked instruction that compilers take: behind that one
/// Zen 4 forwards the store to the load early, and the next line is fetched while this one still is.
template <class Op>
using IsFull = std::bool_constant<Op::info.order == "rw,rw">;
using Drain = arch::First<IsFull, arch::fences>;
static_assert(Drain::info.needs == arch::Feature::none, "every CPU has it");

/// A store alone would only wait in the store buffer: the fence makes its cost visible and belongs to the figure.
template <State kState, class Op>
uint64_t store(Shared& shared, unsigned thread, uint64_t iterations) {
  rounds<kState>(shared, thread, iterations, [](uint64_t* p) {
    Op::op(p, uint64_t{0});
    Drain::op();
    return *static_cast<volatile uint64_t*>(p);  // or the next store's line would be fetched meanwhile
  });
  return iterations;
}
template <State kState, class Op>
uint64_t cas(Shared& shared, unsigned thread, uint64_t iterations) {
  rounds<kState>(shared, thread, iterations, [](uint64_t* p) { return Op::op(p, uint64_t{0}, uint64_t{0}); });
  return iterations;
}
template <State kState, class Op>
uint64_t fetch(Shared& shared, unsigned thread, uint64_t iterations) {
  rounds<kState>(shared, thread, iterations, [](uint64_t* p) { return Op::op(p, uint64_t{0}); });
  return iterations;
}

/// What stands for a list: its first plain variant on 64 bits.
template <class List>
using First = arch::First<arch::Plain<uint64_t>::of, List>;

constexpr const char* name_of_state(State s) {
  constexpr const char* names[] = {"modified", "exclusive", "shared", "uncached"};
  return names[static_cast<int>(s)];
}

template <State kState>
void add_state(std::vector<Kernel>& list) {
  // Without a flush only what writing and reading can make is to be had.
  if constexpr (!arch::kCanFlush && (kState == State::exclusive || kState == State::uncached)) return;
  const auto add = [&]<class Op>(const char* what, auto run) {
    auto k = describe<Op>("coherence", "line_state", name_of_state(kState), Metric::latency,
                          std::string(what) + " of a line that thread 1 left " + name_of_state(kState) +
                              (kState == State::shared ? ", all further threads sharing it" : "") +
                              ", each waiting for the one before");
    k.use = what;
    k.roles = {{.least = 2, .most = kState == State::shared ? kAnyThreads : 2, .run = run}};
    k.shows = Emits::once;  // threads meet between the rounds
    k.lockstep = k.self_timed = k.huge_pages = true;
    k.bytes = constant_bytes(kBytes);
    k.setup = [](Shared& shared) {
      std::fill_n(shared.data, kOrder, std::byte{0});
      make_orders(shared);
      new (shared.at<Barrier>(kSteps)) Barrier(shared.threads);
    };
    k.verify = [](const Shared& shared, std::span<const uint64_t>) -> std::string {
      for (size_t i = 0; i < kPool; ++i)
        if (*shared.at<uint64_t>(i * kStride) != 0) return "a line changed under operations that keep it zero";
      return shared.timed.ops == 0 ? "nothing was timed" : "";
    };
    list.push_back(k);
  };
  using Load = First<arch::loads>;
  using Store = First<arch::stores>;
  using Exchange = First<arch::exchanges>;
  using FetchAdd = First<arch::fetch_adds>;
  using Cas = First<arch::cas>;
  add.template operator()<Load>("load", load<kState, Load>);
  add.template operator()<Store>("store_fence", store<kState, Store>);
  add.template operator()<Cas>("cas", cas<kState, Cas>);
  add.template operator()<FetchAdd>("fetch_add", fetch<kState, FetchAdd>);
  add.template operator()<Exchange>("exchange", fetch<kState, Exchange>);
}

const Registration registration([](std::vector<Kernel>& list) {
  add_state<State::modified>(list);
  add_state<State::exclusive>(list);
  add_state<State::shared>(list);
  add_state<State::uncached>(list);
});

}  // namespace
}  // namespace fenceline
