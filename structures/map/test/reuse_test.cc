// Maps over type-stable memory: a node becomes another key's at the worst moment, which threads seldom meet.
#include <gtest/gtest.h>
#include <structures/map/harris_michael.h>
#include <structures/map/michael_hash.h>
#include <structures/reclaim/type_stable.h>

#include <functional>
#include <type_traits>
#include <utility>

namespace fenceline {
namespace {

std::function<void()> meanwhile;  // called once, before a value is read

template <class T>
struct Meddled : Atomic<T> {
  using Atomic<T>::Atomic;
  template <class Order>
  T load(Order order, Atomics::Where where = Atomics::Where::current()) const {
    if constexpr (std::is_same_v<T, short>) {
      if (const auto call = std::exchange(meanwhile, {})) call();
    }
    return Atomic<T>::load(order, where);
  }
};
struct Meddling : Native {
  template <class T>
  using atomic = Meddled<T>;
};
using Reused = TypeStable<Meddling>;

template <class M>
void expect_untouched() {
  Reused domain(2, 1);
  M map = [&] {
    if constexpr (std::is_constructible_v<M, Reused&, std::size_t>)
      return M(domain, 1);
    else
      return M(domain);
  }();
  Reused::Member finder(domain), other(domain);
  ASSERT_TRUE(map.insert(other, 1, 10));
  meanwhile = [&] {
    ASSERT_TRUE(map.erase(other, 1));
    ASSERT_TRUE(map.insert(other, 2, 20));
  };
  short value = -1;
  EXPECT_FALSE(map.find(finder, 1, value));
  EXPECT_EQ(value, -1);
  EXPECT_TRUE(map.find(finder, 2, value));
  EXPECT_EQ(value, 20);
}

TEST(MapsOverTypeStableMemory, LeaveTheValueOfAKeyThatGoesMeanwhile) {
  expect_untouched<HarrisMichael<int, short, Reused>>();
  expect_untouched<MichaelHash<int, short, Reused>>();
}

}  // namespace
}  // namespace fenceline
