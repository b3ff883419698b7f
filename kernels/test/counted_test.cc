// What fails is counted, and only that.
#include <gtest/gtest.h>
#include <kernels/counted.h>
#include <structures/queue/list.h>
#include <structures/stack/list.h>

#include <thread>

namespace fenceline {
namespace {

TEST(Counted, CompareAndSwapsThatFail) {
  uint64_t failed = 0;
  {
    const CountsFailed counts(failed);
    Counted::atomic<uint64_t> word{7};
    uint64_t expected = 7;
    EXPECT_TRUE(word.compare_exchange_strong(expected, 8, relaxed));
    EXPECT_FALSE(word.compare_exchange_strong(expected, 9, relaxed));
    EXPECT_EQ(expected, 8u);
    expected = 7;
    EXPECT_FALSE(word.compare_exchange_weak(expected, 9, release<1>));
    expected = 7;
    EXPECT_FALSE(word.compare_exchange_strong(expected, 9, acq_rel<1>, relaxed));
    std::thread([&] {
      uint64_t other = 7;
      EXPECT_FALSE(word.compare_exchange_strong(other, 9, relaxed));
    }).join();  // is another's
  }
  EXPECT_EQ(failed, 3u);
}

TEST(Counted, OfSixteenBytesToo) {
  if (!has_wide_cas()) GTEST_SKIP() << "no compare-and-swap of 16 bytes here";
  uint64_t failed = 0;
  {
    const CountsFailed counts(failed);
    WideAtomic<Counted, Tagged<uint64_t>> word(Tagged<uint64_t>{1, 2});
    Tagged<uint64_t> expected{1, 3};
    EXPECT_FALSE(word.compare_exchange_weak(expected, {4, 5}, relaxed));
    EXPECT_TRUE(word.compare_exchange_weak(expected, {4, 5}, relaxed));
  }
  EXPECT_EQ(failed, 1u);
}

TEST(Counted, AllOfOursAreAndNoOthers) {
  for_each_queue<uint64_t, Counted>([]<class Q>(const char* name) { EXPECT_TRUE(kCounted<Q>) << name; });
  for_each_stack<uint64_t, Counted>([]<class S>(const char* name) { EXPECT_TRUE(kCounted<S>) << name; });
  EXPECT_FALSE(kCounted<VyukovMpmc<uint64_t>>);
  EXPECT_FALSE(kCounted<int>);
}

}  // namespace
}  // namespace fenceline
