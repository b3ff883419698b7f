// Harris and Michael's list, and the hash map of such lists.
#include <structures/map/harris_michael.h>
#include <structures/map/michael_hash.h>
#include <structures/reclaim/leak.h>
#include <structures/reclaim/type_stable.h>
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

/// Nodes that come back at once, as another key's.
template <std::uint32_t kStep>
struct Reused : TypeStable<Checked, kStep> {
  explicit Reused(unsigned members) : TypeStable<Checked, kStep>(members, 1) {}
};
const std::string kReused = "map/harris-michael-type-stable";
const Meetings<HarrisMichael<int, int, Reused<1>>> meetings(kReused);

template <std::uint32_t kStep>
struct Renaming : MapCalls<HarrisMichael<int, int, Reused<kStep>>> {
  Renaming() : MapCalls<HarrisMichael<int, int, Reused<kStep>>>({1, 3}) {}
  /// One node is one key's and then another one's.
  void rename(unsigned thread, int from, int to) {
    this->erase(thread, from);
    this->insert(thread, to, 10 * to);
  }
};
using ComingBack = Renaming<1>;
const std::function<void(ComingBack&)> is_map = [](ComingBack& s) { s.check(); };
const Registered seen(kReused, scenario<ComingBack>("a node that is another key's meanwhile is read",
                                                    {[](ComingBack& s) { s.rename(0, 1, 5); },
                                                     [](ComingBack& s) { s.find(1, 1); }},
                                                    is_map));
const Registered passed(kReused, scenario<ComingBack>("a node that is another key's meanwhile is passed",
                                                      {[](ComingBack& s) { s.rename(0, 1, 5); },
                                                       [](ComingBack& s) { s.find(1, 3); }},
                                                      is_map));
const Registered behind(kReused, scenario<ComingBack>("an insert behind a node that is another key's meanwhile",
                                                      {[](ComingBack& s) { s.rename(0, 1, 5); },
                                                       [](ComingBack& s) { s.insert(1, 2, 20); }},
                                                      is_map));
template <std::uint32_t kStep>
Scenario erasing(const std::string& name) {
  return scenario<Renaming<kStep>>(
      name, {[](Renaming<kStep>& s) { s.rename(0, 3, 5); }, [](Renaming<kStep>& s) { s.erase(1, 3); }},
      [](Renaming<kStep>& s) { s.check(); });
}
const Registered again(kReused, erasing<1>("an erase of a node that is another key's meanwhile"));
// Wrong: the link that the node has as another one is taken for what it was.
const Registered untagged("map/harris-michael-untagged", erasing<0>("a link that goes and comes back"), {}, "a map");

}  // namespace
}  // namespace fenceline::verify
