// What queues' and stacks' rows count and time, without a harness: threads are run one after the other, on a clock that
// goes when it is told to.
#include <gmock/gmock.h>
#include <kernels/members.h>
#include <kernels/streams.h>
#include <structures/queue/channel.h>
#include <structures/queue/michael_scott.h>
#include <structures/queue/reclaimed.h>
#include <structures/queue/spsc_cached.h>
#include <structures/stack/treiber.h>
#include <structures/wide.h>

#include <thread>

namespace fenceline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Every look at it takes a tick.
struct Toy {
  static inline std::atomic<uint64_t> time{0};
  static uint64_t now() { return time.fetch_add(1, std::memory_order_relaxed); }
};

/// A trial of a kernel with a producer and a consumer, or with one thread.
struct Stage {
  Kernel kernel;
  Shared shared;
  std::atomic<bool> stop{false};

  Stage(Kernel k, std::vector<int64_t> args, unsigned threads) : kernel(std::move(k)) {
    shared.args = std::move(args);
    shared.threads = threads;
    shared.cast = deal(kernel.roles_with(shared.args), threads);
    shared.stop = &stop;
    shared.seed = 7;
    kernel.setup(shared);
    begin();
  }
  void begin() {
    stop = false;
    if (kernel.begin) kernel.begin(shared);
  }
  void end() {
    stop = true;
    if (kernel.release) kernel.release(shared);
  }
  uint64_t run(unsigned thread, uint64_t iterations) {
    return kernel.roles[shared.cast.parts[thread].role].run(shared, thread, iterations);
  }
  std::string verdict() { return kernel.verify(shared, {}); }
  double figure(const std::string& name) {
    for (const auto& f : kernel.figures(shared))
      if (f.name == name) return f.value;
    return -1;
  }
};

using Ring = SpscCached<uint64_t>;
Kernel stream() { return streams::row<Ring, items::Spinning>({}, "stream", ""); }

/// capacity, payload, burst, think, prefill, producers
std::vector<int64_t> args(int64_t capacity, int64_t payload = 8, int64_t prefill = 0) {
  return {capacity, payload, 1, 0, prefill, 0};
}

TEST(Streams, EveryParameterHasItsPlace) {
  std::vector<std::string> names;
  for (const auto& axis : streams::axes<Ring>()) names.push_back(axis.name);
  EXPECT_THAT(names, ElementsAre("capacity", "payload", "burst", "think", "prefill", "producers"));
}

TEST(Streams, APhaseEndsWhereNobodyTakesItemsOut) {
  Stage s(stream(), args(4), 2);
  s.end();
  EXPECT_EQ(s.run(0, 100), 4u);
  EXPECT_EQ(s.run(1, 100), 4u);
  EXPECT_EQ(s.verdict(), "");
}

TEST(Streams, WhatIsLeftIsInFlightAndComesOutOnce) {
  Stage s(stream(), args(64, 8, 5), 2);
  EXPECT_EQ(s.run(0, 20), 20u);
  EXPECT_EQ(s.run(1, 10), 10u);
  EXPECT_EQ(s.verdict(), "");
  EXPECT_EQ(s.figure("in_flight"), 15) << "with the five that lay there";
}

TEST(Streams, PrefillIsWhatThereIsRoomFor) {
  Stage s(stream(), args(4, 8, 100), 2);
  EXPECT_EQ(s.run(1, 4), 4u);
  EXPECT_EQ(s.verdict(), "");
}

TEST(Streams, ALargerPayloadTakesMoreRoomAndIsChecked) {
  Stage small(stream(), args(1024), 2), large(stream(), args(1024, 64), 2);
  for (Stage* s : {&small, &large}) {
    EXPECT_EQ(s->run(0, 100), 100u);
    EXPECT_EQ(s->run(1, 70), 70u);
    EXPECT_EQ(s->verdict(), "");
  }
  if (workload::heap_in_use() != 0) {  // a sanitizer's allocator tells nothing
    EXPECT_GT(large.figure("bytes_held"), small.figure("bytes_held") + 1024 * 50);
    EXPECT_GE(small.figure("bytes_held"), 1024 * 8);
  }

  Stage torn(stream(), args(8, 64), 2);
  torn.run(0, 1);
  auto& queue = torn.shared.object<items::Site<SpscCached<items::Parcel>>>().queue;
  items::Parcel parcel;
  queue.try_pop(parcel);
  parcel.words[5] ^= 1;
  queue.try_push(parcel);
  torn.run(1, 1);
  EXPECT_THAT(torn.verdict(), HasSubstr("not what was put in"));
}

TEST(Streams, TellWhichPayloadsAQueueTakes) {
  EXPECT_THAT(streams::axes<Ring>()[streams::kPayload].only, ElementsAre(8, 64));
  EXPECT_THAT(streams::axes<MichaelScottQueue<uint64_t>>()[streams::kPayload].only, ElementsAre(8));
}

TEST(Streams, ARingHasOneProducerAndAnyOtherNumberIsRefused) {
  EXPECT_EQ(streams::axes<Ring>()[streams::kProducers].most, 1);
  EXPECT_GT(streams::axes<Channel<uint64_t>>()[streams::kProducers].most, 1);
}

/// Gives the youngest first.
template <bool kSaysSo>
struct Heap {
  using value_type = uint64_t;
  static constexpr unsigned kProducers = 1, kConsumers = 1;
  static constexpr bool kOrdered = !kSaysSo;
  std::vector<uint64_t> items;
  explicit Heap(size_t) {}
  bool try_push(uint64_t item) { return items.push_back(item), true; }
  bool try_pop(uint64_t& item) {
    if (items.empty()) return false;
    item = items.back();
    items.pop_back();
    return true;
  }
};

TEST(Streams, ItemsThatOvertakeAreWrongWhereTheQueueDoesNotSayThatTheyMay) {
  Stage silent(streams::row<Heap<false>, items::Spinning>({}, "stream", ""), args(8), 2);
  Stage frank(streams::row<Heap<true>, items::Spinning>({}, "stream", ""), args(8), 2);
  for (Stage* s : {&silent, &frank}) {
    s->run(0, 4);
    s->run(1, 4);
  }
  EXPECT_THAT(silent.verdict(), HasSubstr("3 items overtook"));
  EXPECT_EQ(silent.figure("overtaken"), -1);
  EXPECT_EQ(frank.verdict(), "");
  EXPECT_EQ(frank.figure("overtaken"), 0.75);
}

TEST(Streams, WhoSleepsInAQueueIsWokenWhenThePhaseEnds) {
  const Kernel k = streams::blocking<Channel<uint64_t>>({});
  for (const int64_t capacity : {0, 1, 8}) {
    Stage s(k, args(capacity), 2);
    for (int phase = 0; phase < 3; ++phase) {
      s.begin();
      std::thread producer([&] { s.run(0, ~uint64_t{0}); });
      EXPECT_EQ(s.run(1, 1000), 1000u);
      s.end();
      producer.join();
    }
    EXPECT_EQ(s.verdict(), "") << capacity;
    EXPECT_EQ(s.figure("found_full"), -1) << "nobody counts how often it slept";
  }
}

/// There are as many places for members as threads, and one: who gives none back is found out in the second phase.
TEST(Streams, ThreadsBringTheirMembersAndTakeThemAway) {
  using Q = WithMembers<ReclaimedQueue<uint64_t, Epochs<Counted>>>;
  Stage stream(streams::row<Q, items::Spinning>({}, "stream", ""), args(1, 8, 3), 2);
  Stage paced(paced::row<Q, Toy>({}), {1, 100, 0}, 2);
  for (Stage* s : {&stream, &paced}) {
    for (int phase = 0; phase < 3; ++phase) {
      s->begin();
      EXPECT_EQ(s->run(0, 20), 20u) << "it is not bounded";
      EXPECT_EQ(s->run(1, 19), 19u);
    }
    EXPECT_EQ(s->verdict(), "");
    EXPECT_EQ(s->figure("retries"), 0) << "they are counted";
  }
  EXPECT_EQ(stream.figure("in_flight"), 6) << "and three that lay there";
  EXPECT_EQ(paced.figure("in_flight"), 1) << "it is swept out before each phase";
}

// ---- how long items are on their way ------------------------------------------------------------

constexpr int64_t kGap = 100;  // ns, and ticks: Shared::tick_hz is of a nanosecond each

Kernel latency() { return paced::row<Ring, Toy>({}); }
const Histogram& of(const std::vector<Distribution>& all) { return all.at(0).values; }

/// The consumer sleeps while a thousand items come: each of them waits, the first longest, and all are told of. A loop
/// that timed one item after the other would tell of one that took long.
TEST(Latency, WaitingInLineCountsWhereTheConsumerIsSlow) {
  constexpr uint64_t kItems = 1000, kSlept = 1'000'000;
  Stage s(latency(), {int64_t{kItems}, kGap, 0}, 2);
  EXPECT_EQ(s.run(0, kItems), kItems);
  Toy::time += kSlept;
  EXPECT_EQ(s.run(1, kItems), kItems);
  EXPECT_EQ(s.verdict(), "");
  const auto all = s.kernel.distributions(s.shared);
  EXPECT_EQ(all[0].role, "consumer");
  EXPECT_EQ(all[0].unit, "tick");
  EXPECT_EQ(of(all).count(), kItems);
  EXPECT_GE(of(all).buckets().front().high, kSlept) << "even the last has waited";
  EXPECT_EQ(s.figure("early"), 0);
}

/// Nobody takes items out for a while and the queue is full: the producer is late with all that follow, which lie in the
/// queue for a moment only.
TEST(Latency, AProducerThatIsLateCounts) {
  constexpr uint64_t kRoom = 4, kItems = 500;
  Stage s(latency(), {int64_t{kRoom}, kGap, 0}, 2);
  EXPECT_EQ(s.run(0, kRoom), kRoom);
  Toy::time += uint64_t{kItems} * kGap * 4;
  EXPECT_EQ(s.run(1, kRoom), kRoom);
  for (uint64_t n = kRoom; n < kItems; ++n) {
    ASSERT_EQ(s.run(0, 1), 1u);
    ASSERT_EQ(s.run(1, 1), 1u);
  }
  const auto all = s.kernel.distributions(s.shared);
  EXPECT_EQ(of(all).count(), kItems);
  EXPECT_GE(of(all).quantile(0.5), uint64_t{kItems} * kGap / 2);
}

TEST(Latency, WarmingUpIsForgottenAndWhatItLeftIsSweptOut) {
  Stage s(latency(), {64, kGap, 0}, 2);
  s.run(0, 50);
  Toy::time += 1'000'000;
  s.run(1, 20);
  s.end();
  for (unsigned t = 0; t < 2; ++t) s.kernel.settle(s.shared, t);
  s.begin();
  EXPECT_EQ(s.run(0, 10), 10u);
  EXPECT_EQ(s.run(1, 10), 10u);
  s.end();
  const auto all = s.kernel.distributions(s.shared);
  EXPECT_EQ(of(all).count(), 10u);
  EXPECT_LT(of(all).max(), 1'000'000u);
  EXPECT_EQ(s.verdict(), "");
  EXPECT_EQ(s.figure("in_flight"), 0);
  EXPECT_GT(s.figure("clock_cost"), 0);
}

TEST(Latency, ItemsThatComeBeforeTheyWereDueAreCounted) {
  Stage s(latency(), {64, kGap, 0}, 2);
  Toy::time += 1'000'000;
  s.run(0, 10);
  Toy::time -= 500'000;
  s.run(1, 10);
  EXPECT_EQ(s.figure("early"), 1);
  EXPECT_EQ(of(s.kernel.distributions(s.shared)).max(), 0u);
}

TEST(Latency, OfAStackIsFromWhenATurnWasDue) {
  Stage s(pairs::paced<TreiberStack<uint64_t>, Toy>({}), {16, kGap}, 1);
  EXPECT_EQ(s.run(0, 1), 1u);
  Toy::time += 1'000'000;
  EXPECT_EQ(s.run(0, 100), 100u);
  EXPECT_GE(of(s.kernel.distributions(s.shared)).quantile(0.5), 900'000u);
  EXPECT_EQ(s.verdict(), "");
}

/// An illegal instruction else, where the CPU has none.
TEST(Stacks, OneThatSwaps16BytesAsksForThat) {
  int rows = 0;
  for (const auto& k : kernels()) {
    if (k.variant != "treiber_wide") continue;
    ++rows;
    EXPECT_TRUE(!kWideCas || k.needs == WideCas::info.needs) << k.name;
    EXPECT_EQ(k.absent.empty(), kWideCas) << k.name;
  }
  EXPECT_GT(rows, 0);
}

TEST(Arrivals, AreAsFarApartAsAskedAndNeverTwoAtOnce) {
  for (const double gap : {3.0, 1000.0}) {
    sojourn::Arrivals arrivals(gap, 1);
    arrivals.restart(5000);
    constexpr int kMany = 20000;
    uint64_t before = arrivals.due();
    int longer = 0;
    for (int n = 0; n < kMany; ++n, before = arrivals.due()) {
      arrivals.next();
      ASSERT_GT(arrivals.due(), before);
      longer += double(arrivals.due() - before) > gap;
    }
    EXPECT_NEAR(double(before - 5000) / kMany, gap, 0.3 * gap);
    // Exponential gaps; short ones are a tick at the least.
    EXPECT_NEAR(double(longer) / kMany, std::exp(-1), gap > 10 ? 0.02 : 0.2);
  }
}

TEST(Arrivals, OfOtherSeedsAreOthers) {
  sojourn::Arrivals a(1000, 1), b(1000, 2), again(1000, 1);
  for (auto* all : {&a, &b, &again}) all->restart(0);
  EXPECT_EQ(a.due(), again.due());
  EXPECT_NE(a.due(), b.due());
}

}  // namespace
}  // namespace fenceline
