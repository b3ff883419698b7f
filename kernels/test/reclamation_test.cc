// The suite about reclaimers: that a reclaimer which is none is found out, and that what a stalled reader holds back is
// bounded where that is promised, and is not where it is not.
#include <gtest/gtest.h>
#include <kernels/reclamation/rows.h>
#include <structures/reclaim/list.h>
#include <structures/test/threads.h>

#include <set>

namespace fenceline::reclamation {
namespace {

/// Memory of what a careless one has retired: that it is still there keeps the tests from undefined behaviour. For good.
std::vector<void*>& kept = *new std::vector<void*>;

/// Leak, but for what becomes of what is retired.
template <int kTimes>
struct Careless : Leak<> {
  using Leak::Leak;
  struct Member : Leak::Member {
    using Leak::Member::Member;
    template <class T>
    void retire(T* node) {
      kept.push_back(node);
      if (kTimes > 0) node->~T();
      if (kTimes > 1) node->~T();
    }
  };
};
using Hasty = Careless<1>;
using Twice = Careless<2>;
using Never = Careless<0>;

Shared one_thread() {
  Shared shared;
  shared.threads = 1;
  shared.args = {0};
  return shared;
}

/// Replaces the object while it is read.
template <class R>
std::string torn() {
  Site<R> site(one_thread());
  typename R::Member reader(site.published().domain()), writer(site.published().domain());
  site.accounts[0].broken += !site.published().read(reader, [&](const Object<R>& object) {
    site.replace(writer, 0);
    return object.whole();
  });
  return site.check();
}
TEST(Site, FindsWhatWasDestroyedWhileItWasRead) {
  EXPECT_EQ(torn<Hasty>(), "objects were destroyed while they were read");
}

template <class R>
std::string replaced() {
  Site<R> site(one_thread());
  {
    typename R::Member member(site.published().domain());
    for (int i = 0; i < 3; ++i) site.replace(member, 0);
  }
  return site.check();
}
TEST(Site, CountsWhatIsDestroyed) {
  EXPECT_EQ(replaced<Twice>(), "objects were destroyed twice");
  EXPECT_EQ(replaced<Never>(), "4 objects were retired and never destroyed");
  EXPECT_EQ(replaced<Leak<>>(), "");
}

/// The most nodes that are held back while one thread replaces the object so often and another stands still with it.
template <class R>
int64_t peak(int replaced) {
  Shared shared;
  shared.threads = 2;
  Site<R> site(shared);
  std::atomic<int> step{0};
  int64_t most = 0;
  together(2, [&](unsigned thread) {
    typename R::Member member(site.published().domain());
    if (thread == 0) {
      EXPECT_TRUE(site.published().read(member, [&](const Object<R>& object) {
        if (step == 0) step = 1;
        while (step.load() != 2) std::this_thread::yield();
        return object.whole();
      }));
      return;
    }
    while (step.load() != 1) std::this_thread::yield();
    for (int n = 0; n < replaced; ++n) {
      site.replace(member, 1);
      most = std::max(most, site.held());
    }
    step = 2;
  });
  EXPECT_EQ(site.check(), "");
  return most;
}

/// Nodes that a robust one may hold back: a few batches of ours; libcds' bound is for a hundred threads with pointers enough for its skip list.
constexpr int64_t kOurBound = 4 * AsymmetricFences::kBatch, kPeersBound = 16'000;

template <class R>
void expect_bounded_where_promised(const char* name, int64_t bound) {
  SCOPED_TRACE(name);
  if (waits<R>()) return;  // the writer would stand still, too
  constexpr int kMany = 20'000;
  if (R::kRobust) {
    EXPECT_LT(peak<R>(kMany), bound);
    EXPECT_LT(peak<R>(4 * kMany), bound) << "four times as many, and no more are held back";
  } else {
    EXPECT_GE(peak<R>(kMany), kMany - 100);
  }
}

TEST(AStalledReader, HoldsBackABoundedNumberWhereThatIsPromisedAndAllWhereItIsNot) {
  for_each_reclaimer_and_reuse<Native, 1>(
      []<class R>(const char* name) { expect_bounded_where_promised<R>(name, kOurBound); });
  for_each_peer_reclaim(
      []<class R>(const char* name) { expect_bounded_where_promised<R>(name, kPeersBound); },
      [](const char* library, const char* why) { std::printf("not tested: %s: %s\n", library, why); });
}

/// Every row of the suite, by as many threads as it needs, and its curve.
TEST(Rows, DoTheirWork) {
  std::set<std::string> variants;
  for (const Kernel& k : kernels()) {
    if (k.suite != "reclamation" || !k.absent.empty()) continue;
    SCOPED_TRACE(k.name);
    variants.insert(k.variant);
    Shared shared;
    shared.threads = std::max(2u, k.min_threads());
    if (shared.threads > k.max_threads()) shared.threads = k.max_threads();
    for (const Axis& axis : k.axes) shared.args.push_back(axis.name == "stall" ? 200'000 : axis.values[0]);
    shared.cast = deal(k.roles, shared.threads);
    std::atomic<bool> stop{false};
    shared.stop = &stop;
    alignas(64) std::byte data[64] = {};
    shared.data = data;
    if (k.setup) k.setup(shared);
    for (unsigned t = 0; k.settle && t < shared.threads; ++t) k.settle(shared, t);
    if (k.begin) k.begin(shared);
    std::vector<uint64_t> did(shared.threads);
    std::atomic<unsigned> left{shared.threads};
    together(shared.threads, [&](unsigned t) {
      for (int batch = 0; batch < 20 && !stop; ++batch)
        did[t] += k.roles[shared.cast.parts[t].role].run(shared, t, 4 * kUnroll);
      if (--left == shared.threads - 1) stop = true;
    });
    EXPECT_EQ(k.verify(shared, did), "");
    EXPECT_GT(workload::sum(did), 0u);
  }
  EXPECT_TRUE(variants.contains("leak"));
}

TEST(Stalled, TellsHeldNodesAgainstTime) {
  Shared shared;
  shared.threads = 2;
  shared.tick_hz = arch::tick_hz() > 0 ? arch::tick_hz() : 1e9;
  constexpr int64_t kStall = 2'000'000;
  StalledSite<Leak<>> site(shared, kStall);
  site.settle();
  site.begin();
  std::atomic<bool> over{false};
  together(2, [&](unsigned thread) {
    Leak<>::Member member(site.published().domain());
    if (thread == 0) {
      do {  // until there is a curve, wherever the other is by then
        site.replace(member, 0);
        site.look();
      } while (!over || site.series()[0].points.size() < 2);
    } else {
      while (!site.due()) std::this_thread::yield();
      site.stall(shared, member, site.accounts[1]);
      over = true;
    }
  });
  const auto series = site.series();
  ASSERT_EQ(series.size(), 1u);
  ASSERT_GE(series[0].points.size(), 2u);
  EXPECT_TRUE(std::ranges::is_sorted(series[0].points, {}, [](const Series::Point& p) { return p.at.count; }));
  for (const auto& point : series[0].points) EXPECT_GE(point.value, 1);
  double growth = -1, from = 0, to = 0;
  for (const Figure& f : site.figures()) {
    if (f.name == "held_growth") growth = f.value;
    if (f.name == "stalled_from") from = f.value;
    if (f.name == "stalled_to") to = f.value;
  }
  EXPECT_GE(from, double(kStall) * 0.99);
  EXPECT_GE(to, from);
  EXPECT_TRUE(growth == 1 || growth == -1) << growth << ": nothing is destroyed";
  EXPECT_EQ(site.check(), "");
}

}  // namespace
}  // namespace fenceline::reclamation
