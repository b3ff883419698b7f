#include <models/relation.h>

#include <gtest/gtest.h>

namespace fenceline::models {
namespace {

Relation make(int size, std::initializer_list<std::pair<int, int>> pairs) {
  Relation r(size);
  for (const auto& [i, j] : pairs) r.add(i, j);
  return r;
}

// Of both sizes that a set may have.
template <class Set>
void expect_bits(int events) {
  const auto one = [](int i) { return static_cast<Set>(Set{1} << i); };
  for (int i = 0; i < events; ++i) {
    const Set both = one(i) | one(events - 1);
    EXPECT_EQ(first_of(both), i);
    EXPECT_EQ(last_of(static_cast<Set>(one(0) | one(i))), i);
    EXPECT_EQ(count_of(both), i == events - 1 ? 1 : 2);
  }
}

TEST(EventSets, FirstLastAndCount) {
  expect_bits<std::uint64_t>(64);
#ifdef __SIZEOF_INT128__
  expect_bits<TwoWords>(128);
#endif
}

TEST(Relation, ComposesFirstThenSecond) {
  EXPECT_EQ(make(4, {{0, 1}, {2, 3}}) * make(4, {{1, 2}, {1, 3}, {3, 0}}), make(4, {{0, 2}, {0, 3}, {2, 0}}));
}

TEST(Relation, SetOperations) {
  const Relation a = make(3, {{0, 1}, {1, 2}}), b = make(3, {{1, 2}, {2, 0}});
  EXPECT_EQ(a | b, make(3, {{0, 1}, {1, 2}, {2, 0}}));
  EXPECT_EQ(a & b, make(3, {{1, 2}}));
  EXPECT_EQ(a - b, make(3, {{0, 1}}));
  EXPECT_EQ(a.domain(), event(0) | event(1));
  EXPECT_EQ(a.range(), event(1) | event(2));
  EXPECT_EQ(a.inverse(), make(3, {{1, 0}, {2, 1}}));
  EXPECT_EQ((a | b).between(event(0) | event(2), event(0)), make(3, {{2, 0}}));
  EXPECT_EQ(identity(event(1), 3), make(3, {{1, 1}}));
  EXPECT_EQ(product(event(0), event(1) | event(2), 3), make(3, {{0, 1}, {0, 2}}));
}

TEST(Relation, ClosureReachesOverAnyOrderOfEvents) {
  EXPECT_EQ(make(4, {{3, 1}, {1, 2}, {2, 0}}).closure(), make(4, {{3, 1}, {3, 2}, {3, 0}, {1, 2}, {1, 0}, {2, 0}}));
  EXPECT_TRUE(make(2, {{0, 1}}).star().has(1, 1));
}

TEST(Relation, AcyclicAgreesWithClosureOnAllRelationsOfThreeEvents) {
  for (int bits = 0; bits < 512; ++bits) {
    Relation r(3);
    for (int i = 0; i < 9; ++i)
      if ((bits >> i & 1) != 0) r.add(i / 3, i % 3);
    EXPECT_EQ(r.acyclic(), r.closure().irreflexive()) << bits;
    EXPECT_EQ(r.acyclic(), r.shortest_cycle().empty()) << bits;
  }
}

TEST(Relation, ShortestCycleIsACycleAndShortest) {
  const Relation r = make(6, {{0, 1}, {1, 2}, {2, 3}, {3, 0}, {4, 5}, {5, 4}, {3, 4}});
  const auto cycle = r.shortest_cycle();
  ASSERT_EQ(cycle.size(), 2u);
  for (std::size_t i = 0; i < cycle.size(); ++i) EXPECT_TRUE(r.has(cycle[i], cycle[(i + 1) % cycle.size()]));
}

TEST(Relation, HoldsSixtyFourEvents) {
  Relation r(64);
  for (int i = 0; i < 63; ++i) r.add(i, i + 1);
  EXPECT_TRUE(r.acyclic());
  EXPECT_TRUE(r.closure().has(0, 63));
  r.add(63, 0);
  EXPECT_FALSE(r.acyclic());
  EXPECT_EQ(r.shortest_cycle().size(), 64u);
}

}  // namespace
}  // namespace fenceline::models
