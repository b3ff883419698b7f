// Scenarios that every lock has: what it guards is not atomic, and nobody else is there.
#pragma once
#include <structures/lock/concept.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {

template <class L>
struct Held {
  struct In {
    explicit In(unsigned thread) {
      if constexpr (requires { node.lane; }) node.lane = thread;
    }
    typename L::Node node{};
  };

  L lock;
  In nodes[3] = {In(0), In(1), In(2)};  // kept, as threads do
  CheckedPlain<int> count{0};

  void add(unsigned thread, int times) {
    auto& node = nodes[thread].node;
    for (int i = 0; i < times; ++i) {
      lock.lock(node);
      count.write(count.read() + 1);
      lock.unlock(node);
    }
  }
  int look(unsigned thread) {
    auto& node = nodes[thread].node;
    lock.lock_shared(node);
    const int seen = count.read();
    lock.unlock_shared(node);
    return seen;
  }
};

template <class L, int kThird = 1>
struct RegisteredLock {
  using S = Held<L>;

  explicit RegisteredLock(const std::string& structure) {
    Registered(structure, scenario<S>("two threads, twice", {[](S& s) { s.add(0, 2); }, [](S& s) { s.add(1, 2); }},
                                      [](S& s) { require(s.count.read() == 4, "nothing is lost"); }));
    Registered(structure,
               scenario<S>("three threads",
                           {[](S& s) { s.add(0, 1); }, [](S& s) { s.add(1, 1); }, [](S& s) { s.add(2, kThird); }},
                           [](S& s) { require(s.count.read() == 2 + kThird, "nothing is lost"); }));
    if constexpr (SharedLock<L>) {
      Registered(structure, scenario<S>("a writer and two readers",
                                        {[](S& s) { s.add(0, 1); },
                                         [](S& s) { require(s.look(1) <= 1, "a count that was there"); },
                                         [](S& s) { require(s.look(2) <= 1, "a count that was there"); }},
                                        [](S& s) { require(s.count.read() == 1, "nothing is lost"); }));
      Registered(structure, scenario<S>("two writers and a reader",
                                        {[](S& s) { s.add(0, 1); }, [](S& s) { s.add(1, 1); },
                                         [](S& s) { require(s.look(2) <= 2, "a count that was there"); }},
                                        [](S& s) { require(s.count.read() == 2, "nothing is lost"); }));
    }
  }
};

}  // namespace fenceline::verify
