#include <arch/litmus.h>
#include <kernels/litmus/runner.h>
#include <kernels/litmus/test/shapes.h>
#include <kernels/litmus/test/written.h>
#include <sched.h>

#include <algorithm>

namespace fenceline::litmus {
namespace {

using models::LitmusTest;
using models::State;

std::vector<int> cpus() {
  cpu_set_t set;
  std::vector<int> out;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    for (int c = 0; c < CPU_SETSIZE; ++c)
      if (CPU_ISSET(c, &set)) out.push_back(c);
  return out;
}

Crew make_crew(const LitmusTest& test) {
  static const auto all = cpus();
  return Crew(unsigned(test.threads.size()), test.threads.size() <= all.size(), [](unsigned w) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(all[w % all.size()], &set);
    sched_setaffinity(0, sizeof set, &set);
  });
}

bool has_exclusives() {
  const auto all = native().annotations();
  return std::any_of(all.begin(), all.end(), [](const auto& a) { return a.suffix == "x"; });
}

std::string native_model() { return std::string(native().default_model()); }

std::vector<Settings> all_settings() {
  Settings carry, reset, together, wide, sync, sync_reset, perpetual;
  reset.carry = false;
  together.together = true;
  together.cells = 4096;
  wide.stride = 256;
  sync.mode = Mode::sync;
  sync.cells = 256;
  sync.skew = 40;
  sync_reset = sync;
  sync_reset.carry = false;
  perpetual.mode = Mode::perpetual;
  perpetual.cells = 8192;
  return {carry, reset, together, wide, sync, sync_reset, perpetual};
}

TEST(Crew, AThreadThatCannotBePinnedIsTold) {
  for (const unsigned bad : {0u, 2u})
    EXPECT_THROW(Crew(3, false,
                      [bad](unsigned w) {
                        if (w == bad) throw std::runtime_error("no such CPU");
                      }),
                 std::runtime_error);
}

TEST(Runner, EveryModeStaysWithinWhatTheModelAllows) {
  std::vector<LitmusTest> tests;
  for (const char* name : {"SB", "SB+fences", "R", "MP", "SB+rfi-pos", "IRIW", "LB", "2+2W", "3.SB"})
    tests.push_back(shape(name));
  if (native().sizes())
    for (const char* name : {"SB+rfib0w0-pow0w0+rfib0w0-pow0w0", "CoRR+posh2h0", "LB+poq0w0+poq0w0", "MP+poh2h0+poh0w0",
                             "2+2W+pob0h2+poh2b0"})
      tests.push_back(shape(name));
  for (const char* edges : {"LB+poxxs", "2+2W+poxxs"})
    if (has_exclusives()) tests.push_back(shape(edges));
  for (auto& test : written_tests()) tests.push_back(std::move(test));
  if (has_specials())
    for (const char* name : {"INC+INC", "SB+partial", "MP+halves", "half a register"}) tests.push_back(special(name));
  for (const auto& test : tests) {
    const std::string& name = test.name;
    Crew crew = make_crew(test);
    const auto allowed = states(test, native_model().c_str()), sc = states(test, "sc");
    Runner runner(test, crew, sc);
    for (const auto& s : all_settings()) {
      if (!runner.lacks(s).empty()) continue;
      Limits limits;
      limits.seconds = 0.05;
      const Tally t = runner.run(s, 1, limits);
      EXPECT_EQ(t.trouble, "") << name << " " << to_string(s);
      EXPECT_GT(t.outcomes, 0u) << name << " " << to_string(s);
      for (const auto& [state, n] : t.states)
        EXPECT_TRUE(allowed.count(state))
            << name << " " << to_string(s) << ": " << models::to_string(test, state) << " × " << n;
      for (const auto& [state, n] : t.frames)
        EXPECT_TRUE(allowed.count(state)) << name << ", frames: " << models::to_string(test, state) << " × " << n;
      if (allowed == sc) {
        EXPECT_EQ(t.weak + t.pairs, 0u) << name << " " << to_string(s);
      }
    }
  }
}

TEST(Runner, StoreBufferingIsSeen) {
  if (cpus().size() < 2) GTEST_SKIP() << "one CPU: store buffers are drained at every switch";
  for (const char* name : {"SB", "R", "SB+rfi-pos"}) {
    const auto test = shape(name);
    Crew crew = make_crew(test);
    Runner runner(test, crew, states(test, "sc"));
    uint64_t weak = 0, outcomes = 0;
    // Not a time but a count ends it: enough that a machine which shows it at all has shown it.
    for (uint64_t seed = 0; weak == 0 && outcomes < 300'000'000; ++seed)
      for (auto s : all_settings()) {
        if (!runner.lacks(s).empty() || s.mode == Mode::sync) continue;
        Limits limits;
        limits.seconds = 5;
        limits.outcomes = 1'000'000;
        const Tally t = runner.run(s, seed, limits);
        weak += t.weak;
        outcomes += t.outcomes;
      }
    EXPECT_GT(weak, 0u) << name << " in " << outcomes;
  }
}

TEST(Runner, ModesThatATestCannotHaveSayWhy) {
  if (!has_specials()) GTEST_SKIP() << "its test is written for x86-64";
  const auto inc = special("INC+INC"), r = shape("R");
  Crew crew = make_crew(inc);
  Settings carry, perpetual;
  perpetual.mode = Mode::perpetual;
  EXPECT_NE(Runner(inc, crew, {}).lacks(carry).find("computes"), std::string::npos);
  EXPECT_NE(Runner(r, crew, {}).lacks(perpetual).find("several stores"), std::string::npos);
  EXPECT_THROW(Runner(r, crew, {}).run(perpetual, 0, {}), std::runtime_error);
}

TEST(Runner, AddressesAreReadBackAsTheTestNamesThem) {
  if (!has_specials()) GTEST_SKIP() << "its test is written for x86-64";
  const auto test = special("pointer");
  Crew crew = make_crew(test);
  Runner runner(test, crew, {});
  Settings s;
  s.carry = false;
  Limits limits;
  limits.outcomes = 10'000;
  const Tally t = runner.run(s, 0, limits);
  EXPECT_EQ(t.trouble, "");
  for (const auto& [state, n] : t.states) {
    EXPECT_EQ(state[0], 7) << models::to_string(test, state);
    EXPECT_EQ(state[1], models::address_of(1)) << models::to_string(test, state);
  }
}

TEST(Runner, TheWatchdogEndsATestThatHangs) {
  if (!has_specials()) GTEST_SKIP() << "its test is written for x86-64";
  const auto test = special("spin");
  Crew crew = make_crew(test);
  Runner runner(test, crew, {});
  Settings s;
  s.carry = false;
  Limits limits;
  limits.seconds = 0.01;
  limits.watchdog = std::chrono::milliseconds(100);
  EXPECT_NE(runner.run(s, 0, limits).trouble.find("not finished"), std::string::npos);
  s.mode = Mode::sync;  // the other thread then waits at a meeting
  EXPECT_NE(runner.run(s, 0, limits).trouble.find("not finished"), std::string::npos);
}

TEST(Runner, AFaultIsReportedAndTheCrewGoesOn) {
  if (!has_specials()) GTEST_SKIP() << "its test is written for x86-64";
  const auto bad = special("fault"), good = shape("SB");
  Crew crew = make_crew(bad);
  Settings s;
  s.carry = false;
  const Tally t = Runner(bad, crew, {}).run(s, 0, {});
  EXPECT_NE(t.trouble.find("Segmentation fault"), std::string::npos) << t.trouble;
  EXPECT_EQ(Runner(good, crew, {}).run(s, 0, {}).trouble, "");
}

TEST(Runner, AFaultInterruptsThreadsThatWait) {
  if (!has_specials()) GTEST_SKIP() << "its test is written for x86-64";
  const auto bad = special("fault"), good = shape("SB");
  Crew crew = make_crew(bad);
  Settings s;
  s.mode = Mode::sync;
  s.carry = false;
  const Tally t = Runner(bad, crew, {}).run(s, 0, {});  // the other spins at the meeting
  EXPECT_NE(t.trouble.find("Segmentation fault"), std::string::npos) << t.trouble;
  EXPECT_EQ(Runner(good, crew, {}).run(s, 0, {}).trouble, "");
}

TEST(Runner, AnInstructionThatTheCpuDoesNotExecuteIsFound) {
  arch::Assembled assembled{{}, {{0, "reserved"}}, {}};
  for (int i = 0; i < 4; ++i) assembled.bytes.push_back(uint8_t(arch::kReserved >> (8 * i)));
  const Code code(assembled);
  EXPECT_EQ(code.at(reinterpret_cast<const std::byte*>(&assembled)), "");
  Crew crew(1, true, [](unsigned) {});
  const auto what = crew.run(
      [&](unsigned) {
        Crew::enter();
        code.function()(nullptr, nullptr, 0, 0);
        Crew::leave();
      },
      std::chrono::milliseconds(10'000));
  EXPECT_NE(what.find("Illegal instruction"), std::string::npos) << what;
  EXPECT_TRUE(crew.refused());
  EXPECT_EQ(code.at(crew.refused_at()), arch::kPastRefused ? "reserved" : "");
  EXPECT_EQ(crew.run([](unsigned) {}, std::chrono::milliseconds(10'000)), "");
  EXPECT_FALSE(crew.refused());
}

TEST(Runner, ACountOrAStopEndsIt) {
  const auto test = shape("SB");
  Crew crew = make_crew(test);
  Runner runner(test, crew, {});
  Limits limits;
  limits.seconds = 60;
  limits.outcomes = 100'000;
  const Tally t = runner.run({}, 0, limits);
  EXPECT_GE(t.outcomes, 100'000u);
  EXPECT_LT(t.outcomes, 110'000u);
  std::atomic<bool> stop{true};
  limits.outcomes = UINT64_MAX;
  limits.stop = &stop;
  EXPECT_LT(runner.run({}, 0, limits).outcomes, 10'000u);
}

}  // namespace
}  // namespace fenceline::litmus
