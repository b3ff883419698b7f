// A queue whose callers sleep: nobody sleeps on while there is what it waits for, and closing wakes all.
#include <structures/lock/tas.h>
#include <structures/queue/mutex_queue.h>
#include <structures/queue/vyukov_mpmc.h>
#include <structures/queue/waiting.h>
#include <verify/scenarios/eager_mutex.h>
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {
namespace {

template <class Q>
struct Waiting {
  WaitingQueue<Q, Checked> queue{1, 0};
  Items items;

  void push(int thread, int item) {
    if (queue.push(item)) items.in[thread].push_back(item);
  }
  void pop(int thread) {
    if (int item = 0; queue.pop(item)) items.out[thread].push_back(item);
  }
  void check() {
    for (int item = 0; queue.try_pop(item);) items.out[3].push_back(item);
    items.check_queue();
  }
};

using Locked = Waiting<MutexQueue<int, Checked, EagerMutex>>;
const std::function<void(Locked&)> check = [](Locked& s) { s.check(); };

const Registered passes("queue/waiting", scenario<Locked>("two items through room for one",
                                                          {[](Locked& s) {
                                                             s.push(0, 1);
                                                             s.push(0, 2);
                                                           },
                                                           [](Locked& s) {
                                                             s.pop(0);
                                                             s.pop(0);
                                                           }},
                                                          check));
const Registered full("queue/waiting", scenario<Locked>("closing wakes one that waits for room",
                                                        {[](Locked& s) {
                                                           s.push(0, 1);
                                                           s.push(0, 2);
                                                         },
                                                         [](Locked& s) { s.queue.close(); }},
                                                        check));

using Ring = Waiting<VyukovMpmc<int, Checked>>;
const Registered closes("queue/waiting", scenario<Ring>("what was pushed before it is closed comes out",
                                                        {[](Ring& s) {
                                                           s.push(0, 1);
                                                           s.queue.close();
                                                         },
                                                         [](Ring& s) {
                                                           s.pop(0);
                                                           require(s.items.out[0].size() == 1, "it was in");
                                                         }},
                                                        [](Ring& s) { s.check(); }));

/// Whoever closes has been told by the one who pushed.
struct Told : Ring {
  TtasLock<Checked> lock;
  CheckedPlain<bool> pushed{false};

  void tell() {
    const Guard guard(lock);
    pushed.write(true);
  }
  bool is_told() {
    const Guard guard(lock);
    return pushed.read();
  }
};
const Registered another("queue/waiting", scenario<Told>("what was pushed before another closes it comes out",
                                                         {[](Told& s) {
                                                            s.push(0, 1);
                                                            s.tell();
                                                          },
                                                          [](Told& s) {
                                                            if (s.is_told()) s.queue.close();
                                                          },
                                                          [](Told& s) {
                                                            int item = 0;
                                                            require(s.queue.pop(item), "it was in");
                                                          }},
                                                         {}));

/// "Empty" is said of the next cell, which a producer may still be filling: a consumer may be told of an item that it
/// cannot take yet, while the one who could be told of the next sleeps.
const Registered late("queue/waiting",
                      scenario<Ring>("two producers, two consumers",
                                     {[](Ring& s) { s.push(0, 1); }, [](Ring& s) { s.push(1, 11); },
                                      [](Ring& s) { s.pop(0); }, [](Ring& s) { s.pop(1); }},
                                     [](Ring& s) { s.check(); }),
                      {.random = 3'000});

}  // namespace
}  // namespace fenceline::verify
