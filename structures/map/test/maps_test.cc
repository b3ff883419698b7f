// All maps by their concept: as a map of the standard library alone, and among threads each key as its last call left it.
#include <gtest/gtest.h>
#include <structures/map/standard.h>
#include <structures/test/maps.h>
#include <structures/test/threads.h>

#include <map>
#include <random>
#include <string>

namespace fenceline {
namespace {

/// check.operator()<Map>() of each.
template <class F>
void with_each(F&& check) {
  const auto named = [&check]<class M>(const std::string& name) {
    SCOPED_TRACE(name);
    static_assert(ConcurrentMap<M>);
    check.template operator()<M>();
  };
  for_each_tested_map<int, int>(named);
  named.template operator()<StdUnorderedMap<int, int>>("std");
}

TEST(Maps, DoAsAMapDoes) {
  with_each([]<class M>() {
    for (const int range : {1, 7, 300}) {
      MapWithDomain<M> place(1, static_cast<std::size_t>(range) / 2 + 1);
      M& map = place.map;
      auto member = member_of(map);
      std::map<int, int> like;
      std::mt19937 random(static_cast<unsigned>(range));
      for (int i = 0; i < 5000; ++i) {
        const int key = static_cast<int>(random() % static_cast<unsigned>(range)) - range / 2;
        int value = -1;
        switch (random() % 3) {
          case 0:
            ASSERT_EQ(map.insert(member, key, i), like.emplace(key, i).second);
            break;
          case 1:
            ASSERT_EQ(map.erase(member, key), like.erase(key) != 0);
            break;
          default:
            ASSERT_EQ(map.find(member, key, value), like.contains(key));
            ASSERT_EQ(value, like.contains(key) ? like[key] : -1);
        }
      }
      EXPECT_EQ(map.size(), like.size());
    }
  });
}

TEST(Maps, GrowWithTheirKeys) {
  with_each([]<class M>() {
    constexpr int kKeys = 1000;
    MapWithDomain<M> place(1, 1);
    auto member = member_of(place.map);
    for (int key = 0; key < kKeys; ++key) ASSERT_TRUE(place.map.insert(member, key, 2 * key));
    EXPECT_EQ(place.map.size(), static_cast<std::size_t>(kKeys));
    for (int key = 0; key < kKeys; ++key) {
      int value = 0;
      ASSERT_TRUE(place.map.find(member, key, value));
      ASSERT_EQ(value, 2 * key);
    }
    if constexpr (requires { place.map.buckets(); }) {
      EXPECT_GE(place.map.buckets(), kKeys / 2U);
    }
    for (int key = 0; key < kKeys; ++key) ASSERT_TRUE(place.map.erase(member, key));
    EXPECT_EQ(place.map.size(), 0u);
  });
}

TEST(Maps, AreOfAnyKeys) {
  using M = SplitOrdered<std::string, std::string, Leak<>>;
  MapWithDomain<M> place(1, 1);
  auto member = member_of(place.map);
  std::string value;
  EXPECT_TRUE(place.map.insert(member, "a key that is too long for a string's own room", "one"));
  EXPECT_TRUE(place.map.insert(member, "b", "two"));
  EXPECT_FALSE(place.map.insert(member, "b", "three"));
  EXPECT_TRUE(place.map.find(member, "b", value) && value == "two");
  EXPECT_TRUE(place.map.erase(member, "b"));
  EXPECT_FALSE(place.map.find(member, "b", value));
}

/// All keys have one of two hashes: keys are told apart all the same.
struct PoorHash {
  std::uint64_t operator()(int key) const { return key % 2 == 0 ? ~std::uint64_t{0} : 0; }
};
TEST(Maps, TellKeysOfOneHashApart) {
  MapWithDomain<SplitOrdered<int, int, Leak<>, PoorHash, 1>> split(1, 1);
  MapWithDomain<MichaelHash<int, int, Leak<>, PoorHash>> lists(1, 16);
  MapWithDomain<StripedMap<int, int, TtasLock<>, Native, PoorHash>> striped(1, 16);
  const auto check = [](auto& map) {
    auto member = member_of(map);
    for (int key = 0; key < 100; ++key) ASSERT_TRUE(map.insert(member, key, key));
    for (int key = 0; key < 100; key += 3) ASSERT_TRUE(map.erase(member, key));
    for (int key = 0; key < 100; ++key) {
      int value = -1;
      ASSERT_EQ(map.find(member, key, value), key % 3 != 0) << key;
      ASSERT_EQ(value, key % 3 != 0 ? key : -1);
    }
  };
  check(split.map);
  check(lists.map);
  check(striped.map);
}

/// Threads toggle few keys; each counts what it changed. Key k is in at the end if it was put in once more than it was
/// taken out, and values are a key's own.
TEST(Maps, AgreeWithWhatThreadsHaveDone) {
  constexpr int kKeys = 16;
  with_each([]<class M>() {
    for (const unsigned threads : {2u, 4u}) {
      MapWithDomain<M> place(threads + 1, 1);
      M& map = place.map;
      std::atomic<int> in[kKeys]{}, wrong{0};
      together(threads, [&](unsigned thread) {
        auto member = member_of(map);
        std::mt19937 random(thread);
        for (int i = 0; i < kRounds / 4; ++i) {
          const int key = static_cast<int>(random() % kKeys);
          int value = ~key;
          switch (random() % 3) {
            case 0:
              in[key] += map.insert(member, key, ~key);
              break;
            case 1:
              in[key] -= map.erase(member, key);
              break;
            default:
              map.find(member, key, value);
              wrong += value != ~key;
          }
          if (i % 64 == 0) member.quiescent();
        }
      });
      EXPECT_EQ(wrong, 0);
      auto member = member_of(map);
      int size = 0;
      for (int key = 0; key < kKeys; ++key) {
        int value = 0;
        const bool found = map.find(member, key, value);
        EXPECT_EQ(in[key], found) << key;
        size += found;
      }
      EXPECT_EQ(map.size(), static_cast<std::size_t>(size));
    }
  });
}

}  // namespace
}  // namespace fenceline
