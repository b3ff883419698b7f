#include <gtest/gtest.h>
#include <structures/queue/vyukov_mpmc.h>
#include <verify/checked.h>
#include <verify/linearizable.h>
#include <verify/specification.h>

#include <random>

namespace fenceline::verify {
namespace {

using Calls = std::vector<History<Interval>::Call>;

History<Interval> history(std::vector<Calls> threads) {
  History<Interval> h(0);
  h.threads = std::move(threads);
  return h;
}

Operation pushed(long v) { return Operation::pushed(v); }
Operation popped(long v) { return Operation::popped(v); }

TEST(Linearizable, QueueInOrder) {
  EXPECT_TRUE(is_linearizable<QueueSpec>(
      history({{{pushed(1), {1, 2}}, {pushed(2), {3, 4}}}, {{popped(1), {5, 6}}, {popped(2), {7, 8}}}})));
  EXPECT_FALSE(is_linearizable<QueueSpec>(
      history({{{pushed(1), {1, 2}}, {pushed(2), {3, 4}}}, {{popped(2), {5, 6}}, {popped(1), {7, 8}}}})));
}

TEST(Linearizable, CallsThatOverlapGoEitherWay) {
  const auto pops = [](long first, long second, std::uint64_t begin) {
    return history({{{pushed(1), {1, 5}}},
                    {{pushed(2), {begin, begin + 3}}},
                    {{popped(first), {20, 21}}, {popped(second), {22, 23}}}});
  };
  EXPECT_TRUE(is_linearizable<QueueSpec>(pops(1, 2, 3)));
  EXPECT_TRUE(is_linearizable<QueueSpec>(pops(2, 1, 3)));
  EXPECT_TRUE(is_linearizable<QueueSpec>(pops(1, 2, 6)));
  EXPECT_FALSE(is_linearizable<QueueSpec>(pops(2, 1, 6)));
}

TEST(Linearizable, EmptyOnlyWhereItCanBe) {
  const auto empty_at = [](std::uint64_t begin, std::uint64_t end) {
    return history({{{pushed(1), {5, 6}}}, {{Operation::found_empty(), {begin, end}}, {popped(1), {20, 21}}}});
  };
  EXPECT_TRUE(is_linearizable<QueueSpec>(empty_at(1, 2)));
  EXPECT_TRUE(is_linearizable<QueueSpec>(empty_at(1, 8)));
  EXPECT_FALSE(is_linearizable<QueueSpec>(empty_at(7, 8)));
}

TEST(Linearizable, WhatIsLostTwiceOrNeverPut) {
  EXPECT_FALSE(
      is_linearizable<QueueSpec>(history({{{pushed(1), {1, 2}}}, {{popped(1), {3, 4}}}, {{popped(1), {3, 4}}}})));
  EXPECT_FALSE(is_linearizable<StackSpec>(history({{{popped(3), {1, 2}}}})));
  EXPECT_FALSE(is_linearizable<QueueSpec>(history({{{pushed(1), {1, 2}}}, {{Operation::found_empty(), {3, 4}}}})));
}

TEST(Linearizable, AFullQueueIsFull) {
  const auto second = [](bool done) { return history({{{pushed(1), {1, 2}}, {Operation::pushed(2, done), {3, 4}}}}); };
  EXPECT_TRUE(is_linearizable(second(false), QueueSpec{1}));
  EXPECT_FALSE(is_linearizable(second(true), QueueSpec{1}));
  EXPECT_FALSE(is_linearizable(second(false), QueueSpec{2}));
}

TEST(Linearizable, AStackIsNoQueue) {
  const auto h = history({{{pushed(1), {1, 2}}, {pushed(2), {3, 4}}, {popped(2), {5, 6}}, {popped(1), {7, 8}}}});
  EXPECT_TRUE(is_linearizable<StackSpec>(h));
  EXPECT_FALSE(is_linearizable<QueueSpec>(h));
}

TEST(Linearizable, ACounterLosesNothing) {
  const auto reads = [](long sum) {
    return history(
        {{{{Does::add, true, 1}, {1, 4}}}, {{{Does::add, true, 1}, {2, 3}}}, {{{Does::read, true, 0, sum}, {5, 6}}}});
  };
  EXPECT_TRUE(is_linearizable<CounterSpec>(reads(2)));
  EXPECT_FALSE(is_linearizable<CounterSpec>(reads(1)));
}

TEST(Linearizable, ALockIsHeldByOne) {
  const auto second = [](std::uint64_t begin, std::uint64_t end) {
    return history({{{{Does::lock, true, 0}, {1, 2}}, {{Does::unlock, true, 0}, {5, 6}}},
                    {{{Does::lock, true, 1}, {begin, end}}}});
  };
  EXPECT_TRUE(is_linearizable<LockSpec>(second(3, 7)));
  EXPECT_FALSE(is_linearizable<LockSpec>(second(3, 4)));
  const auto refused = [](std::uint64_t begin, std::uint64_t end) {
    return history({{{{Does::lock, true, 0}, {1, 2}}, {{Does::unlock, true, 0}, {5, 6}}},
                    {{{Does::try_lock, false, 1}, {begin, end}}}});
  };
  EXPECT_TRUE(is_linearizable<LockSpec>(refused(3, 4)));
  EXPECT_FALSE(is_linearizable<LockSpec>(refused(7, 8)));
}

TEST(Linearizable, ARegisterIsReadWithinTime) {
  const auto reads = [](long value) {
    return history({{{{Does::write, true, 1}, {1, 2}}, {{Does::write, true, 2}, {3, 6}}},
                    {{{Does::read, true, 0, value}, {4, 5}}}});
  };
  EXPECT_TRUE(is_linearizable<RegisterSpec>(reads(1)));
  EXPECT_TRUE(is_linearizable<RegisterSpec>(reads(2)));
  EXPECT_FALSE(is_linearizable<RegisterSpec>(reads(0)));
  const auto replaces = [](bool done) {
    return history({{{{Does::write, true, 1}, {1, 2}},
                     {{Does::replace, done, 5, 0, 1}, {3, 4}},
                     {{Does::read, true, 0, done ? 5 : 1}, {5, 6}}}});
  };
  EXPECT_TRUE(is_linearizable<RegisterSpec>(replaces(true)));
  EXPECT_FALSE(is_linearizable<RegisterSpec>(replaces(false)));
}

TEST(Linearizable, AMapHasOneValueForAKey) {
  const auto calls = [](Operation second, Operation third) {
    return history({{{Operation::inserted(1, 10, true), {1, 2}}, {second, {3, 6}}}, {{third, {4, 5}}}});
  };
  const Operation erased = Operation::erased(1, true), nothing = Operation::found(1, 0, false);
  EXPECT_TRUE(is_linearizable<MapSpec>(calls(erased, Operation::found(1, 10, true))));
  EXPECT_TRUE(is_linearizable<MapSpec>(calls(erased, nothing)));
  EXPECT_TRUE(is_linearizable<MapSpec>(calls(erased, Operation::inserted(1, 20, true))));
  EXPECT_TRUE(is_linearizable<MapSpec>(calls(erased, Operation::inserted(1, 20, false))));
  EXPECT_TRUE(is_linearizable<MapSpec>(calls(Operation::assigned(1, 20), Operation::found(1, 20, true))));
  EXPECT_TRUE(is_linearizable<MapSpec>(calls(Operation::erased(2, false), Operation::found(1, 10, true))));
  EXPECT_FALSE(is_linearizable<MapSpec>(calls(erased, erased)));
  EXPECT_FALSE(is_linearizable<MapSpec>(calls(erased, Operation::found(1, 20, true))));
  EXPECT_FALSE(is_linearizable<MapSpec>(calls(Operation::erased(2, false), nothing)));
  EXPECT_FALSE(is_linearizable<MapSpec>(calls(Operation::erased(2, true), Operation::found(1, 10, true))));
  EXPECT_FALSE(is_linearizable<MapSpec>(calls(Operation::inserted(1, 20, true), Operation::found(1, 10, true))));
}

// A queue behind a lock, its calls stretched at random: linearizable; with two results exchanged that lie far apart,
// not.
TEST(Linearizable, LongHistories) {
  std::mt19937 random(7);
  for (int trial = 0; trial < 8; ++trial) {
    History<Interval> h(4);
    QueueSpec queue;
    std::vector<Operation*> pops;
    std::vector<std::uint64_t> free(4);  // when a thread's last call ended
    for (auto& t : h.threads) t.reserve(400);
    long item = 0;
    for (std::uint64_t at = 100; at < 100 + 10 * 400; at += 10) {
      const std::size_t t = random() % 4;
      if (free[t] >= at) continue;
      Operation o = random() % 2          ? pushed(++item)
                    : queue.items.empty() ? Operation::found_empty()
                                          : popped(queue.items.front());
      ASSERT_TRUE(queue.step(o));
      const std::uint64_t begin = std::max(free[t] + 1, at - random() % 20), end = at + random() % 20;
      free[t] = end;
      h.threads[t].push_back({o, {begin, end}});
      if (o.what == Does::pop && o.done) pops.push_back(&h.threads[t].back().operation);
    }
    ASSERT_TRUE(is_linearizable<QueueSpec>(h));
    std::swap(pops[pops.size() / 4]->result, pops[pops.size() / 2]->result);
    ASSERT_FALSE(is_linearizable<QueueSpec>(h));
  }
}

// ---- in the explorer -----------------------------------------------------------------------------

struct Recorded {
  VyukovMpmc<int, Checked> queue{2};
  Recorder calls{2};

  void push(std::size_t thread, int item) {
    calls.record(thread, [&] { return Operation::pushed(item, queue.try_push(item)); });
  }
  void pop(std::size_t thread) {
    calls.record(thread, [&] {
      int item = 0;
      return queue.try_pop(item) ? Operation::popped(item) : Operation::found_empty();
    });
  }
};

const auto is_queue = [](Recorded& r) { require(is_linearizable(r.calls, QueueSpec{2}), "a queue"); };

TEST(Explored, AQueueOfOneProducerAndOneConsumerIsLinearizable) {
  const Result r = explore(scenario<Recorded>("spsc",
                                              {[](Recorded& r) {
                                                 r.push(0, 1);
                                                 r.push(0, 2);
                                               },
                                               [](Recorded& r) {
                                                 r.pop(1);
                                                 r.pop(1);
                                               }},
                                              is_queue));
  EXPECT_TRUE(r.complete()) << (r.violation ? r.violation->trace : r.limit);
  EXPECT_GT(r.executions, 2U);
}

// Its header says so: "empty" speaks of the next cell, which another producer may still be filling.
TEST(Explored, VyukovsEmptyIsNotLinearizable) {
  const Result r = explore(scenario<Recorded>("push and pop",
                                              {[](Recorded& r) { r.push(0, 1); },
                                               [](Recorded& r) {
                                                 r.push(1, 2);
                                                 r.pop(1);
                                               }},
                                              is_queue));
  ASSERT_TRUE(r.violation);
  EXPECT_EQ(r.violation->what, "assertion: a queue");
}

}  // namespace
}  // namespace fenceline::verify
