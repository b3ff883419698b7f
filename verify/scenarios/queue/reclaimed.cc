#include <structures/reclaim/hazard_pointers.h>
#include <structures/reclaim/type_stable.h>
#include <verify/scenarios/queue/members.h>

namespace fenceline::verify {
namespace {

const std::string kReused = "queue/reclaimed-type-stable";

const int registration = [] {
  register_queue_over<HazardPointers<Checked, AsymmetricFences, 2>>("queue/reclaimed");
  register_queue_over<TypeStable<Checked>>(kReused);
  return 0;
}();

using Reused = MembersCalls<TypeStable<Checked>>;
const std::function<void(Reused&)> drain = [](Reused& s) { s.drain(); };
template <int kItems>
struct Filled : Reused {
  Filled() {
    for (int i = 1; i <= kItems; ++i) put(30 + i);
  }
  /// The dummy that is left behind is the node that is put in.
  void turn(int thread, int item) {
    pop(thread);
    push(thread, item);
  }
};
using One = Filled<1>;
using Two = Filled<2>;
const Registered first(kReused, scenario<Two>("a first node comes back while another thread looks at it",
                                              {[](Two& s) { s.turn(0, 1); }, [](Two& s) { s.pop(1); }}, drain));
template <class R>
Scenario last(const std::string& name) {
  using S = MembersCalls<R>;
  return scenario<S>(name,
                     {[](S& s) {
                        s.push(0, 1);
                        s.pop(0);
                        s.push(0, 2);
                      },
                      [](S& s) {
                        s.push(1, 11);
                        s.pop(1);
                      }},
                     [](S& s) { s.drain(); });
}
const Registered back(kReused, last<TypeStable<Checked>>("a last node comes back while another thread looks at it"));
// Wrong: the tail is taken for what it was.
const Registered untagged("queue/reclaimed-untagged",
                          last<UntaggedTypeStable<Checked>>("a last node that goes and comes back"), {},
                          "the calls can have come one after the other");
const Registered both(kReused, scenario<One>("the first node is the last one meanwhile",
                                             {[](One& s) {
                                                s.turn(0, 1);
                                                s.turn(0, 2);
                                              },
                                              [](One& s) { s.pop(1); }},
                                             drain));
const Registered moved(kReused, scenario<One>("a tail that another thread has moved to a node that came back",
                                              {[](One& s) { s.turn(0, 1); }, [](One& s) { s.push(1, 11); },
                                               [](One& s) { s.push(2, 21); }},
                                              drain));

}  // namespace
}  // namespace fenceline::verify
