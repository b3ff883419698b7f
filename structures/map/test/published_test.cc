// What maps whose readers look into what nobody changes have beside the concept: a promoted map's other calls, and the
// shape of a trie. (maps_test.cc has all maps by their concept.)
#include <gtest/gtest.h>
#include <structures/map/cow_trie.h>
#include <structures/map/promoted_map.h>
#include <structures/reclaim/leak.h>
#include <structures/test/threads.h>

#include <map>
#include <random>

namespace fenceline {
namespace {

using Promoted = PromotedMap<int, int, Leak<>>;

std::map<int, int> all(Promoted& map, Leak<>::Member& member) {
  std::map<int, int> out;
  map.for_each(member, [&](int key, int value) { EXPECT_TRUE(out.emplace(key, value).second) << key << " twice"; });
  return out;
}

TEST(PromotedMap, AssignsTakesAndWalks) {
  Leak<> domain(1);
  Promoted map(domain);
  Leak<>::Member member(domain);
  std::map<int, int> like;
  std::mt19937 random(1);
  for (int i = 0; i < 5000; ++i) {
    const int key = static_cast<int>(random() % 40);
    int value = -1;
    switch (random() % 5) {
      case 0:
        map.assign(member, key, i);
        like[key] = i;
        break;
      case 1:
        ASSERT_EQ(map.insert(member, key, i), like.emplace(key, i).second);
        break;
      case 2:
        ASSERT_EQ(map.take(member, key, value), like.contains(key));
        if (like.contains(key)) {
          ASSERT_EQ(value, like[key]);
        }
        like.erase(key);
        break;
      case 3:
        ASSERT_EQ(map.find(member, key, value), like.contains(key));
        break;
      default:
        if (random() % 16 == 0) {
          ASSERT_EQ(all(map, member), like);
        }
    }
    ASSERT_EQ(map.size(), like.size());
  }
}

/// Keys that come and go leave nothing: the boxes are retired, the entries go with their tables.
TEST(PromotedMap, KeysThatAreGoneAreForgotten) {
  Leak<> domain(1);
  Promoted map(domain);
  Leak<>::Member member(domain);
  for (int key = 0; key < 100; ++key) map.insert(member, key, key);
  std::size_t tables = 0;
  for (int key = 100; key < 10000; ++key) {
    const std::size_t before = domain.held();
    EXPECT_TRUE(map.insert(member, key, key) && map.erase(member, key));
    tables += domain.held() - before - 1;  // but the box
  }
  EXPECT_GT(tables, 9900U / 200) << "a locked part is made without those that are gone, before it has twice as many";
  EXPECT_EQ(map.size(), 100U);
}

/// One bit a level, so that a trie of few keys is deep, and branches come and go at every level.
TEST(CowTrie, IsAMapAtEveryDepth) {
  Leak<> domain(1);
  CowTrie<unsigned, int, Leak<>, 1> trie(domain);
  Leak<>::Member member(domain);
  std::map<unsigned, int> like;
  std::mt19937 random(1);
  for (int i = 0; i < 5000; ++i) {
    const unsigned key = random() % 2 == 0 ? static_cast<unsigned>(random()) % 8 : 0x10000000u * (random() % 8);
    int value = -1;
    switch (random() % 3) {
      case 0:
        ASSERT_EQ(trie.insert(member, key, i), like.emplace(key, i).second);
        break;
      case 1:
        ASSERT_EQ(trie.erase(member, key), like.erase(key) != 0);
        break;
      default:
        ASSERT_EQ(trie.find(member, key, value), like.contains(key));
    }
    ASSERT_EQ(trie.size(), like.size());
  }
}

TEST(CowTrie, KeysHaveHashesOfTheirOwn) {
  std::map<std::uint64_t, int> seen;
  for (int key = -5000; key < 5000; ++key) EXPECT_TRUE(seen.emplace(spread(key), key).second) << key;
}

}  // namespace
}  // namespace fenceline
