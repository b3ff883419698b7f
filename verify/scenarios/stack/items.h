// Scenarios that every bounded stack has.
#pragma once
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {

template <class Stack>
struct Stacking {
  Stack stack{3};
  Items items;

  Stacking() {
    push(2, 21);
    push(2, 22);
  }
  void push(int thread, int item) {
    if (stack.try_push(item)) items.in[thread].push_back(item);
  }
  void pop(int thread) {
    int item = 0;
    if (stack.try_pop(item)) items.out[thread].push_back(item);
  }
  void drain() {
    for (int item = 0; items.out[2].size() < kMost && stack.try_pop(item);) items.out[2].push_back(item);
    items.check_once();
  }
};

/// The first thread's look at the head may be older than all that the second one does. S: with two items in it.
template <class S>
Scenario head_comes_back(const std::function<void(S&)>& drain) {
  return scenario<S>("a head that goes and comes back",
                     {[](S& s) { s.pop(0); },
                      [](S& s) {
                        s.pop(1);
                        s.pop(1);
                        s.push(1, 11);
                      }},
                     drain);
}

template <class Stack>
struct RegisteredStack {
  using S = Stacking<Stack>;

  explicit RegisteredStack(const std::string& structure, const std::string& fails = {}) {
    const std::function<void(S&)> drain = [](S& s) { s.drain(); };
    Registered(structure, scenario<S>("one pops, others push and pop",
                                      {[](S& s) { s.pop(0); },
                                       [](S& s) {
                                         s.push(1, 11);
                                         s.pop(1);
                                       }},
                                      drain));
    Registered(structure, head_comes_back<S>(drain), {}, fails);
  }
};

}  // namespace fenceline::verify
