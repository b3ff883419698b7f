// What an update costs by the state of its line, near and far ones beside LL/SC and CAS loops, and what a prefetch for writing
// before it changes: at once, and some lines ahead, where the line's way hides behind other updates.
//
// A loop reads the line first and asks for it again to write to it; the prefetch asks once. A far update may be done where the
// line is, which a prefetch undoes.
#include <kernels/coherence/prepare.h>
#include <kernels/measure.h>
#include <kernels/spread.h>
#include <kernels/stamp.h>
#include <kernels/updates_by_hand.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>

namespace fenceline {
namespace {

using namespace measure;
using namespace spread;

inline constexpr size_t kPool = 32 * kRound;
inline constexpr size_t kMostAhead = kRound / 2;

/// Who has the lines.
constexpr LineRecipe kStates[] = {
    {"own", "one's own", {kZeroWrites}, 1, 2, 2},
    {"modified", "modified in thread 1's cache", {kOneWrites}, 1, 2, 2},
    {"both", "in both threads' caches", {kOneWrites, kZeroReads, kOneReads}, 3, 2, 2},
};

/// Behind the lines: how threads meet, and the order in which lines are used, which no prefetcher foresees.
struct Site {
  Barrier barrier;
  std::array<uint32_t, kPool> order;
  explicit Site(const Shared& shared) : barrier(shared.threads) {
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::shuffle(order, std::mt19937_64(shared.seed));
  }
};
static_assert(kPool * kStride % alignof(Site) == 0);

using Words = std::array<uint64_t*, kRound>;

/// The ISA's first full fence, which every CPU has.
template <class Op>
using IsFull = std::bool_constant<Op::info.order == "rw,rw">;
using Full = arch::First<IsFull, arch::fences>;

/// Adds one to each word, `ahead` lines behind its prefetch. Each waits for the one before where it has a result; where none
/// has, a fence waits for all: a load would fetch the line, which a far update leaves where it is.
template <class Action>
constexpr bool kHasResult = std::is_same_v<Action, FetchAction>;

template <class Prefetch, class Action, class Op>
void update(Shared& shared, const Words& words, size_t ahead) {
  uint64_t carry = 0;
  const Ticks before = stamp();
  for (size_t i = 0; i < std::min(ahead, kRound); ++i) Prefetch::op(words[i]);
  for (size_t i = 0; i < kRound; ++i) {
    Prefetch::op(words[std::min(i + ahead, kRound - 1)]);
    const uint64_t found = Action::template step<Op>(words[i] + carry, uint64_t{1});
    if constexpr (kHasResult<Action>) carry = when_known(0, found);
  }
  if constexpr (!kHasResult<Action>) Full::op();
  if (carry != 0) return;  // never; the branch that stamp() asks for
  shared.timed.ticks.count += (stamp() - before).count;
  shared.timed.ops += kRound;
}

template <size_t kState, class Prefetch, class Action, class Op>
uint64_t rounds(Shared& shared, unsigned thread, uint64_t iterations) {
  Site& site = *shared.at<Site>(kPool * kStride);
  const size_t ahead = shared.args.empty() ? 0 : static_cast<size_t>(shared.args[0]);
  for (uint64_t n = iterations / kRound; n != 0; --n) {
    const uint64_t round = site.barrier.round();  // the same for all, who meet equally often
    Words words;
    for (size_t i = 0; i < kRound; ++i)
      words[i] = shared.at<uint64_t>(site.order[(round * kRound + i) % kPool] * kStride);
    prepare(kStates[kState], shared, thread, words, site.barrier);
    if (thread == 0) update<Prefetch, Action, Op>(shared, words, ahead);
  }
  return iterations;
}

/// Each update of the thread that is measured added one.
std::string check(const Shared& shared, std::span<const uint64_t> iterations) {
  uint64_t sum = 0;
  for (size_t i = 0; i < kPool; ++i) sum += *shared.at<uint64_t>(i * kStride);
  return sum == iterations[0]
             ? ""
             : "the words hold " + std::to_string(sum) + ", should hold " + std::to_string(iterations[0]);
}

template <size_t kState, class Prefetch, class Action, class Op>
void add_one(std::vector<Kernel>& list) {
  constexpr bool kPrefetches = !std::is_same_v<Prefetch, NoPrefetch>;
  auto k =
      describe<Op>("coherence", "update_state", kStates[kState].name, Metric::latency,
                   std::string("additions to lines that are ") + kStates[kState].words +
                       (kPrefetches ? ", each fetched for writing before" : "") +
                       (kHasResult<Action> ? "; each waits for the one before" : "; 32 in a row, then a full fence"));
  tell_prefetch<Prefetch>(k);
  k.roles = {{.least = 2, .most = 2, .run = rounds<kState, Prefetch, Action, Op>}};
  k.shows = Emits::once;  // threads meet between the rounds
  if (kPrefetches)
    k.axes = {{.name = "ahead",
               .unit = "",
               .values = {0, 4},
               .most = kMostAhead,
               .what = "lines that a prefetch is ahead of the update"}};
  k.lockstep = k.self_timed = k.huge_pages = true;
  k.bytes = constant_bytes(kPool * kStride + sizeof(Site));
  k.setup = [](Shared& shared) {
    std::fill_n(shared.data, kPool * kStride, std::byte{0});
    new (shared.at<Site>(kPool * kStride)) Site(shared);
  };
  k.verify = check;
  list.push_back(k);
}

template <class Prefetch, class Action, class Op>
void add_states(std::vector<Kernel>& list) {
  [&]<size_t... I>(std::index_sequence<I...>) { (add_one<I, Prefetch, Action, Op>(list), ...); }
  (std::make_index_sequence<std::size(kStates)>{});
}

const Registration registration([](std::vector<Kernel>& list) {
  updates_by_hand([&]<class Action, class Op, class Prefetch>() { add_states<Prefetch, Action, Op>(list); });
});

}  // namespace
}  // namespace fenceline
