// Other libraries' reclaimers are what structures ask for: a stack of ours stands on each, loses nothing, and what it
// retires is destroyed.
#include <gtest/gtest.h>
#include <peers/reclaim.h>
#include <structures/stack/reclaimed.h>
#include <structures/test/threads.h>

namespace fenceline {
namespace {

/// An item that counts how many of it there are.
struct Item {
  Item() { living.fetch_add(1, std::memory_order_relaxed); }
  explicit Item(std::uint64_t value) : Item() { number = value; }
  Item(const Item& other) : Item(other.number) {}
  Item& operator=(const Item&) = default;
  ~Item() { living.fetch_sub(1, std::memory_order_relaxed); }

  static inline std::atomic<std::int64_t> living{0};
  std::uint64_t number = 0;
};

TEST(PeerReclaimers, StacksOverThemLoseNothingAndAreDestroyed) {
  for_each_peer_reclaim(
      []<class R>(const char* name) {
        static_assert(Reclaimer<R>);
        SCOPED_TRACE(name);
        constexpr std::uint64_t kPushes = kRounds / 2;
        Item::living = 0;
        std::atomic<std::uint64_t> pushed{0}, popped{0};
        {
          R domain(3);
          ReclaimedStack<Item, R> stack(domain);
          const auto pop = [&](typename R::Member& member) {
            Item item;
            if (!stack.try_pop(member, item)) return false;
            popped += item.number;
            return true;
          };
          together(2, [&](unsigned thread) {
            typename R::Member member(domain);
            for (std::uint64_t i = 1; i <= kPushes; ++i) {
              stack.push(member, Item(i + thread));
              pushed += i + thread;
              pop(member);
              if (i % 64 == 0) member.quiescent();
            }
          });
          typename R::Member member(domain);
          while (pop(member)) {
          }
        }
        EXPECT_EQ(pushed.load(), popped.load());
        // Where a library keeps a thread's last ones until it retires more, they are left: while the other thread is off its CPU
        // that may be all that were pushed.
        EXPECT_LE(Item::living.load(), drains<R>() ? 0 : 2 * std::int64_t{kPushes});
      },
      [](const char* library, const char* why) { std::printf("not tested: %s: %s\n", library, why); });
}

}  // namespace
}  // namespace fenceline
