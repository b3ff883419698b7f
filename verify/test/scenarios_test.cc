// Every registered scenario is explored to its end, but for those that say that they are explored at random.
#include <gtest/gtest.h>
#include <structures/counter/list.h>
#include <structures/limit/list.h>
#include <structures/lock/list.h>
#include <structures/map/list.h>
#include <structures/pool/list.h>
#include <structures/queue/list.h>
#include <structures/reclaim/list.h>
#include <structures/stack/list.h>
#include <structures/wait/list.h>
#include <verify/scenarios.h>

#include <algorithm>
#include <set>

namespace fenceline::verify {
namespace {

class Scenarios : public testing::TestWithParam<std::size_t> {
 protected:
  static const Entry& entry() { return registry()[GetParam()]; }
};

TEST_P(Scenarios, HoldsInEveryExecution) {
  const Entry& e = entry();
  const Result r = explore(e.scenario, e.options);
  if (!e.fails.empty()) {
    ASSERT_TRUE(r.violation) << e.name() << " is there to fail";
    EXPECT_NE(r.violation->what.find(e.fails), std::string::npos) << r.violation->what;
    return;
  }
  EXPECT_FALSE(r.violation) << e.name() << "\n" << r.violation->trace << "  replay: " << r.violation->replay;
  if (e.options.random == 0) {
    EXPECT_EQ(r.limit, "") << e.name();
  }
  EXPECT_GT(r.executions, 0U) << e.name();
  std::printf("%s: %llu executions, %llu blocked, %.3f s\n", e.name().c_str(),
              static_cast<unsigned long long>(r.executions), static_cast<unsigned long long>(r.blocked), r.seconds);
}

struct Item {};

/// A structure that nobody explores is not proven.
TEST(ScenariosOf, EveryStructure) {
  std::set<std::string> explored;
  for (const Entry& e : registry()) explored.insert(e.structure);
  const auto has = [&](std::string name) {
    std::replace(name.begin(), name.end(), '_', '-');
    EXPECT_TRUE(explored.contains(name)) << name << " has no scenario in verify/scenarios/";
  };
  for_each_queue<int>([&]<class>(const char* name) { has(std::string("queue/") + name); });
  for_each_stack<int>([&]<class>(const char* name) { has(std::string("stack/") + name); });
  for_each_counter([&]<class>(const char* name) { has(std::string("counter/") + name); });
  for_each_own_lock([&]<class>(const char* name) { has(std::string("lock/") + name); });
  for_each_semaphore([&]<class>(const char* name) { has(std::string("wait/") + name); });
  for_each_barrier([&]<class>(const char* name) { has(std::string("wait/") + name); });
  for_each_latch([&]<class>(const char* name) { has(std::string("wait/") + name); });
  for_each_once([&]<class>(const char* name) { has(std::string("wait/") + name); });
  for_each_limiter([&]<class>(const char* name) { has(std::string("limit/") + name); });
  for_each_pool<Item>([&]<class>(const char* name) { has(std::string("pool/") + name); });
  for_each_reclaimer([&]<class>(const char* name) { has(std::string("record/published_") + name); });
  for (const char* record : {"record/seqlock", "record/futex_mutex", "record/rw_spin", "record/packed",
                             "record/wide_cas", "record/elided", "lazy/double_checked", "lazy/raced"})
    has(record);
  for_each_reclaimed_map<int, int, Leak<>>(
      [&]<class>(const char*, const char* map) { has(std::string("map/") + map); });
  for_each_published_map<int, int, Leak<>>(
      [&]<class>(const char*, const char* map) { has(std::string("map/") + map); });
  for (const char* cache : {"cache/lru", "cache/mutex_lru", "cache/ttl", "cache/leased", "cache/unleased"}) has(cache);
  for (const char* beyond : {"queue/vyukov_mpsc", "queue/waiting", "queue/chase_lev", "stack/treiber_untagged",
                             "counter/served", "lock/seqlock", "map/striped", "limit/racy_bucket",
                             "reclaim/type_stable", "queue/reclaimed_type_stable", "map/harris_michael_type_stable",
                             "pool/global_untagged", "wait/event_count", "wait/cond_var", "wait/parking_lot"})
    has(beyond);
}

std::string test_name(const testing::TestParamInfo<std::size_t>& info) {
  std::string name = registry()[info.param].name();
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

// gtest asks for the parameters when main() runs: all are registered then.
INSTANTIATE_TEST_SUITE_P(All, Scenarios, testing::Range(std::size_t{0}, registry().size()), test_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Scenarios);

}  // namespace
}  // namespace fenceline::verify
