#include <kernels/litmus/edge_cost.h>
#include <kernels/litmus/test/shapes.h>
#include <kernels/litmus/tune.h>

#include <functional>
#include <utility>

namespace fenceline::litmus {
namespace {

Crew crew_of(const models::LitmusTest& test) {
  return Crew(unsigned(test.threads.size()), false, [](unsigned) {});
}

TEST(Tune, HoweverShortTheTimeSomethingIsRun) {
  const auto test = shape("SB");
  Crew crew = crew_of(test);
  Runner runner(test, crew, {});
  TuneOptions options;
  options.seconds = 0;
  const Tuned tuned = tune(runner, true, options);
  EXPECT_GE(tuned.tried, 1u);
  EXPECT_GT(tuned.total.outcomes, 0u);
}

TEST(Tune, AllThatIsRunIsCounted) {
  const auto test = shape("SB");
  Crew crew = crew_of(test);
  Runner runner(test, crew, {});
  TuneOptions options;
  options.seconds = 0.2;
  const Tuned tuned = tune(runner, true, options);
  uint64_t sum = 0;
  for (const auto& [state, n] : tuned.total.states) sum += n;
  EXPECT_EQ(sum, tuned.total.outcomes);
  EXPECT_LE(tuned.rated.outcomes, tuned.total.outcomes);
  EXPECT_GT(tuned.tried, 4u);
  EXPECT_GT(tuned.rated.outcomes, 0u);
  EXPECT_LE(tuned.rated.seconds, 0.6 * tuned.total.seconds);  // trials are not rated
  EXPECT_GT(tuned.share, 0);
  EXPECT_LE(tuned.share, 1);
}

/// A run of one second, on a clock of its own, of four settings told by their cells; `rate(cells,
/// now)`: weak events a second.
Tuned with_rates(const std::function<double(unsigned cells, double now)>& rate) {
  std::vector<Settings> first(4);
  for (unsigned i = 0; i < 4; ++i) first[i].cells = i + 1;
  double now = 0;
  return tune(
      first, [](const Settings&) { return std::vector<Settings>(); },
      [&](const Settings& s, uint64_t, const Limits& limits) {
        Tally t;
        t.seconds = limits.seconds;
        t.outcomes = 1;
        t.weak = uint64_t(1e6 * rate(s.cells, now) * t.seconds);
        now += t.seconds;
        return t;
      },
      TuneOptions{});
}

TEST(Tune, WhatGoesBadIsLeft) {
  const auto tuned = with_rates([](unsigned cells, double now) {
    return cells == 3 ? (now < 0.5 ? 100 : 1) : cells == 2 ? 10 : 0;
  });
  EXPECT_EQ(tuned.settings.cells, 2u);
  EXPECT_GT(tuned.share, 0.5);
}

TEST(Tune, WhatGetsGoodIsFound) {
  const auto tuned = with_rates([](unsigned cells, double now) {
    return cells == 3 ? 10 : cells == 2 && now > 0.5 ? 100 : 0;
  });
  EXPECT_GT(double(tuned.rated.weak), 2 * 10e6 * tuned.rated.seconds);  // twice what staying gives
}

TEST(Tune, OneGoodMomentDoesNotDecide) {
  // The third shines once, in its first trial.
  bool first = true;
  const auto tuned = with_rates([&](unsigned cells, double) {
    if (cells != 3) return cells == 2 ? 10 : 0;
    return std::exchange(first, false) ? 1000 : 0;
  });
  EXPECT_EQ(tuned.settings.cells, 2u);
}

TEST(Tune, AModeThatTheTestLacksIsNotTried) {
  const auto test = shape("R");
  Crew crew = crew_of(test);
  Runner runner(test, crew, {});
  TuneOptions options;
  options.mode = Mode::perpetual;
  EXPECT_EQ(tune(runner, true, options).tried, 0u);
  options.mode = Mode::sync;
  options.seconds = 0.05;
  const Tuned tuned = tune(runner, true, options);
  EXPECT_EQ(tuned.settings.mode, Mode::sync);
}

TEST(EdgeCost, IsTheDifferenceOfTheTwo) {
  // The clock advances by one for each reading: every window takes the same, and no edge costs.
  double t = 0;
  const auto test = shape("SB+fences");
  EXPECT_EQ(edge_cost(test, shape("SB"), 0, [&] { return t += 1; }).median, 0);
  // A clock that is slow in the odd windows, which are those with the edge.
  int reading = 0;
  t = 0;
  const EdgeCost cost = edge_cost(test, shape("SB"), 0, [&] { return t += (reading++ / 2) % 2 ? 1 : 11; });
  EXPECT_GT(cost.median, 0);
  EXPECT_LE(cost.low, cost.median);
  EXPECT_LE(cost.median, cost.high);
}

TEST(EdgeCost, WindowsAreAsLongAsTheClockNeeds) {
  const auto test = shape("SB+fences");
  // Windows are doubled until one takes 200: the first three take 1 each.
  const auto readings = [&](double least_window) {
    int n = 0;
    double t = 0;
    edge_cost(
        test, shape("SB"), 0, [&] { return t += n++ < 6 ? 1 : 200; }, least_window);
    return n;
  };
  EXPECT_EQ(readings(100), readings(0) + 2 * 3);
}

TEST(Tune, ADearClockIsLookedAtSeldom) {
  const auto test = shape("SB");
  Crew crew = crew_of(test);
  Runner runner(test, crew, {});
  Settings s;
  s.mode = Mode::sync;
  s.cells = 64;
  // However seldom: the run ends, and not before its time.
  const Tally tally = runner.run(s, 1, {.seconds = 0.02, .piece = 0.005});
  EXPECT_GT(tally.outcomes, 0u);
  EXPECT_GE(tally.seconds, 0.02);
}

}  // namespace
}  // namespace fenceline::litmus
