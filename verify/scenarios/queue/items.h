// What went into a queue and what came out of it, by thread; and the scenarios that every bounded queue has.
#pragma once
#include <verify/checked.h>
#include <verify/linearizable.h>
#include <verify/scenarios.h>
#include <verify/specification.h>

namespace fenceline::verify {

/// Items are 10 * producer + count.
struct Items {
  std::vector<int> in[4], out[4];

  /// Each item once, and those of a producer in its order for each consumer.
  void check_queue() const;
  void check_once() const;
};

/// A queue that is broken may give items for ever.
inline constexpr std::size_t kMost = 10;

/// A call that is written down. One that found no room is not: a producer may be told "full" of what a consumer has
/// found empty, where neither has seen yet what the other did (SB), and no order of the calls explains both.
template <class Structure>
void pushes(Structure& structure, Items& items, Recorder& calls, int thread, int item) {
  bool done = false;
  calls.record(static_cast<std::size_t>(thread), [&] {
    done = structure.try_push(item);
    return Operation::pushed(item, done);
  });
  if (done) {
    items.in[thread].push_back(item);
  } else {
    calls.threads[static_cast<std::size_t>(thread)].pop_back();
  }
}
template <class Structure>
bool pops(Structure& structure, Items& items, Recorder& calls, int thread) {
  int item = 0;
  bool done = false;
  calls.record(static_cast<std::size_t>(thread), [&] {
    done = structure.try_pop(item);
    return done ? Operation::popped(item) : Operation::found_empty();
  });
  if (done) items.out[thread].push_back(item);
  return done;
}

template <class Queue, int kCapacity>
struct Queueing {
  Queue queue{kCapacity};
  Items items;
  Recorder calls{3};

  void push(int thread, int item) { pushes(queue, items, calls, thread, item); }
  bool pop(int thread) { return pops(queue, items, calls, thread); }
  /// Not written down: before the threads begin, when they are done, or where only the items count.
  void put(int thread, int item) {
    if (queue.try_push(item)) items.in[thread].push_back(item);
  }
  void take(int thread) {
    int item = 0;
    if (queue.try_pop(item)) items.out[thread].push_back(item);
  }
  /// What is left comes out when the threads are done, to a consumer of its own.
  void drain(QueueSpec before = {}) {
    before.capacity = queue.capacity();
    require(is_linearizable(calls, before), "the calls can have come one after the other");
    for (int item = 0; items.out[3].size() < kMost && queue.try_pop(item);) items.out[3].push_back(item);
    items.check_queue();
  }
};

/// S: push(thread, item) and pop(thread).
template <class S>
Scenario push_and_pop(const std::function<void(S&)>& drain) {
  return scenario<S>("two that push and pop",
                     {[](S& s) {
                        s.push(0, 1);
                        s.pop(0);
                      },
                      [](S& s) {
                        s.push(1, 11);
                        s.pop(1);
                      }},
                     drain);
}

/// A queue that is full, goes round and is empty; and, where it may have them, two producers or two consumers.
template <class Queue, int kCapacity = 2>
struct RegisteredQueue {
  using S = Queueing<Queue, kCapacity>;

  explicit RegisteredQueue(const std::string& structure) {
    const std::function<void(S&)> drain = [](S& s) { s.drain(); };
    Registered(structure, scenario<S>("a lap and more between two threads",
                                      {[](S& s) {
                                         for (int i = 1; i <= kCapacity + 1; ++i) s.push(0, i);
                                       },
                                       [](S& s) {
                                         for (int i = 1; i <= kCapacity + 1; ++i) s.pop(1);
                                       }},
                                      drain));
    if (Queue::kProducers == 1) return;
    Registered(structure, scenario<S>("two producers and a consumer",
                                      {[](S& s) { s.push(0, 1); }, [](S& s) { s.push(1, 11); },
                                       [](S& s) {
                                         s.pop(2);
                                         s.pop(2);
                                       }},
                                      drain));
    Registered(structure, push_and_pop<S>(drain));
  }
};

}  // namespace fenceline::verify
