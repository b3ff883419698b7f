// What an operation costs on a line that other PUs, and perhaps its own, have left in a given state, at the distance that
// the placement says. Thread 0 is measured; thread 1 owns the lines; any further threads share them.
//
// How a state is made, and how far software can know it: lines that thread 1 has just written are Modified in its
// cache; flushed and then read by it alone, Exclusive; flushed and read by it and by all further threads, Shared, which
// takes three threads, with Forward at the last on MESIF machines; written by thread 1 and read by all further threads,
// Owned where there is MOESI, and Shared with a clean copy behind it elsewhere; flushed and touched by nobody, in no
// cache. Three more states are thread 0's own, which then writes and must take the line from all others, 1 … N of them:
// it has read it before them (upgrade_shared), after them (upgrade_forward), or has written it before they read it
// (upgrade_owned). What software cannot see is a cache that gave a line up by itself: 32
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
#include <kernels/coherence/prepare.h>
#include <kernels/measure.h>
#include <kernels/spread.h>
#include <kernels/stamp.h>

#include <array>
#include <numeric>
#include <random>

namespace fenceline {
namespace {

using namespace measure;
using namespace spread;

/// Out of so many lines, spread over the sets of the caches.
inline constexpr size_t kPool = 32 * kRound;
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

/// The word on the i-th line of a round.
uint64_t* line(const Shared& shared, uint64_t round, size_t i) {
  return shared.at<uint64_t>(shared.at<uint32_t>(kOrder)[round % kRounds * kRound + i] * kStride);
}

using Words = std::array<uint64_t*, kRound>;

/// Does the operation on each word; what comes back is 0 and goes into the next address.
template <class Step>
void look_at_all(Shared& shared, const Words& words, Step step) {
  uint64_t carry = 0;
  const Ticks before = stamp();
  for (uint64_t* const word : words) {
    carry = step(word + carry);
    arch::opaque(carry);
  }
  if (carry != 0) return;  // never: verify() would tell. The branch that stamp() asks for
  const Ticks after = stamp();
  shared.timed.ticks.count += (after - before).count;
  shared.timed.ops += kRound;
}

/// kState: the number of a recipe, for Clang before 18 takes no reference to an element of an array as a template's argument.
template <size_t kState, class Step>
void rounds(Shared& shared, unsigned thread, uint64_t iterations, Step step) {
  auto& barrier = *shared.at<Barrier>(kSteps);
  for (uint64_t n = iterations / kRound; n != 0; --n) {
    const uint64_t round = barrier.round();  // all threads have the same: they meet below, an equal number of times
    Words words;                             // found beforehand: only the operation itself is timed
    for (size_t i = 0; i < kRound; ++i) words[i] = line(shared, round, i);
    prepare(kLineRecipes[kState], shared, thread, words, barrier);
    if (thread == 0) look_at_all(shared, words, step);
  }
}

template <size_t kState, class Op>
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
template <size_t kState, class Op>
uint64_t store(Shared& shared, unsigned thread, uint64_t iterations) {
  rounds<kState>(shared, thread, iterations, [](uint64_t* p) {
    Op::op(p, uint64_t{0});
    Drain::op();
    return *static_cast<volatile uint64_t*>(p);  // or the next store's line would be fetched meanwhile
  });
  return iterations;
}
template <size_t kState, class Op>
uint64_t cas(Shared& shared, unsigned thread, uint64_t iterations) {
  rounds<kState>(shared, thread, iterations, [](uint64_t* p) { return Op::op(p, uint64_t{0}, uint64_t{0}); });
  return iterations;
}
template <size_t kState, class Op>
uint64_t fetch(Shared& shared, unsigned thread, uint64_t iterations) {
  rounds<kState>(shared, thread, iterations, [](uint64_t* p) { return Op::op(p, uint64_t{0}); });
  return iterations;
}

/// What stands for a list: its first plain variant on 64 bits.
template <class List>
using First = arch::First<arch::Plain<uint64_t>::of, List>;

template <size_t kState>
void add_state(std::vector<Kernel>& list) {
  constexpr const LineRecipe& recipe = kLineRecipes[kState];
  // Without a flush only what writing and reading can make is to be had.
  if constexpr (!arch::kCanFlush && recipe.takes(What::flush)) return;
  const auto add = [&]<class Op>(const char* what, auto run) {
    auto k = describe<Op>(
        "coherence", "line_state", recipe.name, Metric::latency,
        std::string(what) + " by thread 0 of a line that " + recipe.words + ", each waiting for the one before");
    k.use = what;
    k.roles = {{.least = recipe.least, .most = recipe.most ? recipe.most : kAnyThreads, .run = run}};
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
  if constexpr (!recipe.own()) add.template operator()<Load>("load", load<kState, Load>);
  add.template operator()<Store>("store_fence", store<kState, Store>);
  add.template operator()<Cas>("cas", cas<kState, Cas>);
  add.template operator()<FetchAdd>("fetch_add", fetch<kState, FetchAdd>);
  add.template operator()<Exchange>("exchange", fetch<kState, Exchange>);
}

const Registration registration([](std::vector<Kernel>& list) {
  [&]<size_t... I>(std::index_sequence<I...>) { (add_state<I>(list), ...); }
  (std::make_index_sequence<std::size(kLineRecipes)>{});
});

}  // namespace
}  // namespace fenceline
