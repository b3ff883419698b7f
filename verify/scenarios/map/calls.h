// A map in the explorer: its threads' calls are recorded, and must be linearizable.
#pragma once
#include <structures/map/concept.h>
#include <verify/checked.h>
#include <verify/linearizable.h>
#include <verify/scenarios.h>
#include <verify/scenarios/eager_mutex.h>
#include <verify/specification.h>

#include <deque>

namespace fenceline::verify {

template <class M>
struct MapCalls {
  static constexpr unsigned kThreads = 3;

  MapWithDomain<M> place;
  M& map = place.map;
  std::deque<typename M::Member> members;  // by thread
  MapSpec before;
  Recorder calls{kThreads};

  /// The keys are in from the beginning, with ten times themselves as their values.
  explicit MapCalls(std::initializer_list<int> keys = {}, std::size_t room = 1) : place(kThreads, room) {
    for (unsigned i = 0; i < kThreads; ++i) {
      if constexpr (requires { map.domain(); }) {
        members.emplace_back(map.domain());
      } else {
        members.emplace_back(map);
      }
    }
    for (const int key : keys) {
      map.insert(members[0], key, 10 * key);
      before.values[key] = 10 * key;
    }
  }

  void insert(unsigned thread, int key, int value) {
    calls.record(thread, [&] { return Operation::inserted(key, value, map.insert(members[thread], key, value)); });
  }
  void assign(unsigned thread, int key, int value) {
    calls.record(thread, [&] {
      map.assign(members[thread], key, value);
      return Operation::assigned(key, value);
    });
  }
  void erase(unsigned thread, int key) {
    calls.record(thread, [&] { return Operation::erased(key, map.erase(members[thread], key)); });
  }
  /// And what was erased is destroyed, where nobody holds it.
  void destroy(unsigned thread, int key) {
    erase(thread, key);
    members[thread].flush();
  }
  void find(unsigned thread, int key) {
    calls.record(thread, [&] { return found(thread, key); });
  }

  /// When all are done: what is in is what the calls have left of keys up to 9.
  void check() {
    std::size_t there = 0;
    for (int key = 0; key < 10; ++key) {
      calls.record_after([&] { return found(0, key); });
      there += calls.threads.back().back().operation.done;
    }
    require(map.size() == there, "the size");
    require(is_linearizable(calls, before), "a map");
  }

 private:
  Operation found(unsigned thread, int key) {
    int value = -1;
    const bool there = map.find(members[thread], key, value);
    require(there || value == -1, "the value of no key");
    return Operation::found(key, value, there);
  }
};

}  // namespace fenceline::verify
