// Objects that are made when first wanted.
#include <gtest/gtest.h>
#include <structures/lazy/double_checked.h>
#include <structures/lazy/raced.h>
#include <structures/test/threads.h>

namespace fenceline {
namespace {

struct Object {
  static inline std::atomic<int> alive{0}, ever{0};
  explicit Object(long v) : value(v) { ++alive, ++ever; }
  ~Object() { --alive; }
  const long value;
};

template <class L>
void holds(unsigned most_made) {
  for (int round = 0; round < kRounds / 100; ++round) {
    Object::ever = 0;
    {
      L lazy;
      std::atomic<Object*> first{nullptr};
      std::atomic<int> others{0};
      together(3, [&](unsigned) {
        Object& got = lazy.get([] { return Native::make<Object>(42); });
        EXPECT_EQ(got.value, 42);
        Object* seen = nullptr;
        others += !first.compare_exchange_strong(seen, &got) && seen != &got;
      });
      EXPECT_EQ(others, 0) << "all have the same one";
      EXPECT_EQ(Object::alive, 1);
    }
    EXPECT_EQ(Object::alive, 0);
    EXPECT_GE(Object::ever, 1);
    EXPECT_LE(Object::ever, static_cast<int>(most_made));
  }
}

TEST(Lazy, DoubleCheckedIsMadeOnce) { holds<DoubleChecked<Object>>(1); }
TEST(Lazy, RacedIsSeenOnce) { holds<Raced<Object>>(3); }

TEST(Lazy, NothingIsMadeThatNobodyWants) {
  Object::ever = 0;
  {
    const DoubleChecked<Object> first;
    const Raced<Object> second;
  }
  EXPECT_EQ(Object::ever, 0);
}

}  // namespace
}  // namespace fenceline
