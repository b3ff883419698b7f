// What a channel has beyond a bounded queue: those who wait, closing, capacity 0, select.
#include <gmock/gmock.h>
#include <structures/queue/channel.h>
#include <structures/test/threads.h>

#include <future>

namespace fenceline {
namespace {

TEST(Channel, OfCapacityNoneIsAMeeting) {
  Channel<int> channel(0);
  EXPECT_FALSE(channel.try_push(1)) << "nobody waits for it";
  std::thread receiver([&] {
    int item = 0;
    EXPECT_TRUE(channel.pop(item));
    EXPECT_EQ(item, 2);
  });
  EXPECT_TRUE(channel.push(2));
  receiver.join();
}

TEST(Channel, ClosedGivesWhatIsInAndThenNothing) {
  Channel<int> channel(3);
  EXPECT_TRUE(channel.push(1));
  EXPECT_TRUE(channel.push(2));
  channel.close();
  EXPECT_FALSE(channel.push(3));
  EXPECT_FALSE(channel.try_push(3));
  int item = 0;
  EXPECT_TRUE(channel.pop(item));
  EXPECT_EQ(item, 1);
  EXPECT_TRUE(channel.try_pop(item));
  EXPECT_EQ(item, 2);
  EXPECT_FALSE(channel.pop(item));
  channel.close();
}

TEST(Channel, OpenedAgainIsAsBefore) {
  Channel<int> channel(2);
  EXPECT_TRUE(channel.push(1));
  channel.close();
  EXPECT_FALSE(channel.push(2));
  channel.reopen();
  EXPECT_TRUE(channel.push(3));
  channel.close();
  int item = 0;
  EXPECT_TRUE(channel.pop(item));
  EXPECT_EQ(item, 1);
  EXPECT_TRUE(channel.pop(item));
  EXPECT_EQ(item, 3);
  EXPECT_FALSE(channel.pop(item));
  channel.reopen();
  std::thread sender([&] { EXPECT_TRUE(channel.push(4)); });
  EXPECT_TRUE(channel.pop(item)) << "it waits again";
  EXPECT_EQ(item, 4);
  sender.join();
}

TEST(Channel, ClosingWakesAllWhoWait) {
  for (int round = 0; round < 50; ++round) {
    Channel<int> empty(1), full(1);
    full.push(1);
    together(5, [&](unsigned thread) {
      int item;
      if (thread < 2)
        EXPECT_FALSE(empty.pop(item));
      else if (thread < 4)
        EXPECT_FALSE(full.push(2));
      else
        empty.close(), full.close();
    });
  }
}

TEST(Channel, TakesItemsFromSendersThatWait) {
  Channel<int> channel(1);
  channel.push(0);
  std::vector<std::future<bool>> senders;
  for (int i = 1; i <= 3; ++i) {
    senders.push_back(std::async(std::launch::async, [&, i] { return channel.push(i); }));
  }
  std::vector<int> got(4);
  for (int& item : got) EXPECT_TRUE(channel.pop(item));
  EXPECT_THAT(got, testing::UnorderedElementsAre(0, 1, 2, 3));
  for (auto& sender : senders) EXPECT_TRUE(sender.get());
}

void every_item_once(std::size_t capacity, unsigned producers, unsigned consumers) {
  Channel<int> channel(capacity);
  const int each = kRounds / 4 / static_cast<int>(producers);
  std::atomic<unsigned> pushing{producers};
  std::vector<std::atomic<int>> seen(static_cast<std::size_t>(each) * producers);
  together(producers + consumers, [&](unsigned thread) {
    if (thread < producers) {
      for (int i = 0; i < each; ++i) EXPECT_TRUE(channel.push(static_cast<int>(thread) * each + i));
      if (--pushing == 0) channel.close();
      return;
    }
    for (int item; channel.pop(item);) ++seen[static_cast<std::size_t>(item)];
  });
  for (auto& times : seen) ASSERT_EQ(times, 1);
}

TEST(Channel, GivesEachItemOnceToThreadsThatWait) {
  for (std::size_t capacity : {0, 1, 16}) {
    every_item_once(capacity, 1, 1);
    every_item_once(capacity, 2, 2);
    every_item_once(capacity, 4, 4);
    every_item_once(capacity, 1, 3);
  }
}

TEST(Channel, SelectTakesFromWhereverAnItemIs) {
  Channel<int> a(1), b(1);
  int item = 0;
  b.push(5);
  EXPECT_EQ(Channel<int>::select(a, b, item), 1);
  EXPECT_EQ(item, 5);
  std::thread sender([&] { a.push(6); });
  EXPECT_EQ(Channel<int>::select(a, b, item), 0);
  EXPECT_EQ(item, 6);
  sender.join();
  b.close();
  EXPECT_EQ(Channel<int>::select(a, b, item), -1);
}

/// Two who select from the same two channels in opposite orders, and one who pops from one of them.
TEST(Channel, SelectAmongOthersTakesEachItemOnce) {
  for (std::size_t capacity : {0, 1, 4}) {
    Channel<int> a(capacity), b(capacity);
    const int each = kRounds / 8;
    std::atomic<long> sum{0};
    std::atomic<int> count{0};
    together(4, [&](unsigned thread) {
      if (thread < 2) {
        for (int i = 1; i <= each; ++i) EXPECT_TRUE((thread ? a : b).push(i));
        return;
      }
      int item = 0;
      while (count.fetch_add(1) < 2 * each) {
        EXPECT_GE(thread == 2 ? Channel<int>::select(a, b, item) : Channel<int>::select(b, a, item), 0);
        sum += item;
      }
    });
    EXPECT_EQ(sum, long{each} * (each + 1));
  }
}

}  // namespace
}  // namespace fenceline
