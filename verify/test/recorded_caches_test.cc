// The same of caches that have room for all keys, and are maps then.
#include <gtest/gtest.h>
#include <structures/cache/list.h>
#include <verify/linearizable.h>
#include <verify/specification.h>
#include <verify/test/recorded.h>

#include <random>

namespace fenceline::verify {
namespace {

constexpr int kKeys = 3;

template <class C>
int wrong_of_cache(std::size_t capacity = kKeys) {
  return wrong<C>(
      some(), [&](unsigned threads) { return std::make_unique<Trial<C>>(threads, capacity, threads); },
      [](Trial<C>& trial, unsigned thread) {
        std::mt19937 random(thread);
        for (int i = 0; i < 6; ++i) {
          const int key = static_cast<int>(random() % kKeys), value = static_cast<int>(thread) * 10 + i;
          trial.record(thread, [&]() -> std::optional<Operation> {
            int found = 0;
            switch (random() % 4) {
              case 0:
                trial.structure.put({thread}, key, value);
                return Operation::assigned(key, value);
              case 1:
                return Operation::erased(key, trial.structure.erase({thread}, key));
              default:
                const bool there = trial.structure.find({thread}, key, found);
                return Operation::found(key, found, there);
            }
          });
        }
      },
      [](Trial<C>& trial) { return is_linearizable<MapSpec>(trial.calls); });
}

TEST(RecordedOnHardware, Caches) {
  for_each_lru<int, int>([]<class C>(const char* name) { EXPECT_EQ(wrong_of_cache<C>(), 0) << name; });
}

TEST(RecordedOnHardware, ACacheThatForgetsIsNoMap) { EXPECT_GT((wrong_of_cache<LruCache<int, int>>(1)), 0); }

}  // namespace
}  // namespace fenceline::verify
