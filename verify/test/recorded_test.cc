// What threads on hardware do with a structure is recorded by a clock, and can have happened one call after another.
#include <gtest/gtest.h>
#include <structures/counter/list.h>
#include <structures/limit/list.h>
#include <structures/lock/list.h>
#include <structures/lock/seqlock.h>
#include <structures/queue/chase_lev.h>
#include <structures/queue/list.h>
#include <structures/reclaim/list.h>
#include <structures/record/elided.h>
#include <structures/record/locked.h>
#include <structures/record/one_word.h>
#include <structures/record/published.h>
#include <structures/record/seqlocked.h>
#include <structures/stack/list.h>
#include <structures/test/slow.h>
#include <structures/wait/list.h>
#include <verify/linearizable.h>
#include <verify/specification.h>
#include <verify/test/recorded.h>

#include <mutex>
#include <optional>

namespace fenceline::verify {
namespace {

// ---- queues and stacks ----------------------------------------------------------------------------

/// "Full" may come too early everywhere (structures/queue/spsc_cached.h), and is not judged; "empty" of Vyukov's queue
/// speaks of the next cell, which another producer may still be filling.
template <class Q>
constexpr bool kEmptyIsEmpty = true;
template <class T, class P>
constexpr bool kEmptyIsEmpty<VyukovMpmc<T, P>> = false;

template <class S>
void push(Trial<S>& trial, unsigned thread, int item) {
  trial.record(thread, [&]() -> std::optional<Operation> {
    if (!trial.structure.try_push(item)) return std::nullopt;
    return Operation::pushed(item);
  });
}
template <class S>
void pop(Trial<S>& trial, unsigned thread) {
  trial.record(thread, [&]() -> std::optional<Operation> {
    int item = 0;
    if (trial.structure.try_pop(item)) return Operation::popped(item);
    if (!kEmptyIsEmpty<S>) return std::nullopt;
    return Operation::found_empty();
  });
}

template <class S, class Spec>
int wrong_of_items(unsigned producers, unsigned consumers) {
  constexpr int kEach = 6;
  return wrong<S>(
      std::max(producers, consumers) == kMany ? some() : producers + consumers,
      [](unsigned threads) { return std::make_unique<Trial<S>>(threads, std::size_t{2}); },
      [&](Trial<S>& trial, unsigned thread) {
        for (int i = 1; i <= kEach; ++i) {
          const bool puts = producers == kMany ? (i + static_cast<int>(thread)) % 4 < 2 : thread < producers;
          if (puts)
            push(trial, thread, static_cast<int>(thread) * 100 + i);
          else
            pop(trial, thread);
        }
      },
      [](Trial<S>& trial) {
        return is_linearizable(trial.calls, Spec{trial.structure.capacity(), {}});
      });
}

TEST(RecordedOnHardware, Queues) {
  for_each_queue<int>([]<class Q>(const char* name) {
    EXPECT_EQ((wrong_of_items<Q, QueueSpec>(Q::kProducers, Q::kConsumers)), 0) << name;
  });
}

TEST(RecordedOnHardware, Stacks) {
  for_each_stack<int>([]<class S>(const char* name) {
    if (std::string_view(name) == "treiber_wide" && !has_wide_cas()) return;
    EXPECT_EQ((wrong_of_items<S, StackSpec>(kMany, kMany)), 0) << name;
  });
}

/// Items by turns in two lanes, of which one is looked at first.
struct LanesQueue {
  explicit LanesQueue(std::size_t) {}
  std::size_t capacity() const { return 0; }
  bool try_push(int item) {
    const std::scoped_lock lock(mutex);
    lanes[++pushes % 2].push_back(item);
    return true;
  }
  bool try_pop(int& item) {
    const std::scoped_lock lock(mutex);
    for (auto& lane : lanes) {
      if (lane.empty()) continue;
      item = lane.front();
      lane.pop_front();
      return true;
    }
    return false;
  }
  std::mutex mutex;
  std::deque<int> lanes[2];
  unsigned pushes = 0;
};

TEST(RecordedOnHardware, AQueueThatIsNoneIsSeen) {
  EXPECT_GT((wrong_of_items<LanesQueue, QueueSpec>(kMany, kMany)), 0);
}

TEST(RecordedOnHardware, AQueueIsNoStack) {
  using Q = MutexQueue<int>;
  EXPECT_GT((wrong_of_items<Q, StackSpec>(kMany, kMany)), 0);
}

TEST(RecordedOnHardware, ADeque) {
  using D = ChaseLev<int>;
  const int seen = wrong<D>(
      some(), [](unsigned threads) { return std::make_unique<Trial<D>>(threads, std::size_t{2}); },
      [](Trial<D>& trial, unsigned thread) {
        for (int i = 1; i <= 6; ++i) {
          trial.record(thread, [&]() -> std::optional<Operation> {
            int item = 0;
            if (thread > 0) {
              const Steal got = trial.structure.steal(item);
              if (got == Steal::lost) return std::nullopt;
              return Operation{Does::steal, got == Steal::item, 0, item};
            }
            if (i % 3 == 0) return trial.structure.take(item) ? Operation::popped(item) : Operation::found_empty();
            if (!trial.structure.push(i)) return std::nullopt;
            return Operation::pushed(i);
          });
        }
      },
      [](Trial<D>& trial) { return is_linearizable<DequeSpec>(trial.calls); });
  EXPECT_EQ(seen, 0);
}

// ---- counters --------------------------------------------------------------------------------------

/// What a counter with lanes promises of a read: all that was added before, and perhaps what was being added.
bool is_between(const History<Interval>& calls) {
  for (const auto& own : calls.threads) {
    for (const auto& read : own) {
      if (read.operation.what != Does::read) continue;
      long least = 0, most = 0;
      for (const auto& other : calls.threads) {
        for (const auto& add : other) {
          if (add.operation.what != Does::add) continue;
          if (add.time.precedes(read.time)) least += add.operation.argument;
          if (!read.time.precedes(add.time)) most += add.operation.argument;
        }
      }
      if (read.operation.result < least || read.operation.result > most) return false;
    }
  }
  return true;
}

template <class C, class Holds>
int wrong_of_counter(Holds&& holds) {
  return wrong<C>(
      some(), [](unsigned threads) { return std::make_unique<Trial<C>>(threads); },
      [](Trial<C>& trial, unsigned thread) {
        for (int i = 1; i <= 6; ++i) {
          trial.record(thread, [&]() -> std::optional<Operation> {
            if (i % 3 == 0) return Operation{Does::read, true, 0, static_cast<long>(trial.structure.read())};
            trial.structure.add(static_cast<std::uint64_t>(i), thread);
            return Operation{Does::add, true, i};
          });
        }
      },
      [&](Trial<C>& trial) { return holds(trial.calls); });
}

const auto is_counter = [](const History<Interval>& calls) { return is_linearizable<CounterSpec>(calls); };

TEST(RecordedOnHardware, Counters) {
  for_each_counter([]<class C>(const char* name) {
    if constexpr (!C::kExact) return;
    const bool one = std::is_same_v<C, AtomicCounter<>> || std::is_same_v<C, MutexCounter<>>;
    EXPECT_EQ(one ? wrong_of_counter<C>(is_counter) : wrong_of_counter<C>(is_between), 0) << name;
  });
}

TEST(RecordedOnHardware, ACounterThatLosesIsSeen) {
  EXPECT_GT(wrong_of_counter<PlainCounter<Slow>>(is_counter), 0);
  EXPECT_GT(wrong_of_counter<PlainCounter<Slow>>(is_between), 0);
}

// ---- limiters --------------------------------------------------------------------------------------

/// So many are let through while time stands still.
struct TokensSpec {
  long left = 0;
  auto operator<=>(const TokensSpec&) const = default;

  bool step(const Operation& o) {
    if (!o.done) return left == 0;
    return left-- > 0;
  }
};

template <class L>
int wrong_of_limiter() {
  constexpr Rate kRate{.period = 10, .burst = 7};
  return wrong<L>(
      some(), [&](unsigned threads) { return std::make_unique<Trial<L>>(threads, kRate, std::uint64_t{0}, 1U); },
      [](Trial<L>& trial, unsigned thread) {
        for (int i = 1; i <= 6; ++i) {
          trial.record(thread, [&]() -> std::optional<Operation> {
            return Operation{Does::pop, trial.structure.allow(0, thread)};
          });
        }
      },
      [&](Trial<L>& trial) { return is_linearizable(trial.calls, TokensSpec{kRate.burst}); });
}

TEST(RecordedOnHardware, Limiters) {
  for_each_limiter([]<class L>(const char* name) {
    if constexpr (std::is_same_v<L, LeasingLimiter<>>) return;  // a lane may have what is refused to another
    EXPECT_EQ(wrong_of_limiter<L>(), 0) << name;
  });
}

TEST(RecordedOnHardware, ALimiterThatLosesCountIsSeen) { EXPECT_GT(wrong_of_limiter<RacyBucket<Slow>>(), 0); }

// ---- locks -----------------------------------------------------------------------------------------

template <class L>
int wrong_of_lock() {
  return wrong<L>(
      some(), [](unsigned threads) { return std::make_unique<Trial<L>>(threads); },
      [](Trial<L>& trial, unsigned thread) {
        typename L::Node node{};
        if constexpr (requires { node.lane; }) node.lane = thread;
        for (int i = 0; i < 3; ++i) {
          trial.record(thread, [&]() -> std::optional<Operation> {
            trial.structure.lock(node);
            return Operation{Does::lock, true, thread};
          });
          std::this_thread::yield();
          trial.record(thread, [&]() -> std::optional<Operation> {
            trial.structure.unlock(node);
            return Operation{Does::unlock, true, thread};
          });
        }
      },
      [](Trial<L>& trial) { return is_linearizable<LockSpec>(trial.calls); });
}

TEST(RecordedOnHardware, Locks) {
  for_each_lock([]<class L>(const char* name) { EXPECT_EQ(wrong_of_lock<L>(), 0) << name; });
}

struct OpenDoor {
  using Node = NoNode;
  void lock(Node&) {}
  void unlock(Node&) {}
};

TEST(RecordedOnHardware, ALockThatIsNoneIsSeen) { EXPECT_GT(wrong_of_lock<OpenDoor>(), 0); }

TEST(RecordedOnHardware, ASeqlockIsARegister) {
  struct Pair {
    long first = 0, second = 0;
  };
  using S = Seqlock<Pair>;
  const int seen = wrong<S>(
      some(), [](unsigned threads) { return std::make_unique<Trial<S>>(threads); },
      [](Trial<S>& trial, unsigned thread) {
        for (int i = 1; i <= 6; ++i) {
          trial.record(thread, [&]() -> std::optional<Operation> {
            if (thread > 0) {
              const Pair now = trial.structure.read();
              return Operation{Does::read, true, 0, now.first == now.second ? now.first : -1};
            }
            trial.structure.write({i, i});
            return Operation{Does::write, true, i};
          });
        }
      },
      [](Trial<S>& trial) { return is_linearizable<RegisterSpec>(trial.calls); });
  EXPECT_EQ(seen, 0);
}

// ---- semaphores ------------------------------------------------------------------------------------

/// Nobody waits for ever: each puts in before it waits, and puts back what it has tried to take.
template <class S>
int wrong_of_semaphore() {
  return wrong<S>(
      some(), [](unsigned threads) { return std::make_unique<Trial<S>>(threads, 0U); },
      [](Trial<S>& trial, unsigned thread) {
        const auto post = [&] {
          trial.record(thread, [&]() -> std::optional<Operation> {
            trial.structure.post();
            return Operation{Does::release, true, 1};
          });
        };
        for (int i = 0; i < 3; ++i) {
          post();
          trial.record(thread, [&]() -> std::optional<Operation> {
            trial.structure.wait();
            return Operation{Does::acquire};
          });
          bool taken = false;
          trial.record(thread, [&]() -> std::optional<Operation> {
            taken = trial.structure.try_wait();
            return Operation{Does::acquire, taken};
          });
          if (taken) post();
        }
      },
      [](Trial<S>& trial) { return is_linearizable<SemaphoreSpec>(trial.calls); });
}

TEST(RecordedOnHardware, Semaphores) {
  for_each_semaphore([]<class S>(const char* name) { EXPECT_EQ(wrong_of_semaphore<S>(), 0) << name; });
}

struct OpenGate {
  explicit OpenGate(std::uint32_t) {}
  void wait() {}
  bool try_wait() { return true; }
  void post() {}
};

TEST(RecordedOnHardware, ASemaphoreThatIsNoneIsSeen) { EXPECT_GT(wrong_of_semaphore<OpenGate>(), 0); }

// ---- records ---------------------------------------------------------------------------------------

/// Two words that each update adds one to: a counter, of which half an addition is a wrong answer.
template <class Word>
struct TwoWords {
  std::array<Word, 2> words{};
  friend bool operator==(const TwoWords&, const TwoWords&) = default;
};

template <class S>
int wrong_of_record() {
  using Place = RecordPlace<S>;
  return wrong<Place>(
      some(), [](unsigned threads) { return std::make_unique<Trial<Place>>(threads, threads); },
      [](Trial<Place>& trial, unsigned thread) {
        typename S::Member member(trial.structure.record, thread);
        for (int i = 1; i <= 6; ++i) {
          trial.record(thread, [&]() -> std::optional<Operation> {
            if (i % 2 == 0) {
              long seen = 0;
              trial.structure.record.read(member, [&](const auto& now) {
                seen = now.words[0] == now.words[1] ? static_cast<long>(now.words[0]) : -1;
              });
              return Operation{Does::read, true, 0, seen};
            }
            trial.structure.record.update(member, [](auto& now) {
              ++now.words[0];
              ++now.words[1];
            });
            return Operation{Does::add, true, 1};
          });
        }
      },
      [](Trial<Place>& trial) { return is_linearizable<CounterSpec>(trial.calls); });
}

TEST(RecordedOnHardware, Records) {
  using Two = TwoWords<std::uint64_t>;
  for_each_reclaimer([]<class R>(const char* name) { EXPECT_EQ((wrong_of_record<Published<Two, R>>()), 0) << name; });
  EXPECT_EQ(wrong_of_record<Seqlocked<Two>>(), 0);
  EXPECT_EQ((wrong_of_record<Locked<Two, RwSpinLock<>>>()), 0);
  EXPECT_EQ(wrong_of_record<OneWord<TwoWords<std::uint32_t>>>(), 0);
  if constexpr (kWideCas) {
    if (has_wide_cas()) {
      EXPECT_EQ(wrong_of_record<WideRecord<Two>>(), 0);
    }
  }
  if constexpr (kTransactions) {
    if (has_transactions()) {
      EXPECT_EQ(wrong_of_record<Elided<Two>>(), 0);
    }
  }
}

/// A lock that is given back between the two words.
template <class T>
struct HalfLocked : Locked<T, TtasLock<>> {
  using Locked<T, TtasLock<>>::Locked;
  template <class F>
  void update(typename Locked<T, TtasLock<>>::Member& member, F&&) {
    for (int word : {0, 1}) {
      Locked<T, TtasLock<>>::update(member, [&](T& now) { ++now.words[static_cast<std::size_t>(word)]; });
      std::this_thread::yield();
    }
  }
};

TEST(RecordedOnHardware, ARecordThatIsTornIsSeen) {
  EXPECT_GT(wrong_of_record<HalfLocked<TwoWords<std::uint64_t>>>(), 0);
}

}  // namespace
}  // namespace fenceline::verify
