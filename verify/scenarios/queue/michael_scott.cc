#include <structures/queue/michael_scott.h>
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {
namespace {

using Queue = MichaelScottQueue<int, Checked>;
const RegisteredQueue<Queue> all("queue/michael-scott");

/// A node that has been in the queue before the threads begin still has its old link.
template <int kCapacity>
struct Used : Queueing<Queue, kCapacity> {
  Used() {
    int item = 0;
    this->queue.try_push(0);
    this->queue.try_pop(item);
  }
};

using One = Queueing<Queue, 1>;
const Registered back("queue/michael-scott", scenario<One>("nodes come back while another thread looks at them",
                                                           {[](One& s) {
                                                              for (int i = 1; i <= 2; ++i) {
                                                                s.put(0, i);
                                                                s.take(0);
                                                              }
                                                            },
                                                            [](One& s) { s.take(1); }},
                                                           [](One& s) {
                                                             s.put(2, 21);
                                                             s.drain();
                                                           }));

using Three = Used<3>;
const Registered help("queue/michael-scott",
                      scenario<Three>("three producers who help each other",
                                      {[](Three& s) { s.push(0, 1); }, [](Three& s) { s.push(1, 11); },
                                       [](Three& s) { s.push(2, 21); }},
                                      [](Three& s) { s.drain(); }));

// Whoever helps must have seen what it helps: the next producer takes the node's old link for its new one, sets the tail
// back to a node that is free again, and what is then put in is lost.
const Registered goes_back("queue/michael-scott",
                           scenario<Three>("a tail that others have moved",
                                           {[](Three& s) { s.put(0, 1); }, [](Three& s) { s.put(1, 11); },
                                            [](Three& s) {
                                              s.put(2, 21);
                                              s.take(2);
                                              s.put(2, 22);
                                            }},
                                           [](Three& s) { s.drain(); }));

/// At no time empty.
struct Stocked : Queueing<Queue, 2> {
  Stocked() { put(1, 11); }
};
const Registered stocked("queue/michael-scott", scenario<Stocked>("never empty, and never said to be",
                                                                  {[](Stocked& s) {
                                                                     s.push(0, 1);
                                                                     s.pop(0);
                                                                     s.push(0, 2);
                                                                   },
                                                                   [](Stocked& s) {
                                                                     s.pop(1);
                                                                     require(s.items.out[1].size() == 1,
                                                                             "an item is in");
                                                                   }},
                                                                  [](Stocked& s) { s.drain({.items = {11}}); }));

}  // namespace
}  // namespace fenceline::verify
