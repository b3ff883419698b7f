// The same of maps.
#include <gtest/gtest.h>
#include <structures/map/standard.h>
#include <structures/test/maps.h>
#include <verify/linearizable.h>
#include <verify/specification.h>
#include <verify/test/recorded.h>

#include <atomic>
#include <random>
#include <string>

namespace fenceline::verify {
namespace {

template <class M>
struct Place : MapWithDomain<M> {
  explicit Place(unsigned threads) : MapWithDomain<M>(threads, 1) {}
};

/// Three keys: threads meet at one, and at neighbours.
template <class M>
int wrong_of_map() {
  using S = Place<M>;
  return wrong<S>(
      some(), [](unsigned threads) { return std::make_unique<Trial<S>>(threads, threads); },
      [](Trial<S>& trial, unsigned thread) {
        M& map = trial.structure.map;
        auto member = member_of(map);
        std::mt19937 random(thread);
        for (int i = 0; i < 6; ++i) {
          const int key = static_cast<int>(random() % 3), value = static_cast<int>(thread) * 10 + i;
          trial.record(thread, [&]() -> std::optional<Operation> {
            int found = 0;
            switch (random() % 3) {
              case 0:
                return Operation::inserted(key, value, map.insert(member, key, value));
              case 1:
                return Operation::erased(key, map.erase(member, key));
              default:
                const bool there = map.find(member, key, found);
                return Operation::found(key, found, there);
            }
          });
        }
      },
      [](Trial<S>& trial) { return is_linearizable<MapSpec>(trial.calls); });
}

TEST(RecordedOnHardware, Maps) {
  for_each_tested_map<int, int>([]<class M>(const std::string& name) { EXPECT_EQ(wrong_of_map<M>(), 0) << name; });
}

/// What is erased goes when the next key is: no meeting of threads is needed to see it.
struct LateMap : StdUnorderedMap<int, int> {
  using StdUnorderedMap::StdUnorderedMap;
  bool erase(Member& member, int key) {
    int value = 0;
    const bool there = find(member, key, value);
    StdUnorderedMap::erase(member, late_.exchange(key));
    return there;
  }

 private:
  std::atomic<int> late_{0};
};

TEST(RecordedOnHardware, AMapThatIsNoneIsSeen) { EXPECT_GT(wrong_of_map<LateMap>(), 0); }

}  // namespace
}  // namespace fenceline::verify
