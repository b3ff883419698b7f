// What other libraries' maps are adapted to is what the concept says. A file of its own: libraries do not all bear to be
// compiled together.
#include <gtest/gtest.h>
#include <peers/map.h>

#include <random>
#include <string>
#include <vector>

namespace fenceline {
namespace {

const auto named = [](const char* library, const char* why) { std::printf("not tested: %s: %s\n", library, why); };

/// Concurrency Kit's put of 0.7.1 puts a key in twice where one before it was removed: its adapter asks first.
TEST(Peers, MapsHoldEachKeyOnceHoweverKeysComeAndGo) {
  for_each_peer_map(
      []<class M>(const char*, const char* name) {
        SCOPED_TRACE(name);
        constexpr uint64_t kKeys = 256;
        MapWithDomain<M> place(1, kKeys);
        auto member = member_of(place.map);
        std::vector<bool> in(kKeys);
        std::mt19937_64 draw(1);
        for (int i = 0; i < 20000; ++i) {
          const uint64_t key = draw() % kKeys;
          const bool insert = draw() % 2 == 0;
          if (insert)
            ASSERT_EQ(place.map.insert(member, key, ~key), !in[key]) << i;
          else
            ASSERT_EQ(place.map.erase(member, key), in[key]) << i;
          in[key] = insert;
        }
      },
      named);
}

TEST(Peers, MapsHoldWhatWasPutIn) {
  for_each_peer_map(
      []<class M>(const char*, const char* name) {
        static_assert(ConcurrentMap<M>);
        for (const size_t keys : {1, 3, 2000}) {
          SCOPED_TRACE(std::string(name) + " " + std::to_string(keys));
          MapWithDomain<M> place(1, keys);
          M& map = place.map;
          auto member = member_of(map);
          for (int lap = 0; lap < 2; ++lap) {
            for (uint64_t key = 0; key < keys; ++key) {
              uint64_t value = 7;
              ASSERT_FALSE(map.find(member, key, value));
              ASSERT_EQ(value, 7u);
              ASSERT_FALSE(map.erase(member, key));
              ASSERT_TRUE(map.insert(member, key, ~key));
              ASSERT_FALSE(map.insert(member, key, 3));
              ASSERT_TRUE(map.find(member, key, value) && value == ~key);
            }
            EXPECT_EQ(map.size(), keys);
            for (uint64_t key = 0; key < keys; ++key) ASSERT_TRUE(map.erase(member, key));
            EXPECT_EQ(map.size(), 0u);
          }
        }
      },
      named);
}

}  // namespace
}  // namespace fenceline
