// Kernels that crash or throw: their trial has failed, and the team goes on.
#include <gmock/gmock.h>
#include <harness/machine/build_info.h>
#include <harness/team/test/team_fixture.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <new>
#include <stdexcept>

namespace fenceline {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

class FaultTest : public TeamTest {
 protected:
  /// What the team says of the job; empty: nothing was wrong.
  std::string fault_of(const Job& j) {
    try {
      team.run(j);
      return "";
    } catch (const Fault& f) {
      return f.what();
    }
  }
  void expect_that_the_team_works() {
    kernel = Kernel();
    memory.assign(memory.size(), std::byte{0});
    for (const unsigned threads : {1u, 2u, 3u}) EXPECT_EQ(team.run(job(threads)).threads.size(), threads);
  }
};

class CrashTest : public FaultTest {
 protected:
  void SetUp() override {
    if (!kBuildInfo.sanitizers.empty()) GTEST_SKIP() << "the sanitizer tells of the crash, and ends the program";
  }
  /// Two threads, of which the second crashes once it has worked for a while.
  std::string crash_by(fenceline::Run crash) {
    kernel.roles = {{.name = "worker", .run = count}, {.name = "crasher", .run = crash}};
    return fault_of(job(2));
  }
};

// volatile: nobody may know what comes of it.
int* volatile nowhere = nullptr;
volatile int zero = 0;

TEST_F(CrashTest, IsToldByThreadPhaseAndSignal) {
  EXPECT_THAT(crash_by([](Shared&, unsigned, uint64_t) -> uint64_t { return uint64_t(*nowhere); }),
              StartsWith("thread 1 (crasher) crashed while warming up: SIGSEGV at 0x0"));
  expect_that_the_team_works();
  EXPECT_THAT(crash_by([](Shared&, unsigned, uint64_t) -> uint64_t { std::abort(); }),
              StartsWith("thread 1 (crasher) crashed while warming up: SIGABRT"));
  for (const int signal : {SIGFPE, SIGBUS, SIGILL}) {
    zero = signal;
    EXPECT_THAT(crash_by([](Shared&, unsigned, uint64_t n) -> uint64_t { return raise(zero) ? 0 : n; }),
                StartsWith("thread 1 (crasher) crashed while warming up: SIG"));
  }
  expect_that_the_team_works();
}

uint64_t no_way_out() { throw std::runtime_error("no way out"); }

TEST_F(CrashTest, WhatStdTerminateWasCalledForIsTold) {
  EXPECT_THAT(crash_by([](Shared&, unsigned, uint64_t) noexcept { return no_way_out(); }),
              StartsWith("thread 1 (crasher) crashed while warming up: std::terminate after: no way"));
  expect_that_the_team_works();
}

uint64_t deeper(volatile uint64_t* above, uint64_t calls) {
  volatile uint64_t here[1024] = {*above};
  return calls == 0 ? 0 : here[0] + deeper(here, calls - 1) + *above;
}

TEST_F(CrashTest, AStackThatIsUsedUp) {
  EXPECT_THAT(crash_by([](Shared&, unsigned, uint64_t n) -> uint64_t {
                volatile uint64_t first = n;
                return deeper(&first, ~uint64_t{0});
              }),
              MatchesRegex("thread 1 .* crashed while warming up: SIG(SEGV|BUS) at 0x.*"));
  expect_that_the_team_works();
}

TEST_F(CrashTest, InSetupInTheCheckAndInTheDestructor) {
  kernel.setup = [](Shared&) { *nowhere = 1; };
  EXPECT_THAT(fault_of(job(2)), StartsWith("thread 0 crashed while setting up: SIGSEGV"));
  kernel.setup = nullptr;
  kernel.verify = [](const Shared&, std::span<const uint64_t>) -> std::string { std::abort(); };
  EXPECT_THAT(fault_of(job(2)), StartsWith("thread 0 crashed while checking the work: SIGABRT"));
  kernel.verify = nullptr;
  struct Unbreakable {
    ~Unbreakable() { *nowhere = 1; }
  };
  kernel.setup = [](Shared& s) { s.make<Unbreakable>(); };
  EXPECT_THAT(fault_of(job(2)), HasSubstr("crashed while destroying the structure: SIGSEGV"));
  expect_that_the_team_works();
}

TEST_F(CrashTest, APartnerWhoDoesNotLookWhetherItIsToStopIsAbandoned) {
  // It sleeps for what the other has locked.
  static std::atomic<uint32_t>& locked = *new std::atomic<uint32_t>(1);
  kernel.roles = {{.run = [](Shared&, unsigned, uint64_t n) -> uint64_t { return locked.wait(1), n; }},
                  {.run = [](Shared&, unsigned, uint64_t) -> uint64_t { std::abort(); }}};
  kernel.release = [](Shared&) { locked.wait(1); };  // would wait for ever, as for a lock that nobody gives back
  EXPECT_THAT(fault_of(job(2)), StartsWith("thread 1 crashed"));
  expect_that_the_team_works();
}

TEST_F(CrashTest, InWhatIsToWakeSleepers) {
  static std::atomic<uint32_t>& asleep = *new std::atomic<uint32_t>(1);
  kernel.roles = {{.run = [](Shared&, unsigned, uint64_t n) -> uint64_t { return asleep.wait(1), n; }}};
  kernel.release = [](Shared&) { *nowhere = 1; };
  auto j = job(1);
  j.limit = {100e6};
  EXPECT_THROW(team.run(j), Hang);
  expect_that_the_team_works();
}

TEST_F(CrashTest, ElsewhereASignalActsAsEver) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // the tests before have left threads behind
  const auto run_in_a_new_process = [&] { Team().run(job(1)); };
  const auto abort_behind = [&] { run_in_a_new_process(), std::abort(); };
  EXPECT_EXIT(abort_behind(), ::testing::KilledBySignal(SIGABRT), "");
  kernel.setup = [](Shared&) { kill(getpid(), SIGSEGV), pause(); };
  EXPECT_EXIT(run_in_a_new_process(), ::testing::KilledBySignal(SIGSEGV), "");
}

TEST_F(FaultTest, AnExceptionIsToldByThreadAndPhase) {
  kernel.setup = [](Shared&) { throw std::runtime_error("no room\nhere"); };
  EXPECT_EQ(fault_of(job(2)), "thread 0 threw while setting up: no room\\x0ahere");
  kernel.setup = [](Shared&) { throw std::bad_alloc(); };
  EXPECT_EQ(fault_of(job(2)), "thread 0 threw while setting up: std::bad_alloc");
  kernel.setup = nullptr;
  kernel.verify = [](const Shared&, std::span<const uint64_t>) -> std::string { throw 7; };
  EXPECT_EQ(fault_of(job(2)), "thread 0 threw while checking the work: something that is no std::exception");
  kernel.verify = nullptr;
  kernel.roles = {
      {.name = "worker", .run = count},
      {.name = "thrower", .run = [](Shared&, unsigned, uint64_t) -> uint64_t { throw std::logic_error("odd"); }}};
  EXPECT_EQ(fault_of(job(2)), "thread 1 (thrower) threw while warming up: odd");
  expect_that_the_team_works();
}

TEST_F(FaultTest, WhatThrowsWhileItIsReleasedThrowsNoMore) {
  kernel.release = [](Shared&) { throw std::logic_error("odd"); };
  EXPECT_THAT(fault_of(job(2)), HasSubstr("threw while warming up: odd"));
  kernel.roles = {{.most = 2, .run = [](Shared&, unsigned, uint64_t) -> uint64_t { throw std::logic_error("first"); }}};
  EXPECT_THAT(fault_of(job(2)), HasSubstr("threw while warming up: first"));
  expect_that_the_team_works();
}

TEST_F(FaultTest, WhatThrewIsNotDestroyedAndWhatDidItsWorkIs) {
  static std::atomic<int>& destroyed = *new std::atomic<int>(0);
  struct Counted {
    ~Counted() { ++destroyed; }
  };
  kernel.setup = [](Shared& s) { s.make<Counted>(); };
  EXPECT_EQ(fault_of(job(2)), "");
  EXPECT_EQ(destroyed, 1);
  kernel.verify = [](const Shared&, std::span<const uint64_t>) -> std::string { throw std::logic_error("odd"); };
  EXPECT_THAT(fault_of(job(2)), HasSubstr("odd"));
  EXPECT_EQ(destroyed, 1);
}

}  // namespace
}  // namespace fenceline
