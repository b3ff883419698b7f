// Known mistakes beside their cure: a group each, with the two of the same work.
#include <kernels/patterns/flow.h>
#include <structures/counter/lanes.h>
#include <structures/lock/tas.h>

#include <thread>

namespace fenceline::patterns {
namespace {

Kernel pair_of(const char* mistake, const char* which, const char* what) {
  return workload::describe("patterns", mistake, which, "turn", Metric::contended, what);
}

// ---- counts of several threads on one line -----------------------------------------------------------

template <class C>
void add_counts(std::vector<Kernel>& list, const char* which, const char* what) {
  auto& k = list.emplace_back(pair_of("false_sharing", which, what));
  k.roles = {{.least = 2, .most = kAnyThreads, .run = [](Shared& shared, unsigned thread, uint64_t iterations) {
                auto& counter = shared.object<C>();
                return unrolled(iterations, [&](auto) { counter.add(1, thread); });
              }}};
  k.setup = [](Shared& shared) { shared.make<C>(shared.threads); };
  k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) {
    return std::string(shared.object<C>().read() == workload::sum(iterations) ? "" : "additions were lost");
  };
}

// ---- turns under a lock ------------------------------------------------------------------------------

/// A loop that waits says nothing.
struct NoHint : Native {
  static void pause() {}
  static void delay() {}
};

template <class L>
struct Turns {
  L lock;
  alignas(arch::kPadBytes) uint64_t count = 0;
};

/// Work under the lock and before it, in core cycles.
template <class L, uint64_t kUnder, uint64_t kBefore>
void add_turns(std::vector<Kernel>& list, const char* mistake, const char* which, const char* what) {
  auto& k = list.emplace_back(pair_of(mistake, which, what));
  k.roles = {{.least = 2, .most = kAnyThreads, .run = [](Shared& shared, unsigned, uint64_t iterations) {
                auto& site = shared.object<Turns<L>>();
                typename L::Node node{};
                for (uint64_t n = 0; n != iterations; ++n) {
                  uint64_t x = work(n, kBefore);
                  arch::opaque(x);
                  site.lock.lock(node);
                  site.count += 1 + (work(x, kUnder) >> 63);
                  site.lock.unlock(node);
                }
                return iterations;
              }}};
  k.setup = [](Shared& shared) { shared.make<Turns<L>>(); };
  k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) {
    return std::string(
        shared.object<Turns<L>>().count == workload::sum(iterations) ? "" : "two threads held the lock at once");
  };
}

// ---- a buffer of one ---------------------------------------------------------------------------------

struct Line {
  std::vector<Account> accounts;
  Channel<uint64_t> line;
  Left left;

  Line(const Shared& shared, size_t room) : accounts(shared.threads), line(room) {}
  std::string check() {
    left.sweep(line);
    return verdict(accounts, left.items, left.sum);
  }
};

template <size_t kRoom>
void add_line(std::vector<Kernel>& list, const char* which, const char* what) {
  auto& k = list.emplace_back(pair_of("one_element_buffer", which, what));
  k.gives_way = true;
  k.roles = {{.name = "source",
              .run =
                  [](Shared& shared, unsigned thread, uint64_t iterations) {
                    auto& site = shared.object<Line>();
                    Account& mine = site.accounts[thread];
                    uint64_t done = 0;
                    for (; done != iterations && site.line.push(mine.in + 1); ++done) mine.make(mine.in + 1);
                    return done;
                  }},
             {.name = "sink", .run = [](Shared& shared, unsigned thread, uint64_t iterations) {
                auto& site = shared.object<Line>();
                Account& mine = site.accounts[thread];
                uint64_t done = 0;
                for (uint64_t item = 0; done != iterations && site.line.pop(item); ++done) {
                  mine.see(item);
                  mine.end(item);
                }
                return done;
              }}};
  k.setup = [](Shared& shared) { shared.make<Line>(shared, kRoom); };
  k.begin = [](Shared& shared) { shared.object<Line>().line.reopen(); };
  k.release = [](Shared& shared) { shared.object<Line>().line.close(); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<Line>().check(); };
}

const Registration registration([](std::vector<Kernel>& list) {
  add_counts<PackedCounter<>>(list, "mistake", "each thread adds to a count of its own; the counts are on one line");
  add_counts<ShardedCounter<>>(list, "cure",
                               "each thread adds to a count of its own; each count has a line of its own");
  add_turns<TtasLock<NoHint>, 128, 128>(list, "spin_without_hint", "mistake",
                                        "a turn of 128 cycles under a spin lock; who waits looks again at once");
  add_turns<TtasLock<>, 128, 128>(list, "spin_without_hint", "cure",
                                  "a turn of 128 cycles under a spin lock; who waits says so to the CPU");
  add_turns<FutexMutex<>, 512, 0>(list, "long_critical_section", "mistake",
                                  "512 cycles of work and a count, all under a mutex");
  add_turns<FutexMutex<>, 0, 512>(list, "long_critical_section", "cure",
                                  "512 cycles of work, and under a mutex the count alone");
  add_line<1>(list, "mistake", "an item through a channel with room for one: nearly each waits for the other thread");
  add_line<1024>(list, "cure", "an item through a channel with room for 1024");
});

}  // namespace
}  // namespace fenceline::patterns
