// The suite about patterns: each row accounts for its items in all phases, with any number of threads; lines that lose
// items, or give them twice, are found out.
#include <gmock/gmock.h>
#include <kernels/patterns/worker_pool.h>
#include <structures/test/threads.h>

namespace fenceline::patterns {
namespace {

TEST(Flow, AccountsForItemsThatEndedThatAreKeptAndThatAreLeft) {
  std::vector<Account> all(3);
  for (uint64_t item : {1, 2, 3, 4}) all[0].make(item);
  all[1].end(1);
  all[1].end(2);
  all[2].keep(3);
  EXPECT_EQ(verdict(all, 1, 4), "");
  EXPECT_NE(verdict(all, 0, 0), "") << "lost";
  EXPECT_NE(verdict(all, 2, 4), "") << "twice";
  EXPECT_NE(verdict(all, 1, 5), "") << "another";
  all[1].see(2);
  all[1].see(2);
  EXPECT_NE(verdict(all, 1, 4), "") << "in disorder";
}

/// What a row says of its work after some phases, each ended as the harness ends them.
std::string verdict_of(const Kernel& k, unsigned threads, const std::vector<int64_t>& args) {
  Shared shared;
  shared.threads = threads;
  shared.args = args;
  shared.cast = deal(k.roles, threads);
  shared.crowded = true;
  std::atomic<bool> stop{false};
  shared.stop = &stop;
  k.setup(shared);
  std::vector<uint64_t> done(threads);
  for (int phase = 0; phase < 3; ++phase) {
    stop = false;
    if (k.begin) k.begin(shared);
    std::atomic<bool> released{false};
    together(threads, [&](unsigned t) {
      const Run run = k.roles[shared.cast.parts[t].role].run;
      // A thread that has done its part ends the phase for all; threads in lockstep all do the same.
      const uint64_t iterations = k.lockstep ? kUnroll : (t + 1) * kUnroll;
      done[t] += run(shared, t, iterations);
      stop = true;
      if (k.release && !released.exchange(true)) k.release(shared);
    });
  }
  return k.verify(shared, done);
}

TEST(Patterns, AccountForAllItems) {
  int looked = 0;
  for (const Kernel& k : kernels()) {
    if (k.suite != "patterns" || !k.absent.empty()) continue;
    for (const unsigned threads : {1u, 2u, 4u}) {
      if (!takes(k.roles, threads)) continue;
      std::vector<int64_t> args;
      for (const Axis& axis : k.axes) args.push_back(axis.values.front());
      EXPECT_EQ(verdict_of(k, threads, args), "") << k.name << " " << threads;
      if (!args.empty()) args.back() = k.axes.back().values[k.axes.back().values.size() / 2];
      EXPECT_EQ(verdict_of(k, threads, args), "") << k.name << " " << threads;
      ++looked;
    }
  }
  EXPECT_GE(looked, 60);
}

/// A queue that forgets an item now and then, or gives it twice.
template <bool kTwice>
struct Careless : MutexQueue<uint64_t> {
  explicit Careless(size_t) : MutexQueue<uint64_t>(1 << 20) {}
  bool push(uint64_t item) {
    const bool odd = item % 7 == 0;
    if (odd && !kTwice) return true;
    return try_push(item) && (!odd || try_push(item));
  }
  bool pop(uint64_t& item) {
    while (!try_pop(item))
      if (closed.load(std::memory_order_acquire)) return false;
    return true;
  }
  void close() { closed.store(true, std::memory_order_release); }
  void reopen() { closed.store(false, std::memory_order_release); }
  std::atomic<bool> closed{false};
};

TEST(Patterns, FindOutALineThatLosesItemsOrGivesThemTwice) {
  for (const bool twice : {false, true}) {
    const std::string said = twice ? verdict_of(worker_pool<Careless<true>>({}), 2, {0, 16})
                                   : verdict_of(worker_pool<Careless<false>>({}), 2, {0, 16});
    EXPECT_NE(said, "") << twice;
  }
}

}  // namespace
}  // namespace fenceline::patterns
