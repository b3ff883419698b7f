// The suite about locks: what it finds out beside the time, and that a lock which is none is found out.
#include <base/fence.h>
#include <gmock/gmock.h>
#include <kernels/locks/turns.h>
#include <structures/lock/cohort.h>
#include <structures/lock/rw_lanes.h>
#include <structures/lock/tas.h>
#include <structures/test/threads.h>

#include <map>

namespace fenceline::locks {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

using Homes = std::vector<Shared::Home>;

/// Two packages: in the first two nodes, in its first node two L3s, in the first of those two cores, in the first of
/// those two PUs.
const Homes kOneOfEach = {{0, 0, 0, 0}, {0, 0, 0, 0}, {1, 0, 0, 0}, {2, 1, 0, 0}, {3, 2, 1, 0}, {4, 3, 2, 1}};

std::map<std::string, double> by_name(const std::vector<Figure>& figures) {
  std::map<std::string, double> out;
  for (const Figure& f : figures) out[f.name] = f.value;
  return out;
}

std::map<std::string, double> after(const Homes& homes, const std::vector<unsigned>& holders) {
  HandOvers all(homes);
  for (const unsigned thread : holders) all.to(thread);
  return by_name(all.figures(holders.size()));
}

TEST(HandOvers, AreToldByWhatTheTwoThreadsShare) {
  EXPECT_THAT(after(kOneOfEach, {0, 1, 0, 0, 2, 3, 4, 5, 5, 5}),
              UnorderedElementsAre(Pair("handed_over", 0.6), Pair("handed_over_smt", 0.2), Pair("handed_over_l3", 0.1),
                                   Pair("handed_over_node", 0.1), Pair("handed_over_package", 0.1),
                                   Pair("handed_over_far", 0.1)));
}

TEST(HandOvers, AreToldByLevelsThatPartTheThreads) {
  const Homes two_nodes = {{0, 0, 0, 0}, {1, 0, 0, 0}, {2, 1, 1, 1}};
  EXPECT_THAT(
      after(two_nodes, {0, 1, 0, 1}),
      UnorderedElementsAre(Pair("handed_over", 0.75), Pair("handed_over_l3", 0.75), Pair("handed_over_far", 0.)));
  for (const Homes& alike : {Homes(4), Homes{{0, 0, 0, 0}, {1, 0, 0, 0}}})
    EXPECT_THAT(after(alike, {0, 1}), ElementsAre(Pair("handed_over", 0.5)));
  EXPECT_THAT(after(Homes(1), {0, 0, 0}), ElementsAre(Pair("handed_over", 0.)));
  EXPECT_THAT(after(Homes(1), {}), ElementsAre(Pair("handed_over", 0.)));
}

TEST(Neighbourhoods, AreNodesOrTheCachesOfOne) {
  EXPECT_THAT(neighbourhoods(kOneOfEach), ElementsAre(0, 0, 0, 0, 1, 2));
  EXPECT_THAT(neighbourhoods(Homes{{0, 0, 0, 0}, {1, 1, 0, 0}, {2, 0, 0, 0}}), ElementsAre(0, 1, 0));
  EXPECT_THAT(neighbourhoods(Homes(3)), ElementsAre(0, 0, 0));
}

/// How many lanes it was made with.
struct Laned {
  using Node = Where;
  static constexpr Lanes kLanes = Lanes::nodes;
  explicit Laned(unsigned lanes) : lanes(lanes) {}
  void lock(Node&) {}
  void unlock(Node&) {}
  unsigned lanes;
};
/// It does not say what it has lanes for.
struct Unsaid {
  using Node = Where;
  void lock(Node&) {}
  void unlock(Node&) {}
};
static_assert(HasLanes<CohortLock<>> && HasLanes<RwLanes<>> && !HasLanes<TasLock<>>);

TEST(Site, GivesALockALaneForEachNeighbourhoodOrThread) {
  Shared shared;
  shared.threads = 6;
  shared.homes = kOneOfEach;
  Site<Laned> nodes(shared);
  EXPECT_EQ(nodes.lock().lanes, 3u);
  EXPECT_EQ(nodes.node(3).lane, 0u);
  EXPECT_EQ(nodes.node(5).lane, 2u);
  EXPECT_EQ(Site<RwLanes<>>(shared).node(3).lane, 3u);
  EXPECT_EQ(Site<Unsaid>(shared).node(3).lane, 3u);
  shared.homes.clear();  // nobody knows
  EXPECT_EQ(Site<Laned>(shared).lock().lanes, 1u);
}

/// A clock that goes when it is told to, and a lock that takes its time.
struct Toy {
  static inline uint64_t time = 0;
  static uint64_t now() { return time++; }
};
struct SlowLock {
  static constexpr uint64_t kTakes = 1000;
  using Node = NoNode;
  void lock(Node&) { Toy::time += kTakes; }
  void unlock(Node&) { Toy::time += 10 * kTakes; }
};

TEST(Latency, OfALockIsFromWhenATurnWasDueUntilItIsHeld) {
  for (const bool idle : {true, false}) {
    const Kernel k = latency<SlowLock, Toy>({});
    Shared shared;
    shared.threads = 2;
    shared.args = {0, idle ? 1'000'000 : 100};  // ns, of a tick each
    k.setup(shared);
    k.begin(shared);
    EXPECT_EQ(k.roles[0].run(shared, 0, 20), 20u);
    for (unsigned t : {0u, 1u}) k.settle(shared, t);
    EXPECT_EQ(k.roles[0].run(shared, 0, 100), 100u);
    EXPECT_EQ(k.verify(shared, {}), "");
    const auto all = k.distributions(shared);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].values.count(), 100u) << "warming up is forgotten";
    if (idle) {
      EXPECT_NEAR(double(all[0].values.quantile(0.5)), SlowLock::kTakes, SlowLock::kTakes / 16);
    } else {
      EXPECT_GE(all[0].values.quantile(0.5), 50 * SlowLock::kTakes) << "who is late to its turn has waited for it";
    }
  }
}

/// Everybody has it.
struct NoLock {
  using Node = NoNode;
  void lock(Node&) {}
  void unlock(Node&) {}
  void lock_shared(Node&) {}
  void unlock_shared(Node&) {}
};

/// What a kernel says of its own work after some rounds of all threads.
std::string verdict(const Kernel& kernel, std::vector<int64_t> args, std::map<std::string, double>* figures = nullptr) {
  Shared shared;
  shared.threads = 3;
  shared.args = std::move(args);
  kernel.setup(shared);
  std::vector<uint64_t> done(3);
  together(3, [&](unsigned t) {
    for (int round = 0; round < 4; ++round) done[t] += kernel.roles[0].run(shared, t, kUnroll);
  });
  if (figures) *figures = by_name(kernel.figures(shared));
  return kernel.verify(shared, done);
}

TEST(Locks, FindOutThatALockIsNone) {
  if (FENCELINE_TSAN) GTEST_SKIP() << "its races are the point";
  constexpr int64_t kLong = 1 << 20;  // of all the turns of a thread, more than a time slice
  std::vector<Kernel> list;
  add<NoLock>(list, "none");
  unsigned looked = 0;
  for (const Kernel& k : list) {
    if (k.axes.empty()) continue;  // nothing under it
    const bool mixed = k.axes[0].name == "read_share";
    EXPECT_NE(verdict(k, mixed ? std::vector<int64_t>{50, kLong, 0} : std::vector<int64_t>{kLong, 10}), "") << k.how;
    ++looked;
  }
  EXPECT_EQ(looked, 3u);
}

TEST(Mixed, DrawsAsManyReadsAsAreAsked) {
  for (const uint64_t share : {0, 1, 50, 100}) {
    uint64_t draws = 7, reads = 0;
    for (int i = 0; i < 100'000; ++i) reads += drawn(draws, share);
    EXPECT_NEAR(double(reads), double(share) * 1000, share % 100 == 0 ? 0 : 500) << share;
  }
}

TEST(Locks, AreLocksWhateverIsRead) {
  for (const auto& k : kernels()) {
    if (k.suite != "locks" || k.how != "mixed") continue;
    if (FENCELINE_TSAN && k.peer) continue;  // compiled without it: what orders their threads it does not see
    for (const int64_t share : {0, 50, 100}) {
      std::map<std::string, double> figures;
      EXPECT_EQ(verdict(k, {share, 0, 32}, &figures), "") << k.name;
      EXPECT_EQ(figures.contains("retries"), k.variant == "seqlock") << k.name;
    }
  }
}

}  // namespace
}  // namespace fenceline::locks
