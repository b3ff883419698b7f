// Kernels whose threads wait for each other, written by the words of kernel.h.
#include <harness/team/test/team_fixture.h>

namespace fenceline {
namespace {

/// How many items were made and how many taken; no more than kRoom may wait.
struct Counts {
  static constexpr uint64_t kRoom = 4;
  alignas(arch::kPadBytes) std::atomic<uint64_t> made{0}, taken{0};
};

uint64_t produce(Shared& shared, unsigned, uint64_t iterations) {
  auto& counts = *shared.at<Counts>(0);
  for (uint64_t n = 0; n < iterations; ++n) {
    for (uint64_t made = counts.made.load();;) {
      if (made - counts.taken.load() < Counts::kRoom && counts.made.compare_exchange_weak(made, made + 1)) break;
      if (shared.stopped()) return n;
      made = counts.made.load();
    }
  }
  return iterations;
}
uint64_t consume(Shared& shared, unsigned, uint64_t iterations) {
  auto& counts = *shared.at<Counts>(0);
  for (uint64_t n = 0; n < iterations; ++n) {
    for (uint64_t taken = counts.taken.load();;) {
      if (taken < counts.made.load() && counts.taken.compare_exchange_weak(taken, taken + 1)) break;
      if (shared.stopped()) return n;
      taken = counts.taken.load();
    }
  }
  return iterations;
}

uint64_t count_elsewhere(Shared& shared, unsigned thread, uint64_t iterations) {
  return count(shared, 1 + thread, iterations);
}

class RolesTest : public TeamTest {
 protected:
  std::vector<uint64_t> checked;  ///< what verify() was told

  void SetUp() override {
    kernel.roles = {{.name = "producer", .most = kAnyThreads, .run = produce},
                    {.name = "consumer", .most = kAnyThreads, .run = consume}};
    kernel.setup = [](Shared& s) { new (s.data) Counts; };
    kernel.verify = [this](const Shared& s, std::span<const uint64_t> iterations) -> std::string {
      checked.assign(iterations.begin(), iterations.end());
      uint64_t made = 0, taken = 0;
      for (size_t t = 0; t < iterations.size(); ++t) (s.cast.parts[t].role == 0 ? made : taken) += iterations[t];
      const auto& counts = *s.at<Counts>(0);
      return counts.made == made && counts.taken == taken ? "" : "what was returned is not what was done";
    };
  }
};

TEST_F(RolesTest, NeitherWarmUpNorWindowWaitsForAPartnerWhoHasEnded) {
  for (const unsigned threads : {2u, 3u, 4u, 5u}) {
    const auto result = team.run(job(threads));
    EXPECT_EQ(result.wrong, "");
    for (unsigned t = 0; t < threads; ++t) EXPECT_EQ(checked[t], result.threads[t].iterations_total);
    uint64_t in_the_window = 0;  // of one that got no CPU, of threads that share them, there may be none
    for (const auto& t : result.threads) in_the_window += t.iterations;
    EXPECT_GT(in_the_window, 0u);
  }
}

TEST_F(RolesTest, WithoutAClockToo) {
  for (const unsigned threads : {2u, 3u, 4u, 5u}) {
    auto j = job(threads);
    j.window = {0};
    const auto result = team.run(j);
    EXPECT_EQ(result.wrong, "");
  }
}

TEST_F(RolesTest, AsManyOfEachDoWhatTheyWereToDoAndNothingIsCutShort) {
  auto j = job(2);
  j.window = {0};
  const auto result = team.run(j);
  EXPECT_EQ(result.threads[0].iterations, (4 + 8 + 12) * kUnroll);
  EXPECT_EQ(result.threads[0].iterations, result.threads[1].iterations);
}

/// A place to sleep that looks at no flag. A thread that comes when it is shut does not sleep.
struct Bed {
  alignas(arch::kPadBytes) std::atomic<uint32_t> open{0};
  std::atomic<uint64_t> begun{0};
};

uint64_t sleep_there(Shared& shared, unsigned, uint64_t) {
  shared.at<Bed>(0)->open.wait(1);
  return 1;
}

TEST_F(TeamTest, WhoSleepsInAStructureIsWokenInEveryPhase) {
  kernel.roles = {{.name = "worker", .run = count_elsewhere}, {.name = "sleeper", .most = kAnyThreads, .run = sleep_there}};
  kernel.setup = [](Shared& s) { new (s.data) Bed; };
  static bool sleeps_at_once;
  kernel.begin = [](Shared& s) {
    auto& bed = *s.at<Bed>(0);
    bed.open = sleeps_at_once || bed.begun > 0;
    ++bed.begun;
  };
  kernel.release = [](Shared& s) {
    s.at<Bed>(0)->open = 0;
    s.at<Bed>(0)->open.notify_all();
  };
  for (const double window : {1e6, 0.0}) {
    sleeps_at_once = window == 0;  // a warm-up lasts until each thread has done something
    auto j = job(3);
    j.window = {window};
    EXPECT_EQ(team.run(j).wrong, "");
    // Warming up and the window; three lengths without a clock.
    EXPECT_EQ(shared.at<Bed>(0)->begun, window > 0 ? 2u : 3u);
  }
}

TEST_F(TeamTest, AHangAmongSleepersEnds) {
  kernel.roles = {{.name = "sleeper", .most = kAnyThreads, .run = sleep_there}};
  kernel.setup = [](Shared& s) { new (s.data) Bed; };
  kernel.begin = [](Shared& s) { s.at<Bed>(0)->open = 1; };
  kernel.release = [](Shared& s) {
    s.at<Bed>(0)->open = 0;
    s.at<Bed>(0)->open.notify_all();
  };
  auto j = job(2);
  j.limit = {50e6};
  try {
    team.run(j);
    FAIL() << "nobody wakes them";
  } catch (const Hang& hang) {
    for (const auto& t : hang.threads) EXPECT_EQ(t.end, "it ended when it was told to");
  }
}

/// Nobody waits, yet it is not to be heard of a stop before its end.
uint64_t count_until_stopped(Shared& shared, unsigned thread, uint64_t iterations) {
  for (uint64_t n = 0; n < iterations; ++n) {
    if (shared.stopped()) return n;
    count(shared, thread, 1);
  }
  return iterations;
}

TEST_F(TeamTest, EveryPhaseBeginsWithoutAStop) {
  kernel.roles = {{.most = kAnyThreads, .run = count_until_stopped}};
  for (const double window : {0.0, 1e6}) {
    memory.assign(memory.size(), std::byte{0});
    auto j = job(2);
    j.window = {window};
    const auto result = team.run(j);
    for (unsigned t = 0; t < 2; ++t) {
      EXPECT_GE(result.threads[t].iterations, kUnroll) << "stopped before it had begun";
      EXPECT_EQ(*shared.at<uint64_t>(t * arch::kPadBytes), result.threads[t].iterations_total)
          << "a batch that was cut short counts as what it was";
    }
  }
}

}  // namespace
}  // namespace fenceline
