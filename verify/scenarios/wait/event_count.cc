#include <structures/wait/event_count.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {
namespace {

/// What is waited for is told by a word with no order of its own.
template <class P>
struct Told {
  EventCount<P> events;
  CheckedAtomic<int> there{0};

  bool take() {
    for (int items = there.load(relaxed); items > 0; Checked::retry())
      if (there.compare_exchange_strong(items, items - 1, relaxed)) return true;
    return false;
  }
  void put() { there.fetch_add(1, relaxed); }
  void wait() {
    while (!take()) {
      const auto key = events.prepare();
      if (take()) return events.cancel();
      events.commit(key);
    }
  }
};

template <class P>
void event_count(const char* name, const std::string& fails = {}) {
  using S = Told<P>;
  Registered(name,
             scenario<S>("one waits for what another puts in", {[](S& s) { s.wait(); },
                                                                [](S& s) {
                                                                  s.put();
                                                                  s.events.notify_one();
                                                                }}),
             {}, fails);
}

/// The wrong one: the look of the waiter and the look for waiters each miss what the other has written.
struct Unfenced : Checked {
  template <class Order>
  static void fence(Order) {}
};

const int registration = [] {
  event_count<Checked>("wait/event-count");
  event_count<Unfenced>("wait/event-count-unfenced", "deadlock");
  return 0;
}();

using S = Told<Checked>;
const Registered two("wait/event-count", scenario<S>("two wait, and one is told after the other",
                                                     {[](S& s) { s.wait(); }, [](S& s) { s.wait(); },
                                                      [](S& s) {
                                                        s.put();
                                                        s.put();
                                                        s.events.notify_one();
                                                        s.events.notify_one();
                                                      }}));
const Registered all("wait/event-count",
                     scenario<S>("two wait, and both are told at once", {[](S& s) { s.wait(); }, [](S& s) { s.wait(); },
                                                                         [](S& s) {
                                                                           s.put();
                                                                           s.put();
                                                                           s.events.notify_all();
                                                                         }}));
const Registered sources("wait/event-count", scenario<S>("two put in, one waits twice", {[](S& s) {
                                                                                           s.wait();
                                                                                           s.wait();
                                                                                         },
                                                                                         [](S& s) {
                                                                                           s.put();
                                                                                           s.events.notify_one();
                                                                                         },
                                                                                         [](S& s) {
                                                                                           s.put();
                                                                                           s.events.notify_one();
                                                                                         }}));

}  // namespace
}  // namespace fenceline::verify
