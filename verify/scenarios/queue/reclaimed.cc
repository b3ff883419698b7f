#include <structures/queue/reclaimed.h>
#include <structures/reclaim/hazard_pointers.h>
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {
namespace {

/// Each thread has a member, and one who drains it.
template <class R>
struct Members {
  R domain{4, 1};
  ReclaimedQueue<int, R> queue{domain};
  typename R::Member member[4] = {typename R::Member(domain), typename R::Member(domain), typename R::Member(domain),
                                  typename R::Member(domain)};
};

template <class R>
struct Calls {
  Members<R> m;
  Items items;
  Recorder calls{3};

  void push(int thread, int item) {
    calls.record(static_cast<std::size_t>(thread), [&] {
      m.queue.push(m.member[thread], item);
      return Operation::pushed(item);
    });
    items.in[thread].push_back(item);
  }
  void pop(int thread) {
    calls.record(static_cast<std::size_t>(thread), [&] {
      int item = 0;
      if (!m.queue.try_pop(m.member[thread], item)) return Operation::found_empty();
      items.out[thread].push_back(item);
      return Operation::popped(item);
    });
    m.member[thread].flush();
  }
  void drain() {
    require(is_linearizable(calls, QueueSpec{kMost, {}}), "the calls can have come one after the other");
    for (int item = 0; items.out[3].size() < kMost && m.queue.try_pop(m.member[3], item);) items.out[3].push_back(item);
    items.check_queue();
  }
};

template <class R>
void queue(const std::string& name) {
  using S = Calls<R>;
  const std::function<void(S&)> drain = [](S& s) { s.drain(); };
  Registered(name, scenario<S>("two that push and pop",
                               {[](S& s) {
                                  s.push(0, 1);
                                  s.pop(0);
                                },
                                [](S& s) {
                                  s.push(1, 11);
                                  s.pop(1);
                                }},
                               drain));
  Registered(name,
             scenario<S>("two pushes and a pop",
                         {[](S& s) { s.push(0, 1); }, [](S& s) { s.push(1, 11); }, [](S& s) { s.pop(2); }}, drain));
  // Who helps moves the tail to a node that neither it nor the next to come has made.
  Registered(name,
             scenario<S>("three pushes",
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
const int registration = [] {
  queue<HazardPointers<Checked, AsymmetricFences, 2>>("queue/reclaimed");
  return 0;
}();

}  // namespace
}  // namespace fenceline::verify
