#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <harness/run/schedule.h>

#include <cmath>

namespace fenceline {
namespace {

/// A plan of trials of one made-up kernel, and what is measured of them made up by each test.
class ScheduleTest : public ::testing::Test {
 protected:
  ScheduleTest() {
    kernel_.suite = "made";
    kernel_.name = "up/kernel";
    request_.repetitions = 8;
    plan_.budget_s = 60;
  }
  void trials(unsigned n) {
    for (unsigned i = 0; i < n; ++i) {
      Trial t;
      t.kernel = &kernel_;
      t.id = "trial " + std::to_string(i);
      plan_.trials.push_back(t);
    }
  }
  static NativeRecord record(const TrialState& state, double ns, const std::string& disturbed = "") {
    NativeRecord r;
    r.repetition = state.next_repetition();
    r.ns_per_op = ns;
    r.disturbed = disturbed;
    return r;
  }
  /// Runs rounds that take a second each until there are none, or `most`; each repetition is what `measure` says.
  template <class Measure>
  unsigned run(Schedule& schedule, Measure measure, unsigned most = 1000, double from_s = 0) {
    unsigned rounds = 0;
    for (; rounds < most; ++rounds) {
      const auto round = schedule.round(from_s + rounds);
      if (round.empty()) break;
      for (TrialState* s : round) schedule.add(*s, measure(*s));
    }
    return rounds;
  }

  Kernel kernel_;
  Plan plan_;
  Request request_;
};

TEST_F(ScheduleTest, SteadyTrialsHaveTheRepetitionsAskedFor) {
  trials(3);
  Schedule schedule(plan_, request_, {});
  EXPECT_EQ(run(schedule, [](auto& s) { return record(s, 5); }), 8u);
  for (const auto& s : schedule.states()) EXPECT_EQ(s.counted(), 8u);
  EXPECT_EQ(schedule.open(), 0u);
  EXPECT_EQ(schedule.there(), schedule.asked_for());
}

TEST_F(ScheduleTest, AnOpenIntervalGetsRepetitionsUntilTheBudgetEnds) {
  trials(2);
  Schedule schedule(plan_, request_, {});
  const auto noisy = [&](auto& s) {
    auto r = record(s, &s.trial() == &plan_.trials[0] ? 5 + s.attempts() * 2654435761u / 4096 % 7 : 5);
    r.cycles_per_op = 4 * r.ns_per_op;  // in ns runs may differ by more than what is good
    return r;
  };
  EXPECT_EQ(run(schedule, noisy), 60u);
  EXPECT_EQ(schedule.states()[0].counted(), 60u);
  EXPECT_EQ(schedule.states()[1].counted(), 8u);
  EXPECT_EQ(schedule.open(), 1u);
  EXPECT_FALSE(schedule.summaries()[0].closed);
  EXPECT_EQ(schedule.summaries()[0].note, "interval wider than 2 %");
  EXPECT_TRUE(schedule.summaries()[1].closed);
}

// Of looks after each repetition one finds it narrow by chance.
TEST_F(ScheduleTest, AnIntervalThatBecomesNarrowHasToStaySo) {
  trials(1);
  request_.repetitions = 6;
  Schedule schedule(plan_, request_, {});
  const auto settles = [](auto& s) { return record(s, s.attempts() < 8 ? 5 + s.attempts() % 2 : 5); };
  run(schedule, settles);
  const auto& state = schedule.states()[0];
  EXPECT_TRUE(state.settled());
  TrialState again(plan_.trials[0], {});
  unsigned narrow = 0;
  for (const auto& m : state.repetitions()) {
    again.add(m);
    if (!narrow && again.width() < 0.01) narrow = again.counted();
  }
  EXPECT_GT(narrow, 8u);
  EXPECT_EQ(state.counted(), (3 * narrow + 1) / 2);
}

TEST_F(ScheduleTest, WhileIntervalsAreOpenRoundsOfAllAreSpreadOverTheBudget) {
  trials(2);
  request_.repetitions = 30;
  Schedule schedule(plan_, request_, {});
  std::vector<unsigned> rounds_of_all;
  for (unsigned second = 0; second < 60; ++second)
    for (TrialState* s : schedule.round(second)) {
      const bool noisy = &s->trial() == &plan_.trials[0];
      if (!noisy) rounds_of_all.push_back(second);
      schedule.add(*s, record(*s, noisy ? 5 + s->attempts() * 2654435761u / 4096 % 7 : 5));
    }
  ASSERT_EQ(rounds_of_all.size(), 30u);
  EXPECT_EQ(rounds_of_all[7], 7u);    // at first they follow each other
  EXPECT_GT(rounds_of_all[20], 30u);  // then the open trial has those between
  EXPECT_GT(rounds_of_all[29], 50u);
}

TEST_F(ScheduleTest, WhatIsSteadyInCyclesIsClosedWhileTheClockMoves) {
  trials(1);
  Schedule schedule(plan_, request_, {});
  const auto measure = [](auto& s) {
    auto r = record(s, s.attempts() / 4 % 2 ? 5 : 6);
    r.cycles_per_op = 20;
    return r;
  };
  EXPECT_EQ(run(schedule, measure), 8u);
  const auto summary = schedule.summaries()[0];
  EXPECT_TRUE(summary.closed);
  EXPECT_GT(summary.high_ns - summary.low_ns, 0.5);
  EXPECT_LT(*summary.high_cycles - *summary.low_cycles, 0.5);
  EXPECT_GT(*summary.high_cycles, *summary.low_cycles);  // runs are not alike to the last digit
}

TEST_F(ScheduleTest, WhatIsNearestToClosingGoesFirst) {
  trials(4);
  plan_.budget_s = 20;
  Schedule schedule(plan_, request_, {});
  run(schedule, [&](auto& s) {  // the first the noisiest
    const double noise = 4 - double(&s.trial() - plan_.trials.data());
    return record(s, 5 + noise * (s.attempts() % 7));
  });
  EXPECT_EQ(schedule.states()[0].counted(), 8u);
  EXPECT_EQ(schedule.states()[3].counted(), 20u);
}

TEST_F(ScheduleTest, ARareModeHoldsNothingUp) {
  trials(1);
  request_.repetitions = 30;
  Schedule schedule(plan_, request_, {});
  EXPECT_EQ(run(schedule,
                [](auto& s) {
                  auto r = record(s, s.attempts() == 7 ? 50 : 5);
                  r.mode = s.attempts() == 7 ? "100ns" : "25ns";
                  return r;
                }),
            30u);
  const auto summaries = schedule.summaries();
  ASSERT_EQ(summaries.size(), 2u);
  for (const auto& s : summaries) {  // of one repetition there is no interval
    EXPECT_EQ(std::isnan(s.low_ns), s.mode == "100ns");
    EXPECT_EQ(std::isnan(s.high_ns), s.mode == "100ns");
  }
}

TEST_F(ScheduleTest, WhatIsAlwaysDisturbedEndsWithTheBudget) {
  trials(1);
  Schedule within(plan_, request_, {});
  const auto disturbed = [](auto& s) { return record(s, 5, "steal"); };
  EXPECT_EQ(run(within, disturbed), 60u);
  EXPECT_EQ(within.summaries()[0].note, "every repetition was disturbed");
  plan_.budget_s = 0;  // each repetition is repeated once, not more
  Schedule without(plan_, request_, {});
  EXPECT_EQ(run(without, disturbed), 16u);
}

TEST_F(ScheduleTest, TheFirstRepetitionsAreMadeWhateverTheBudget) {
  trials(2);
  plan_.budget_s = 3;
  Schedule schedule(plan_, request_, {});
  EXPECT_EQ(run(schedule, [](auto& s) { return record(s, 5 + s.attempts()); }), 8u);
}

TEST_F(ScheduleTest, WrongWorkIsNotTriedAgain) {
  trials(1);
  Schedule schedule(plan_, request_, {});
  EXPECT_EQ(run(schedule,
                [](auto& s) {
                  auto r = record(s, 5);
                  r.wrong = "a lost update";
                  return r;
                }),
            1u);
}

TEST_F(ScheduleTest, ARunGoesOnWhereItStopped) {
  trials(1);
  std::vector<Measured> before(5);
  for (unsigned i = 0; i < 5; ++i) before[i] = {.repetition = i, .ns_per_op = 5, .cycles_per_op = {}, .mode = ""};
  Schedule schedule(plan_, request_, {{"trial 0", before}});
  EXPECT_EQ(run(schedule, [](auto& s) { return record(s, 5); }), 3u);
  EXPECT_EQ(schedule.states()[0].next_repetition(), 8u);
}

TEST_F(ScheduleTest, WhatWasWrongBeforeIsNotTriedAgainByARunGoneOnWith) {
  trials(1);
  std::vector<Measured> before(1);
  before[0].counts = false;
  before[0].wrong = "a lost update";
  Schedule schedule(plan_, request_, {{"trial 0", before}});
  EXPECT_EQ(run(schedule, [](auto& s) { return record(s, 5); }), 0u);
  EXPECT_EQ(schedule.states()[0].wrong, "a lost update");
}

TEST_F(ScheduleTest, OnlyTheModeThatIsAskedForCounts) {
  trials(1);
  request_.mode = "25ns";
  Schedule schedule(plan_, request_, {});
  run(schedule, [](auto& s) {
    auto r = record(s, s.attempts() % 2 ? 5 : 50);
    r.mode = s.attempts() % 2 ? "26ns" : "100ns";
    return r;
  });
  ASSERT_EQ(schedule.summaries().size(), 1u);
  EXPECT_EQ(schedule.summaries()[0].median_ns, 5);
}

TEST_F(ScheduleTest, PairsInReserveAreMeasuredWhileTheirDistanceIsUnknown) {
  kernel_.by_pair = true;
  trials(24);
  for (unsigned i = 0; i < 24; ++i) plan_.trials[i].batch = i / 12;
  const auto alike = [](auto& s) { return record(s, 5); };
  Schedule known(plan_, request_, {});
  run(known, alike);
  EXPECT_EQ(known.summaries().size(), 12u);
  const auto apart = [&](auto& s) { return record(s, 5 + 20.0 * double(&s.trial() - plan_.trials.data())); };
  Schedule unknown(plan_, request_, {});
  run(unknown, apart);
  EXPECT_EQ(unknown.summaries().size(), 24u);
}

TEST_F(ScheduleTest, EachRoundHasAnOrderOfItsOwnThatTheSeedTells) {
  trials(20);
  const auto orders = [&] {
    Schedule schedule(plan_, request_, {});
    std::vector<std::vector<std::string>> rounds;
    for (int i = 0; i < 2; ++i) {
      auto& order = rounds.emplace_back();
      for (TrialState* s : schedule.round(i)) {
        order.push_back(s->trial().id);
        schedule.add(*s, record(*s, 5));
      }
    }
    return rounds;
  };
  const auto once = orders();
  EXPECT_EQ(once, orders());
  EXPECT_NE(once[0], once[1]);
  EXPECT_THAT(once[0], ::testing::UnorderedElementsAreArray(once[1]));
  request_.seed = 2;
  EXPECT_NE(once, orders());
}

}  // namespace
}  // namespace fenceline
