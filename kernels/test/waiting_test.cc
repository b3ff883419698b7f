// The suite about waiting: that gates and barriers which let through what they should not are found out.
#include <gmock/gmock.h>
#include <kernels/waiting/descriptors.h>
#include <kernels/waiting/episodes.h>
#include <kernels/waiting/gates.h>
#include <structures/lock/futex_mutex.h>
#include <structures/test/threads.h>
#include <structures/wait/list.h>

namespace fenceline::waiting {
namespace {

/// Always open.
struct OpenGate {
  void post() {}
  void wait() {}
};
struct OpenBarrier {
  struct Node {
    explicit Node(unsigned number) : thread(number) {}
    unsigned thread;
  };
  explicit OpenBarrier(unsigned) {}
  void meet(Node& node) {
    if (node.thread == 1) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
};

/// What a kernel says of its own work after some rounds of its threads.
std::string verdict(const Kernel& kernel, unsigned threads, Shared& shared, uint64_t iterations = kUnroll) {
  shared.threads = threads;
  shared.crowded = true;  // others test at the same time
  shared.cast = deal(kernel.roles, threads);
  shared.args.clear();
  for (const Axis& axis : kernel.axes) shared.args.push_back(axis.values[0]);
  std::vector<std::byte> data(64);
  shared.data = data.data();
  if (kernel.setup) kernel.setup(shared);
  std::vector<uint64_t> done(threads);
  together(threads, [&](unsigned t) {
    const Run run = kernel.roles[shared.cast.parts[t].role].run;
    for (int round = 0; round < 2; ++round) done[t] += run(shared, t, iterations);
  });
  const std::string wrong = kernel.verify ? kernel.verify(shared, done) : "";
  shared.data = nullptr;
  return wrong;
}
std::string verdict(const Kernel& kernel, unsigned threads, uint64_t iterations = kUnroll) {
  Shared shared;
  return verdict(kernel, threads, shared, iterations);
}

TEST(Waiting, FindsOutThatABarrierIsNone) {
  std::vector<Kernel> list;
  add_barrier<OpenBarrier>(list, "none");
  EXPECT_NE(verdict(list[0], 3), "");
}

TEST(Waiting, FindsOutThatAGateIsNone) {
  if (FENCELINE_TSAN) GTEST_SKIP() << "its races are the point";
  std::vector<Kernel> list;
  add_hand_over<OpenGate>(list, "none");
  add_wake<OpenGate>(list, "gate", "none");
  unsigned looked = 0;
  for (const Kernel& k : list) {
    if (k.roles[0].most == 1 && k.roles.size() == 1) continue;  // alone, it is open
    EXPECT_NE(verdict(k, 2, (k.how == "wake" ? 1 : 50) * kUnroll), "") << k.how;
    ++looked;
  }
  EXPECT_EQ(looked, 2u);
}

TEST(Waiting, HoldsOfAllThatAreMeasured) {
  for (const auto& k : kernels()) {
    if (k.suite != "waiting" || !k.absent.empty() || !arch::has(k.needs)) continue;
    if (FENCELINE_TSAN && k.peer) continue;  // compiled without it: what orders their threads it does not see
    EXPECT_EQ(verdict(k, k.min_threads()), "") << name_of(k);
    if (k.group == "barrier" && k.variant.find("sleeping") != std::string::npos) {
      EXPECT_EQ(verdict(k, 5), "") << name_of(k);
    }
  }
}

TEST(Wake, TellsWhatBothSidesMet) {
  std::vector<Kernel> list;
  add_wake<LockGate<FutexMutex<>>>(list, "mutex", "futex_mutex");
  const Kernel& k = list[0];
  Shared shared;
  EXPECT_EQ(verdict(k, 2, shared), "");
  const auto count = [&](size_t which) { return k.distributions(shared).at(which).values.count(); };
  const uint64_t rounds = 2 * kUnroll / kIterations;
  EXPECT_EQ(count(0), rounds);
  EXPECT_EQ(count(1), rounds);
  for (const unsigned thread : {0u, 1u}) k.settle(shared, thread);
  EXPECT_EQ(count(0) + count(1), 0u) << "warming up is forgotten";
}

TEST(Descriptors, SayWhatTheSystemRefuses) {
  EXPECT_EQ(PipeGate::missing(), "");
  const auto refuse = [](int, void*, std::size_t) -> ssize_t {
    errno = EBADF;
    return -1;
  };
  char byte;
  try {
    transfer("read from a pipe", refuse, 7, &byte, 1);
    FAIL();
  } catch (const std::exception& e) {
    EXPECT_THAT(e.what(), testing::HasSubstr("read from a pipe: Bad file descriptor"));
  }
}

}  // namespace
}  // namespace fenceline::waiting
