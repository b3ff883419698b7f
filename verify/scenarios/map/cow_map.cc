#include <structures/map/cow_map.h>
#include <structures/reclaim/leak.h>
#include <verify/scenarios/map/calls.h>
#include <verify/scenarios/map/scanning.h>

namespace fenceline::verify {
namespace {

struct Calls : MapCalls<CowMap<int, int, Leak<Checked>, EagerMutex>> {
  Calls() : MapCalls({1}) {}
};
const std::function<void(Calls&)> check = [](Calls& s) { s.check(); };

const Registered found("map/cow-map", scenario<Calls>("a find meets an insert and an erase",
                                                      {[](Calls& s) {
                                                         s.insert(0, 2, 2);
                                                         s.erase(0, 1);
                                                       },
                                                       [](Calls& s) {
                                                         s.find(1, 1);
                                                         s.find(1, 2);
                                                       }},
                                                      check));
const Registered writers("map/cow-map", scenario<Calls>("two writers, and a find",
                                                        {[](Calls& s) { s.insert(0, 2, 2); },
                                                         [](Calls& s) {
                                                           s.insert(1, 2, 3);
                                                           s.erase(1, 1);
                                                         },
                                                         [](Calls& s) { s.find(2, 2); }},
                                                        check));

struct Reclaimed : MapCalls<CowMap<int, int, Scanning<1>, EagerMutex>> {
  Reclaimed() : MapCalls({1}) {}
};
const Registered reclaimed("map/cow-map", scenario<Reclaimed>("a table is destroyed while another looks",
                                                              {[](Reclaimed& s) {
                                                                 s.insert(0, 2, 2);
                                                                 s.erase(0, 1);
                                                               },
                                                               [](Reclaimed& s) { s.find(1, 1); }},
                                                              [](Reclaimed& s) { s.check(); }));

}  // namespace
}  // namespace fenceline::verify
