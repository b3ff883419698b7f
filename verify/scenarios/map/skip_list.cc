#include <structures/map/skip_list.h>
#include <structures/reclaim/leak.h>
#include <verify/scenarios/map/meetings.h>
#include <verify/scenarios/map/scanning.h>

namespace fenceline::verify {
namespace {

/// Even keys are in two lists.
struct EvenHeight {
  static constexpr unsigned kMost = 2;
  unsigned operator()(int key) const { return key % 2 == 0 ? 2 : 1; }
};
using Map = SkipList<int, int, Leak<Checked>, EvenHeight>;

const Meetings<Map> meetings("map/skip-list");

struct Tall : MapCalls<Map> {
  Tall() : MapCalls({2}) {}
};
const std::function<void(Tall&)> check = [](Tall& s) { s.check(); };

const Registered raised("map/skip-list", scenario<Tall>("a tower is erased before it has been raised",
                                                        {[](Tall& s) { s.insert(0, 4, 4); },
                                                         [](Tall& s) {
                                                           s.erase(1, 4);
                                                           s.find(1, 4);
                                                         }},
                                                        check));
const Registered above("map/skip-list", scenario<Tall>("a tower is raised behind one that goes",
                                                       {[](Tall& s) { s.insert(0, 4, 4); },
                                                        [](Tall& s) {
                                                          s.erase(1, 2);
                                                          s.find(1, 4);
                                                        }},
                                                       check));

/// Who takes the last link away destroys the node.
struct Destroyed : MapCalls<SkipList<int, int, Scanning<3>, EvenHeight>> {
  Destroyed() : MapCalls({2}) {}
};
const Registered destroyed("map/skip-list", scenario<Destroyed>("a tower is destroyed while another finds it",
                                                                {[](Destroyed& s) { s.destroy(0, 2); },
                                                                 [](Destroyed& s) { s.find(1, 2); }},
                                                                [](Destroyed& s) { s.check(); }));

}  // namespace
}  // namespace fenceline::verify
