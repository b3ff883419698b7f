// All caches: what they forget, and when, against the same done by hand; and among threads no key has another's value.
#include <gtest/gtest.h>
#include <structures/cache/list.h>
#include <structures/test/threads.h>

#include <algorithm>
#include <deque>
#include <random>

namespace fenceline {
namespace {

/// Keys by their use, the last one first.
struct Order {
  std::size_t capacity;
  std::deque<std::pair<int, int>> items = {};

  auto at(int key) {
    return std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.first == key; });
  }
  bool find(int key, int& value) {
    const auto found = at(key);
    if (found == items.end()) return false;
    value = found->second;
    put(key, value);
    return true;
  }
  void put(int key, int value) {
    erase(key);
    items.emplace_front(key, value);
    if (items.size() > capacity) items.pop_back();
  }
  bool erase(int key) {
    const auto found = at(key);
    if (found == items.end()) return false;
    items.erase(found);
    return true;
  }
};

TEST(Lru, ForgetsWhatWasUsedLeastRecently) {
  for_each_lru<int, int>([]<class C>(const char* name) {
    SCOPED_TRACE(name);
    static_assert(Cache<C>);
    for (const std::size_t capacity : {1, 2, 5, 64}) {
      C cache(capacity);
      Order like{capacity};
      std::mt19937 random(static_cast<unsigned>(capacity));
      EXPECT_EQ(cache.capacity(), capacity);
      for (int i = 0; i < 5000; ++i) {
        const int key = static_cast<int>(random() % (2 * capacity + 1)) - 2;
        int value = -1, expected = -1;
        switch (random() % 4) {
          case 0:
            cache.put({}, key, i);
            like.put(key, i);
            break;
          case 1:
            ASSERT_EQ(cache.erase({}, key), like.erase(key));
            break;
          default:
            ASSERT_EQ(cache.find({}, key, value), like.find(key, expected));
            ASSERT_EQ(value, expected);
        }
        ASSERT_EQ(cache.size(), like.items.size());
      }
    }
  });
}

TEST(Lru, GivesEachKeyItsOwnValue) {
  for_each_lru<int, int>([]<class C>(const char* name) {
    SCOPED_TRACE(name);
    constexpr unsigned kThreads = 4;
    C cache(8, kThreads);
    std::atomic<int> wrong{0};
    together(kThreads, [&](unsigned thread) {
      std::mt19937 random(thread);
      for (int i = 0; i < kRounds / 4; ++i) {
        const int key = static_cast<int>(random() % 16);
        int value = key;
        if (random() % 16 == 0) {
          cache.erase({thread}, key);
        } else if (!cache.find({thread}, key, value)) {
          cache.put({thread}, key, key + 16 * static_cast<int>(random() % 4));
        }
        wrong += value % 16 != key;
      }
    });
    EXPECT_EQ(wrong, 0);
    EXPECT_LE(cache.size(), 8U);
    int in = 0;
    for (int key = 0, value = 0; key < 16; ++key) in += cache.find({}, key, value);
    EXPECT_EQ(cache.size(), static_cast<std::size_t>(in));
  });
}

TEST(Ttl, FindsWhatHasNotLivedForLong) {
  for_each_ttl<int, int>([]<class C>(const char* name) {
    SCOPED_TRACE(name);
    for (const std::uint64_t start : {std::uint64_t{0}, ~std::uint64_t{0} - 5}) {  // the clock may go round
      C cache(2, 10);
      int value = 0;
      cache.put({}, 1, start, 10);
      EXPECT_TRUE(cache.find({}, 1, start + 9, value) && value == 10);
      EXPECT_FALSE(cache.find({}, 1, start + 10, value));
      cache.put({}, 1, start + 12, 11);
      EXPECT_TRUE(cache.find({}, 1, start + 21, value) && value == 11);
      cache.put({}, 2, start + 14, 20);
      EXPECT_EQ(cache.sweep({}, start + 22), 1U);
      EXPECT_FALSE(cache.erase({}, 1));
      EXPECT_TRUE(cache.find({}, 2, start + 22, value) && value == 20);
      EXPECT_EQ(cache.hits(), 3U);
      EXPECT_EQ(cache.misses(), 1U);
    }
  });
}

TEST(Ttl, WhatWouldGoFirstMakesRoom) {
  for_each_ttl<int, int>([]<class C>(const char* name) {
    SCOPED_TRACE(name);
    C cache(2, 10);
    int value = 0;
    cache.put({}, 1, 0, 10);
    cache.put({}, 2, 1, 20);
    cache.put({}, 1, 2, 11);  // lives anew
    cache.put({}, 3, 3, 30);
    EXPECT_EQ(cache.size(), 2U);
    EXPECT_FALSE(cache.find({}, 2, 3, value));
    EXPECT_TRUE(cache.find({}, 1, 3, value) && value == 11);
    EXPECT_TRUE(cache.find({}, 3, 3, value) && value == 30);
  });
}

TEST(Ttl, CountsWhatThreadsFind) {
  for_each_ttl<int, int>([]<class C>(const char* name) {
    SCOPED_TRACE(name);
    constexpr unsigned kThreads = 3;
    C cache(16, 100, kThreads);
    std::atomic<std::uint64_t> hits{0}, wrong{0};
    together(kThreads, [&](unsigned thread) {
      std::mt19937 random(thread);
      for (int i = 0; i < kRounds / 4; ++i) {
        const int key = static_cast<int>(random() % 20);
        const auto now = static_cast<std::uint64_t>(i);
        int value = -key;
        if (cache.find({thread}, key, now, value))
          ++hits;
        else
          cache.put({thread}, key, now, -key);
        wrong += value != -key;
        if (i % 64 == 0) cache.sweep({thread}, now);
      }
    });
    EXPECT_EQ(wrong, 0U);
    EXPECT_EQ(cache.hits(), hits);
    EXPECT_EQ(cache.hits() + cache.misses(), kThreads * static_cast<std::uint64_t>(kRounds / 4));
  });
}

TEST(Leased, RefuseWhatWasInvalidatedMeanwhile) {
  for_each_leased<int, int>([]<class C>(const char* name) {
    SCOPED_TRACE(name);
    C cache(16);
    int value = -1;
    typename C::Lease old = 0, next = 0;
    EXPECT_FALSE(cache.find(1, value, old));
    cache.invalidate(1);
    EXPECT_FALSE(cache.fill(1, 10, old));
    EXPECT_FALSE(cache.find(1, value, next));
    EXPECT_TRUE(cache.fill(1, 11, next));
    EXPECT_TRUE(cache.find(1, value, next) && value == 11);
    cache.invalidate(1);
    EXPECT_FALSE(cache.find(1, value, next));
    EXPECT_EQ(value, 11);
  });
}

TEST(Leased, UnleasedOnesPutBackWhatIsOld) {
  UnleasedCache<int, int> cache(16);
  int value = -1;
  std::uint64_t lease = 0;
  EXPECT_FALSE(cache.find(1, value, lease));
  cache.invalidate(1);
  EXPECT_TRUE(cache.fill(1, 10, lease));
  EXPECT_TRUE(cache.find(1, value, lease)) << "what the lease is there for";
}

TEST(Leased, KeysOfOnePlaceAreToldApart) {
  LeasedCache<int, int> cache(1);
  EXPECT_EQ(cache.fill(0, 0, 0), true);
  for (int key = 1; key < 10; ++key) {
    int value = -1;
    std::uint64_t lease = 0;
    EXPECT_FALSE(cache.find(key, value, lease));
    EXPECT_TRUE(cache.fill(key, -key, lease));
    EXPECT_TRUE(cache.find(key, value, lease) && value == -key);
  }
}

/// A writer changes what readers look up: none finds what is older than it knew.
TEST(Leased, NothingStaleIsFound) {
  for_each_leased<int, int>([]<class C>(const char* name) {
    SCOPED_TRACE(name);
    constexpr int kKeys = 4;
    C cache(kKeys);
    std::atomic<int> source[kKeys]{}, known[kKeys]{}, stale{0};
    together(3, [&](unsigned thread) {
      for (int i = 1; i <= kRounds / 4; ++i) {
        const int key = i % kKeys;
        if (thread == 0) {
          source[key] = i;
          cache.invalidate(key);
          known[key] = i;
          continue;
        }
        const int least = known[key];
        int value = 0;
        typename C::Lease lease;
        if (!cache.find(key, value, lease)) cache.fill(key, value = source[key], lease);
        stale += value < least;
      }
    });
    EXPECT_EQ(stale, 0);
  });
}

}  // namespace
}  // namespace fenceline
