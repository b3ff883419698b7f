#include <gtest/gtest.h>
#include <harness/plan/caches.h>
#include <harness/plan/plan.h>

#include <set>

namespace fenceline {
namespace {

constexpr size_t operator""_MiB(unsigned long long n) { return n << 20; }

Machine machine(const std::string& spec) { return load_machine(spec); }

/// Three-dimensional V-Cache: 96 MiB on one die, as a synthetic topology has it on both.
const Machine kStacked = machine("pack:1 l3:2(size=100663296) l2:8(size=1048576) l1:1(size=32768) core:1 pu:2");
/// Granite Rapids.
const Machine kLarge = machine("pack:1 l3:1(size=528482304) l2:120(size=2097152) l1:1(size=49152) core:1 pu:1");
/// No L3; cores share the L2.
const Machine kTwoLevels = machine("pack:1 l2:2(size=12582912) l1:4(size=131072) core:1 pu:1");
const Machine kUntold = machine("pack:1 core:4 pu:1");

TEST(Caches, AreThoseOfTheTopology) {
  EXPECT_EQ(caches_of(kStacked).core, 1_MiB);
  EXPECT_EQ(caches_of(kStacked).last, 96_MiB);
  EXPECT_EQ(caches_of(kStacked).lasts, 2u);
  EXPECT_EQ(caches_of(kLarge).last, 504_MiB);
  EXPECT_EQ(caches_of(kTwoLevels).core, 12_MiB);
  EXPECT_EQ(caches_of(kTwoLevels).last, 12_MiB);
  EXPECT_EQ(caches_of(kUntold).last, 0u);
}

/// The least and the most that kernels of a group want with so many threads.
std::pair<size_t, size_t> needs(const char* group, const char* how, const Machine& on, unsigned threads) {
  size_t least = ~size_t{0}, most = 0;
  for (const auto& k : kernels()) {
    if (k.group != group || k.how != how) continue;
    const size_t bytes = k.needed(caches_of(on), threads, {0});
    least = std::min(least, bytes);
    most = std::max(most, bytes);
  }
  return {least, most};
}

TEST(Caches, StreamsOfMemoryFitIntoNone) {
  for (const Machine* on : {&kStacked, &kLarge, &kTwoLevels, &kUntold})
    for (unsigned threads : {1u, 2u, 8u, 60u}) {
      const Caches caches = caches_of(*on);
      const auto [least, most] = needs("bandwidth", "stream", *on, threads);
      EXPECT_GE(least, 2 * caches.last * std::min(threads, caches.lasts)) << on->source << ", " << threads;
      EXPECT_GE(least, threads * 64_MiB);
      EXPECT_LE(most, std::max(threads * 72_MiB, 3 * caches.last * std::min(threads, std::max(caches.lasts, 1u))));
    }
}

TEST(Caches, StoresThatAreToMissAreSpreadFarBeyondTheCoresOwn) {
  for (const Machine* on : {&kStacked, &kLarge, &kTwoLevels, &kUntold}) {
    const auto [least, most] = needs("drain", "after_misses", *on, 1);
    EXPECT_GE(least, std::max(32_MiB, 16 * caches_of(*on).core)) << on->source;
    EXPECT_LE(most, 512_MiB);
  }
}

TEST(Caches, AWalkGoesOnToTwiceTheLargest) {
  const auto largest = [](const Machine& on) {
    Request request;
    request.suites = {"memory"};
    request.filter = "random_walk/huge_pages";
    std::set<int64_t> sets;
    for (const auto& trial : make_plan(request, on, kernels()).trials) sets.insert(trial.args[0]);
    return size_t(*sets.rbegin());
  };
  EXPECT_EQ(largest(kUntold), 256_MiB);
  EXPECT_EQ(largest(kStacked), 256_MiB);
  EXPECT_EQ(largest(kLarge), 1008_MiB);
}

}  // namespace
}  // namespace fenceline
