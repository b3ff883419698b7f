#include <structures/queue/chase_lev.h>
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {
namespace {

struct Stealing {
  ChaseLev<int, Checked> deque{2};
  Items items;

  void push(int item) {
    if (deque.push(item)) items.in[0].push_back(item);
  }
  void take() {
    if (int item = 0; deque.take(item)) items.out[2].push_back(item);
  }
  void steal(int thread) {
    if (int item = 0; deque.steal(item) == Steal::item) items.out[thread].push_back(item);
  }
  /// A stack for its owner: only that each item comes out once.
  void drain() {
    for (int item = 0; items.out[2].size() < kMost && deque.steal(item) == Steal::item;) items.out[2].push_back(item);
    items.check_once();
  }
};

using S = Stealing;
const std::function<void(S&)> drain = [](S& s) { s.drain(); };

const Registered thief("queue/chase-lev", scenario<S>("an owner and a thief",
                                                      {[](S& s) {
                                                         s.push(1);
                                                         s.push(2);
                                                         s.take();
                                                         s.push(3);
                                                         s.take();
                                                       },
                                                       [](S& s) {
                                                         s.steal(0);
                                                         s.steal(0);
                                                       }},
                                                      drain));
const Registered thieves("queue/chase-lev", scenario<S>("an owner and two thieves",
                                                        {[](S& s) {
                                                           s.push(1);
                                                           s.push(2);
                                                           s.take();
                                                         },
                                                         [](S& s) { s.steal(0); }, [](S& s) { s.steal(1); }},
                                                        drain));
const Registered lap("queue/chase-lev", scenario<S>("a lap",
                                                    {[](S& s) {
                                                       for (int i = 1; i <= 4; ++i) s.push(i);
                                                     },
                                                     [](S& s) {
                                                       s.steal(0);
                                                       s.steal(0);
                                                     }},
                                                    drain));

}  // namespace
}  // namespace fenceline::verify
