// What does not end is told, whoever it is and whatever it does meanwhile.
#include <gmock/gmock.h>
#include <structures/lock/clh.h>
#include <verify/checked.h>
#include <verify/linearizable.h>
#include <verify/mutants.h>
#include <verify/specification.h>

#include <algorithm>

namespace fenceline::verify {
namespace {

struct Words {
  CheckedAtomic<int> x{0}, y{0};
};
const auto fine = [](Words&) {};

std::string verdict(const Scenario& s, Options options = {}) {
  options.patience = 0.1;
  const Result r = explore(s, options);
  return r.violation ? r.violation->what : r.limit;
}

/// A loop that no explorer sees.
void spin() {
  for (volatile bool go = true; go;) {
  }
}

#if FENCELINE_TSAN
constexpr const char* kNoSignals = "ThreadSanitizer holds signals back until the next call";
#else
constexpr const char* kNoSignals = nullptr;
#endif

TEST(Endless, WhatAsksForNothing) {
  if (kNoSignals != nullptr) GTEST_SKIP() << kNoSignals;
  const auto spins = [](Words&) { spin(); };
  EXPECT_EQ(verdict(scenario<Words>("thread", {fine, spins})), "does not end: T2");
  EXPECT_EQ(verdict(scenario<Words>("check", {fine}, spins)), "does not end: what runs when the threads are done");
  struct Maker {
    Maker() { spin(); }
  };
  EXPECT_EQ(verdict(scenario<Maker>("maker", {[](Maker&) {}})), "does not end: what makes the scenario");
  struct Breaker {
    ~Breaker() { spin(); }
  };
  EXPECT_EQ(verdict(scenario<Breaker>("breaker", {[](Breaker&) {}})),
            "does not end: what runs when the threads are done");
}

TEST(Endless, ACheckThatReads) {
  const auto reads = [](Words& w) {
    while (w.x.load(relaxed) == 0) {
    }
  };
  const auto waits = [](Words& w) {
    while (w.x.load(relaxed) == 0) Checked::pause();
  };
  EXPECT_EQ(verdict(scenario<Words>("reads", {fine}, reads)), "does not end: what runs when the threads are done");
  EXPECT_EQ(verdict(scenario<Words>("waits", {fine}, waits)), "waits for ever: no other thread runs");
}

/// A list that its writer closes to a ring when its order is weaker: whoever walks it in the end goes round and round.
struct Ring {
  CheckedAtomic<int> up{0}, data{0};
  int next[2] = {1, -1};
};

TEST(Endless, AMutantsCheckIsBounded) {
  if (kNoSignals != nullptr) GTEST_SKIP() << kNoSignals;
  const Scenario s = scenario<Ring>("ring",
                                    {[](Ring& r) {
                                       r.data.store(1, relaxed);
                                       r.up.store(1, release<1>);
                                     },
                                     [](Ring& r) {
                                       if (r.up.load(acquire<2>) == 1 && r.data.load(relaxed) == 0) r.next[1] = 0;
                                     }},
                                    [](Ring& r) {
                                      for (int volatile at = 0; at != -1;) at = r.next[at];
                                    });
  const std::vector<Mutant> all = mutants(std::vector{Entry{"ring", s, {.patience = 0.1}, {}}});
  ASSERT_EQ(all.size(), 2U);
  for (const Mutant& m : all) {
    ASSERT_TRUE(m.violation);
    EXPECT_EQ(m.violation->what, "does not end: what runs when the threads are done");
  }
}

TEST(Endless, AThreadThatGoesRoundForEver) {
  const auto goes_round = [](Words& w) {
    while (w.x.load(relaxed) == 0) w.y.fetch_add(1, relaxed);
  };
  EXPECT_EQ(verdict(scenario<Words>("alone", {goes_round, fine})), "does not end: T1 would go on for ever");
  EXPECT_EQ(verdict(scenario<Words>("two", {goes_round, goes_round}), {.executions = 100, .events = 30}),
            "does not end: T1, T2 would go on for ever");
}

TEST(Endless, RoundsThatAreAlikeAreToldOnce) {
  const auto looks = [](Words& w) {
    while (w.x.load(relaxed) == 0 && w.y.load(relaxed) == 0) {
    }
  };
  const Result r = explore(scenario<Words>("looks", {looks, fine}), {.events = 100});
  ASSERT_TRUE(r.violation);
  EXPECT_LT(std::ranges::count(r.violation->trace, '\n'), 20);
  EXPECT_THAT(r.violation->trace, ::testing::HasSubstr(" times more, to step "));
}

// A loop that waits and does not say so is only too long: in time it sees what another thread has stored.
TEST(Endless, ALoopThatWouldEndMeetsTheBound) {
  const auto waits = [](Words& w) {
    while (w.x.load(relaxed) == 0) {
    }
  };
  const auto stores = [](Words& w) { w.x.store(1, relaxed); };
  EXPECT_EQ(verdict(scenario<Words>("late", {waits, stores}), {.events = 20}), "20 events of a thread in an execution");
  const auto counts = [](Words& w) {
    for (int i = 0; i < 100; ++i) w.y.load(relaxed);
  };
  EXPECT_EQ(verdict(scenario<Words>("long", {counts}), {.events = 20}), "20 events of a thread in an execution");
  // One waits for what another one has yet to do in its own turns.
  const auto late = [](Words& w) {
    for (int i = 0; i < 100; ++i) w.y.load(relaxed);
    w.x.store(1, relaxed);
  };
  EXPECT_EQ(verdict(scenario<Words>("both", {waits, late}), {.events = 20}), "20 events of a thread in an execution");
}

TEST(Endless, IsReplayed) {
  const Scenario s = scenario<Words>("alone", {[](Words& w) {
                                                 while (w.x.load(relaxed) == 0) {
                                                 }
                                               },
                                               [](Words& w) { w.y.store(1, relaxed); }});
  const Result first = explore(s, {.events = 20});
  ASSERT_TRUE(first.violation);
  const Result again = explore(s, {.events = 20, .replay = first.violation->replay});
  ASSERT_TRUE(again.violation);
  EXPECT_EQ(again.violation->what, first.violation->what);
}

// ---- what is no deadlock and no leak --------------------------------------------------------------

struct Recorded {
  CheckedAtomic<int> x{0};
  Recorder calls{2};

  void await() {
    calls.record(1, [&] {
      while (x.load(acquire<1>) == 0) Checked::pause();
      return Operation{Does::read, true, 0, 1};
    });
  }
};

TEST(Recorded, ACallThatWaitsEnds) {
  const auto is_register = [](Recorded& r) { require(is_linearizable<RegisterSpec>(r.calls), "a register"); };
  const auto writes = [](int value) {
    return [value](Recorded& r) {
      r.calls.record(0, [&] {
        r.x.store(value, release<2>);
        return Operation{Does::write, true, value};
      });
    };
  };
  const auto awaits = [](Recorded& r) { r.await(); };
  EXPECT_EQ(verdict(scenario<Recorded>("writes", {writes(1), awaits}, is_register)), "");
  EXPECT_EQ(verdict(scenario<Recorded>("does not", {writes(0), awaits}, is_register)), "deadlock: T2 waits for ever");
}

/// A node for each call: a thread destroys the cell that was there before all threads, or another one's.
struct Kept {
  ClhLock<Checked> lock;
  CheckedPlain<int> count{0};
  void add() {
    const Guard guard(lock);
    count.write(count.read() + 1);
  }
};

TEST(Kept, WhatWasThereBeforeIsDestroyedByAThread) {
  const auto add = [](Kept& k) { k.add(); };
  const Scenario s = scenario<Kept>("clh", {add, add, add}, [](Kept& k) { require(k.count.read() == 3, "three"); });
  EXPECT_EQ(verdict(s), "");
  EXPECT_EQ(explore(s).executions, 6U);
}

}  // namespace
}  // namespace fenceline::verify
