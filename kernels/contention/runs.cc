// How long a core keeps a word that all fight for: operations of one thread in a row before another's comes between.
// A throughput under contention is mostly that of runs: a core that wins its own line again pays nothing for it.
// What comes back tells: a counter that has gone on by more than one's own step, or another's mark.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

/// What a thread has counted since setup, on lines of its own.
struct Account {
  uint64_t ops, runs;
  uint64_t next;  ///< what the word holds if nobody else has come
};
inline constexpr size_t kEach = 2 * arch::kPadBytes;
Account& account(const Shared& shared, unsigned thread) { return *shared.at<Account>((1 + thread) * kEach); }

template <class Op>
uint64_t fetch_add(Shared& shared, unsigned thread, uint64_t iterations) {
  auto* const at = shared.at<uint64_t>(0);
  Account& mine = account(shared, thread);
  uint64_t next = mine.next, runs = 0;
  unrolled(iterations, [&](auto) {
    const uint64_t found = Op::op(at, uint64_t{1});
    runs += found != next;
    next = found + 1;
  });
  mine = {mine.ops + iterations, mine.runs + runs, next};
  return iterations;
}

template <class Op>
uint64_t cas(Shared& shared, unsigned thread, uint64_t iterations) {
  auto* const at = shared.at<uint64_t>(0);
  Account& mine = account(shared, thread);
  uint64_t next = mine.next, runs = 0, seen = next;
  unrolled(iterations, [&](auto) {
    for (uint64_t found; (found = Op::op(at, seen, seen + 1)) != seen;) seen = found;
    runs += seen != next;
    next = ++seen;
  });
  mine = {mine.ops + iterations, mine.runs + runs, next};
  return iterations;
}

template <class Op>
uint64_t exchange(Shared& shared, unsigned thread, uint64_t iterations) {
  auto* const at = shared.at<uint64_t>(0);
  Account& mine = account(shared, thread);
  const uint64_t mark = thread + 1;
  uint64_t runs = 0;
  unrolled(iterations, [&](auto) { runs += Op::op(at, mark) != mark; });
  mine = {mine.ops + iterations, mine.runs + runs, mark};
  return iterations;
}

std::vector<Figure> run_length(const Shared& shared) {
  double ops = 0, runs = 0;
  for (unsigned t = 0; t < shared.threads; ++t) {
    ops += double(account(shared, t).ops);
    runs += double(account(shared, t).runs);
  }
  return {{"run_length", "", ops / std::max(runs, 1.0)}};
}

std::string check_accounts(const Shared& shared, std::span<const uint64_t> iterations) {
  for (unsigned t = 0; t < shared.threads; ++t) {
    const Account& a = account(shared, t);
    if (a.ops != iterations[t]) return "operations were not counted";
    if (a.runs > a.ops) return "there are more runs than operations";
  }
  return "";
}
std::string check_counter(const Shared& shared, std::span<const uint64_t> iterations) {
  uint64_t total = 0;
  for (uint64_t n : iterations) total += n;
  return *shared.at<uint64_t>(0) == total ? check_accounts(shared, iterations) : "increments were lost";
}

template <class Op>
constexpr bool kChosen = sizeof(Value<Op>) == sizeof(uint64_t) && !Op::info.name.starts_with("builtin");

const Registration registration([](std::vector<Kernel>& list) {
  const auto add = [&]<class Op>(auto run, auto verify) {
    auto k = describe<Op>("contention", "runs", "contended", Metric::contended,
                          "operations of all threads on one word; how many a thread does in a row, on average, is "
                          "run_length in figures.csv");
    k.shows = Emits::once;
    k.roles = {{.least = 2, .most = kAnyThreads, .run = run}};
    k.bytes = [](unsigned threads, const std::vector<int64_t>&) { return (threads + 1) * kEach; };
    k.verify = verify;
    k.figures = run_length;
    list.push_back(k);
  };
  arch::fetch_adds::for_each([&]<class Op>() {
    if constexpr (kChosen<Op>) add.template operator()<Op>(fetch_add<Op>, check_counter);
  });
  arch::cas::for_each([&]<class Op>() {
    if constexpr (kChosen<Op>) add.template operator()<Op>(cas<Op>, check_counter);
  });
  arch::exchanges::for_each([&]<class Op>() {
    if constexpr (kChosen<Op>) add.template operator()<Op>(exchange<Op>, check_accounts);
  });
});

}  // namespace
}  // namespace fenceline
