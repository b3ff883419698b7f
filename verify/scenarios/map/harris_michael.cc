// Harris and Michael's list, and the hash map of such lists.
#include <structures/map/harris_michael.h>
#include <structures/map/michael_hash.h>
#include <structures/reclaim/leak.h>
#include <verify/scenarios/map/meetings.h>
#include <verify/scenarios/map/scanning.h>

namespace fenceline::verify {
namespace {

const Meetings<HarrisMichael<int, int, Leak<Checked>>> list("map/harris-michael");
const Meetings<MichaelHash<int, int, Leak<Checked>>> hash("map/michael");

/// Hazard pointers in a list: a node, the one before it, the one after it.
struct Destroyed : MapCalls<HarrisMichael<int, int, Scanning<3>>> {
  Destroyed() : MapCalls({1, 2}) {}
};
const std::function<void(Destroyed&)> check = [](Destroyed& s) { s.check(); };
const Registered found("map/harris-michael",
                       scenario<Destroyed>("a node is destroyed while another finds the next",
                                           {[](Destroyed& s) { s.destroy(0, 1); }, [](Destroyed& s) { s.find(1, 2); }},
                                           check));
const Registered erased("map/harris-michael", scenario<Destroyed>("neighbours are destroyed",
                                                                  {[](Destroyed& s) { s.destroy(0, 1); },
                                                                   [](Destroyed& s) { s.destroy(1, 2); }},
                                                                  check));

}  // namespace
}  // namespace fenceline::verify
