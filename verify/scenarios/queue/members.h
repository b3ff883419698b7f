// Scenarios that Michael and Scott's queue has over every reclaimer: each thread has a member, and one who drains it.
#pragma once
#include <structures/queue/reclaimed.h>
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {

/// Each member reclaims as often as it can.
template <class R>
struct MembersCalls {
  R domain{4, 1};
  ReclaimedQueue<int, R> queue{domain};
  typename R::Member member[4] = {typename R::Member(domain), typename R::Member(domain), typename R::Member(domain),
                                  typename R::Member(domain)};
  Items items;
  QueueSpec before{kMost};
  Recorder calls{3};

  /// Before the threads begin.
  void put(int item) {
    queue.push(member[3], item);
    items.in[3].push_back(item);
    before.items.push_back(item);
  }
  void push(int thread, int item) {
    calls.record(static_cast<std::size_t>(thread), [&] {
      queue.push(member[thread], item);
      return Operation::pushed(item);
    });
    items.in[thread].push_back(item);
  }
  void pop(int thread) {
    calls.record(static_cast<std::size_t>(thread), [&] {
      int item = 0;
      if (!queue.try_pop(member[thread], item)) return Operation::found_empty();
      items.out[thread].push_back(item);
      return Operation::popped(item);
    });
    member[thread].flush();
  }
  void drain() {
    require(is_linearizable(calls, before), "the calls can have come one after the other");
    for (int item = 0; items.out[3].size() < kMost && queue.try_pop(member[3], item);) items.out[3].push_back(item);
    items.check_queue();
  }
};

template <class R>
void register_queue_over(const std::string& name) {
  using S = MembersCalls<R>;
  const std::function<void(S&)> drain = [](S& s) { s.drain(); };
  Registered(name, push_and_pop<S>(drain));
  Registered(name,
             scenario<S>("two pushes and a pop",
                         {[](S& s) { s.push(0, 1); }, [](S& s) { s.push(1, 11); }, [](S& s) { s.pop(2); }}, drain));
  // Who helps moves the tail to a node that neither it nor the next to come has made.
  Registered(
      name, scenario<S>("three pushes",
                        {[](S& s) { s.push(0, 1); }, [](S& s) { s.push(1, 11); }, [](S& s) { s.push(2, 21); }}, drain));
  Registered(name, scenario<S>("a producer and a consumer",
                               {[](S& s) {
                                  s.push(0, 1);
                                  s.push(0, 2);
                                },
                                [](S& s) {
                                  s.pop(1);
                                  s.pop(1);
                                }},
                               drain));
}

}  // namespace fenceline::verify
