// Jobs that do not end. Threads are abandoned in the middle of what they do.
#include <base/fence.h>
#include <gmock/gmock.h>
#include <harness/team/abandon.h>
#include <harness/team/test/team_fixture.h>

#include <optional>
#include <thread>

namespace fenceline {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// volatile: nobody ever writes to it, and a loop without effect that never ends may be left out.
volatile std::atomic<bool> never{false};
void hang() {
  while (!never.load(std::memory_order_relaxed)) continue;
}

uint64_t hang_at_once(Shared&, unsigned, uint64_t iterations) { return hang(), iterations; }
/// In the window: the warm-up, of 60 µs, does not come so far.
uint64_t hang_later(Shared& shared, unsigned thread, uint64_t iterations) {
  count(shared, thread, iterations);
  if (now() > Nanoseconds{*shared.at<double>(4096)}) hang();
  return iterations;
}
uint64_t wait_for_nobody(Shared& shared, unsigned, uint64_t) {
  while (!shared.stopped()) std::this_thread::yield();
  return 0;
}

/// Whoever is abandoned is not waited for, so that what comes after races with what it did, on purpose.
constexpr const char* kRaces = "threads are abandoned in the middle of what they do: ThreadSanitizer would be right";

class HangTest : public TeamTest {
 protected:
  void SetUp() override {
    if (FENCELINE_TSAN) GTEST_SKIP() << kRaces;
  }
  std::optional<Hang> hang_of(Job j) {
    j.limit = {300e6};
    try {
      team.run(j);
      return {};
    } catch (const Hang& h) {
      return h;
    }
  }
  /// The team that has lost threads works as before.
  void expect_that_the_team_works() {
    kernel = Kernel();
    memory.assign(memory.size(), std::byte{0});
    for (const unsigned threads : {1u, 2u, 3u}) EXPECT_EQ(team.run(job(threads)).threads.size(), threads);
  }
};

TEST_F(HangTest, WhileWarmingUpIsToldByThread) {
  kernel.roles = {{.name = "worker", .run = count}, {.name = "hanger", .run = hang_at_once}};
  const auto h = hang_of(job(2));
  ASSERT_TRUE(h);
  EXPECT_THAT(h->what(), StartsWith("did not end within 0.3 s: "));
  EXPECT_THAT(h->what(), HasSubstr("thread 1 (hanger) was warming up"));
  ASSERT_EQ(h->threads.size(), 2u);
  EXPECT_EQ(h->threads[0].role, "worker");
  EXPECT_GT(h->threads[0].iterations, 0u) << "it went on as long as its partner was not ready";
  EXPECT_EQ(h->threads[0].end, "it ended when it was told to");
  EXPECT_EQ(h->threads[1].phase, Phase::warming_up);
  EXPECT_EQ(h->threads[1].iterations, 0u);
  EXPECT_EQ(h->threads[1].cpu, int(machine.pus[1 % machine.pus.size()].os));
  EXPECT_THAT(h->threads[1].state, StartsWith("state R"));
  EXPECT_THAT(h->threads[1].end, StartsWith("abandoned, asleep"));
  expect_that_the_team_works();
}

TEST_F(HangTest, InTheWindow) {
  kernel.roles = {{.run = hang_later}};
  kernel.settle = [](Shared& s, unsigned) { *s.at<double>(4096) = now().count; };
  kernel.setup = [](Shared& s) { *s.at<double>(4096) = now().count + 1e12; };
  const auto h = hang_of(job(1));
  ASSERT_TRUE(h);
  EXPECT_EQ(h->threads[0].phase, Phase::measuring);
  EXPECT_GT(h->threads[0].iterations, 0u);
  expect_that_the_team_works();
}

TEST_F(HangTest, InSetup) {
  kernel.setup = [](Shared&) { hang(); };
  const auto h = hang_of(job(2));
  ASSERT_TRUE(h);
  EXPECT_EQ(h->threads[0].phase, Phase::setup);
  EXPECT_THAT(h->threads[0].end, StartsWith("abandoned, asleep"));
  EXPECT_EQ(h->threads[1].phase, Phase::starting);
  EXPECT_EQ(h->threads[1].end, "it ended when it was told to");
  expect_that_the_team_works();
}

TEST_F(HangTest, InTheCheckOfTheWork) {
  kernel.verify = [](const Shared&, std::span<const uint64_t>) -> std::string { return hang(), ""; };
  const auto h = hang_of(job(2));
  ASSERT_TRUE(h);
  EXPECT_EQ(h->threads[0].phase, Phase::checking);
  EXPECT_EQ(h->threads[1].phase, Phase::done);
  expect_that_the_team_works();
}

TEST_F(HangTest, WhatIsToWakeSleepersMayHangToo) {
  kernel.roles = {{.run = hang_at_once}};
  kernel.release = [](Shared&) { hang(); };  // as for a lock that the other has
  const auto h = hang_of(job(1));
  ASSERT_TRUE(h);
  EXPECT_THAT(h->threads[0].end, StartsWith("abandoned, asleep"));
  expect_that_the_team_works();
}

TEST_F(HangTest, WithoutAClock) {
  kernel.roles = {{.name = "worker", .run = count}, {.name = "hanger", .run = hang_at_once}};
  auto j = job(2);
  j.window = {0};
  const auto h = hang_of(j);
  ASSERT_TRUE(h);
  EXPECT_EQ(h->threads[1].phase, Phase::executing);
  expect_that_the_team_works();
}

TEST_F(HangTest, WhoLooksWhetherItIsToStopIsNotAbandoned) {
  kernel.roles = {{.most = 2, .run = wait_for_nobody}};
  const auto h = hang_of(job(2));
  ASSERT_TRUE(h);
  for (const auto& t : h->threads) EXPECT_EQ(t.end, "it ended when it was told to");
  expect_that_the_team_works();
}

TEST(ThreadState, IsWhatTheOperatingSystemSays) {
  EXPECT_THAT(thread_state(gettid()), StartsWith("state R on CPU "));
  EXPECT_EQ(thread_state(-1), "");
}

TEST(PutToSleep, TakesAThreadOutOfAnEndlessLoop) {
  if (FENCELINE_TSAN) GTEST_SKIP() << kRaces;
  std::atomic<pid_t> tid{0};
  std::thread thread([&] {
    tid = gettid();
    hang();
  });
  while (tid == 0) continue;
  EXPECT_TRUE(put_to_sleep(thread.native_handle()));
  EXPECT_THAT(thread_state(tid), StartsWith("state S"));
  thread.detach();
}

}  // namespace
}  // namespace fenceline
