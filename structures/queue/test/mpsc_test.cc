#include <gmock/gmock.h>
#include <structures/queue/vyukov_mpsc.h>
#include <structures/test/threads.h>

#include <memory>

namespace fenceline {
namespace {

struct Item : VyukovMpsc<>::Node {
  unsigned producer = 0;
  int count = 0;
};

TEST(VyukovMpsc, IsAQueue) {
  VyukovMpsc<> queue;
  EXPECT_EQ(queue.pop(), nullptr);
  Item items[3];
  for (int lap = 0; lap < 3; ++lap) {
    for (int n = 1; n <= 3; ++n) {
      for (int i = 0; i < n; ++i) queue.push(&items[i]);
      for (int i = 0; i < n; ++i) ASSERT_EQ(queue.pop(), &items[i]);
      ASSERT_EQ(queue.pop(), nullptr);
    }
  }
}

TEST(VyukovMpsc, GivesEachItemOnceAndInItsProducersOrder) {
  for (unsigned producers : {1u, 3u, 7u}) {
    VyukovMpsc<> queue;
    std::vector<int> got(producers, 0);
    const int each = kRounds / static_cast<int>(producers);
    together(producers + 1, [&](unsigned thread) {
      if (thread < producers) {
        for (int i = 0; i < each; ++i) {
          auto item = std::make_unique<Item>();
          item->producer = thread;
          item->count = i;
          queue.push(item.release());
        }
        return;
      }
      for (int left = each * static_cast<int>(producers); left > 0;) {
        const std::unique_ptr<Item> item(static_cast<Item*>(queue.pop()));
        if (!item) {
          std::this_thread::yield();
          continue;
        }
        ASSERT_EQ(item->count, got[item->producer]++);
        --left;
      }
    });
    EXPECT_EQ(queue.pop(), nullptr);
    EXPECT_THAT(got, testing::Each(each));
  }
}

}  // namespace
}  // namespace fenceline
