#include <structures/map/split_ordered.h>
#include <structures/reclaim/leak.h>
#include <verify/scenarios/map/meetings.h>

namespace fenceline::verify {
namespace {

/// Keys stand in their own order; with two buckets, 4 and what follows is in the second.
struct InOrder {
  std::uint64_t operator()(int key) const { return static_cast<std::uint64_t>(key) << 61; }
};
using Map = SplitOrdered<int, int, Leak<Checked>, InOrder, 1>;

const Meetings<Map> meetings("map/split-ordered");

/// The next key makes two buckets of one.
struct Full : MapCalls<Map> {
  Full() : MapCalls({5}) {}
};
const Registered grows("map/split-ordered", scenario<Full>("a key is found and one comes while buckets double",
                                                           {[](Full& s) {
                                                              s.insert(0, 1, 1);
                                                              s.find(0, 5);
                                                            },
                                                            [](Full& s) {
                                                              s.find(1, 5);
                                                              s.insert(1, 4, 4);
                                                            }},
                                                           [](Full& s) { s.check(); }));

/// The second bucket is there, and nobody has wanted it.
struct Fresh : MapCalls<Map> {
  Fresh() : MapCalls({}, 2) {}
};
const Registered bucket("map/split-ordered", scenario<Fresh>("two want a new bucket",
                                                             {[](Fresh& s) { s.insert(0, 5, 5); },
                                                              [](Fresh& s) {
                                                                s.insert(1, 4, 4);
                                                                s.find(1, 5);
                                                              }},
                                                             [](Fresh& s) { s.check(); }));

}  // namespace
}  // namespace fenceline::verify
