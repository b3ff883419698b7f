#include <base/atomics.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <thread>
#include <type_traits>

namespace fenceline {
namespace {

TEST(Orders, AreEmptyAndCarryTheirNumber) {
  static_assert(std::is_empty_v<std::remove_cv_t<decltype(acquire<3>)>>);
  static_assert(decltype(acq_rel<7>)::order == std::memory_order_acq_rel);
  static_assert(decltype(acq_rel<7>)::number == 7 && decltype(relaxed)::number == 0);
  static_assert(sizeof(Atomic<int>) == sizeof(int) && sizeof(Plain<long>) == sizeof(long));
}

TEST(Atomics, DoWhatTheirNamesSay) {
  Atomic<int> x(5);
  EXPECT_EQ(x.exchange(6, acq_rel<1>), 5);
  int expected = 5;
  EXPECT_FALSE(x.compare_exchange_strong(expected, 7, acq_rel<2>, acquire<3>));
  EXPECT_EQ(expected, 6);
  while (!x.compare_exchange_weak(expected, 8, release<4>, relaxed)) {
  }
  EXPECT_EQ(x.fetch_add(1, relaxed), 8);
  EXPECT_EQ(x.fetch_sub(2, relaxed), 9);
  EXPECT_EQ(x.fetch_or(8, relaxed), 7);
  EXPECT_EQ(x.fetch_and(12, relaxed), 15);
  EXPECT_EQ(x.fetch_xor(5, relaxed), 12);
  EXPECT_EQ(x.load(seq_cst<5>), 9);
  int cells[4];
  Atomic<int*> at(cells);
  EXPECT_EQ(at.fetch_add(2, relaxed), cells);
  EXPECT_EQ(at.load(relaxed), cells + 2);
}

// Under ThreadSanitizer the plain data is a race unless each kind of pair is seen.
template <class Publish, class Await>
void pass_message(Publish publish, Await await) {
  for (int i = 0; i < 100; ++i) {
    Plain<int> data;
    Atomic<int> flag;
    std::thread writer([&] {
      data.write(i);
      publish(flag);
    });
    await(flag);
    EXPECT_EQ(data.read(), i);
    writer.join();
  }
}

TEST(Atomics, AccessesAndFencesPairInEveryWay) {
  const auto release_store = [](Atomic<int>& x) { x.store(1, release<1>); };
  const auto release_fence = [](Atomic<int>& x) {
    Atomics::fence(release<2>);
    x.store(1, relaxed);
  };
  const auto acquire_load = [](Atomic<int>& x) {
    while (x.load(acquire<3>) == 0) std::this_thread::yield();
  };
  const auto acquire_fence = [](Atomic<int>& x) {
    while (x.load(relaxed) == 0) std::this_thread::yield();
    Atomics::fence(acquire<4>);
  };
  pass_message(release_store, acquire_load);
  pass_message(release_store, acquire_fence);
  pass_message(release_fence, acquire_load);
  pass_message(release_fence, acquire_fence);
}

TEST(Atomics, WaitSleepsUntilTheValueIsAnother) {
  Atomic<std::uint32_t> word(0);
  word.wait(1);  // not what it holds: returns
  std::thread sleeper([&] {
    while (word.load(acquire<1>) == 0) word.wait(0);
  });
  word.store(1, release<2>);
  word.notify_one();
  sleeper.join();
}

TEST(Atomics, ObjectsAreMadeAndDestroyed) {
  struct Counted {
    explicit Counted(int& n) : alive(n) { ++alive; }
    ~Counted() { --alive; }
    int& alive;
  };
  int alive = 0;
  Counted* one = Atomics::make<Counted>(alive);
  EXPECT_EQ(alive, 1);
  Atomics::destroy(one);
  EXPECT_EQ(alive, 0);
  Atomic<int>* array = Atomics::make_array<Atomic<int>>(8);
  EXPECT_EQ(array[7].load(relaxed), 0);
  Atomics::destroy_array(array, 8);
}

}  // namespace
}  // namespace fenceline
