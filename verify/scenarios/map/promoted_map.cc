#include <structures/map/promoted_map.h>
#include <structures/reclaim/leak.h>
#include <verify/scenarios/map/calls.h>
#include <verify/scenarios/map/scanning.h>

namespace fenceline::verify {
namespace {

using Map = PromotedMap<int, int, Leak<Checked>, 2, EagerMutex>;

/// One key, in the locked part alone: the next find that comes promotes it.
struct Locked : MapCalls<Map> {
  Locked() : MapCalls({1}) {}
};
/// It is in the part that is only read, and there is no other.
struct Promoted : Locked {
  Promoted() {
    int value = 0;
    map.find(members[0], 1, value);
  }
};
/// It was erased, and the locked part was made without it: it has another key.
struct Void : Promoted {
  Void() {
    map.erase(members[0], 1);
    map.insert(members[0], 2, 20);
    before = {{{2, 20}}};
  }
};

template <class S>
Registered registered(const char* name, std::vector<std::function<void(S&)>> threads) {
  return Registered("map/promoted-map", scenario<S>(name, std::move(threads), [](S& s) { s.check(); }));
}

const Registered stores =
    registered<Locked>("a find promotes while another assigns", {[](Locked& s) { s.find(0, 1); },
                                                                 [](Locked& s) {
                                                                   s.assign(1, 1, 5);
                                                                   s.find(1, 1);
                                                                 },
                                                                 [](Locked& s) { s.find(2, 1); }});
const Registered erases =
    registered<Locked>("a find promotes while another erases and inserts", {[](Locked& s) { s.find(0, 1); },
                                                                            [](Locked& s) {
                                                                              s.erase(1, 1);
                                                                              s.insert(1, 1, 5);
                                                                            },
                                                                            [](Locked& s) { s.insert(2, 1, 6); }});
const Registered inserts = registered<Promoted>("a new key, and what is seen before it", {[](Promoted& s) {
                                                                                            s.insert(0, 2, 5);
                                                                                            s.erase(0, 1);
                                                                                          },
                                                                                          [](Promoted& s) {
                                                                                            s.find(1, 1);
                                                                                            s.find(1, 2);
                                                                                          }});
const Registered voids =
    registered<Promoted>("an erased key comes back while the locked part is made",
                         {[](Promoted& s) {
                            s.erase(0, 1);
                            s.insert(0, 1, 5);
                          },
                          [](Promoted& s) { s.insert(1, 2, 6); }, [](Promoted& s) { s.find(2, 1); }});
const Registered revives = registered<Void>("a void key comes back while the locked part is promoted",
                                            {[](Void& s) { s.insert(0, 1, 5); }, [](Void& s) { s.find(1, 2); },
                                             [](Void& s) {
                                               s.assign(2, 1, 6);
                                               s.erase(2, 1);
                                             }});

/// A walk promotes.
void walk(Promoted& s) {
  s.map.for_each(s.members[0], [](int, int) {});
}
const Registered made = registered<Promoted>("a part is made and promoted while another looks", {[](Promoted& s) {
                                                                                                   s.insert(0, 2, 5);
                                                                                                   walk(s);
                                                                                                 },
                                                                                                 [](Promoted& s) {
                                                                                                   s.find(1, 2);
                                                                                                   s.find(1, 1);
                                                                                                 }});
const Registered marked = registered<Promoted>(
    "and the next one is made", {[](Promoted& s) {
                                   s.insert(0, 2, 5);
                                   walk(s);
                                 },
                                 [](Promoted& s) { s.find(1, 1); }, [](Promoted& s) { s.insert(2, 3, 6); }});

/// What for_each meets.
const Registered all("map/promoted-map", scenario<Locked>("a walk meets an insert and an assign",
                                                          {[](Locked& s) {
                                                             int seen = 0;
                                                             s.map.for_each(s.members[0], [&](int key, int value) {
                                                               require(
                                                                   key == 1 ? value == 10 || value == 5 : value == 6,
                                                                   "one of its values");
                                                               seen += key == 1;
                                                             });
                                                             require(seen == 1, "what is there all the time, once");
                                                           },
                                                           [](Locked& s) {
                                                             s.insert(1, 2, 6);
                                                             s.assign(1, 1, 5);
                                                           }},
                                                          [](Locked& s) { s.check(); }));

/// Boxes and tables are destroyed while others look.
struct Reclaimed : MapCalls<PromotedMap<int, int, Scanning<2>, 2, EagerMutex>> {
  Reclaimed() : MapCalls({1}) {}
};
const Registered reclaimed("map/promoted-map", scenario<Reclaimed>("a part is destroyed while another looks",
                                                                   {[](Reclaimed& s) {
                                                                      s.find(0, 1);
                                                                      s.erase(0, 1);
                                                                      s.members[0].flush();
                                                                    },
                                                                    [](Reclaimed& s) { s.find(1, 1); }},
                                                                   [](Reclaimed& s) { s.check(); }));

/// Two tables that have one entry, and threads that are done with one each.
struct Entry : SharedEntry<Checked> {
  CheckedPlain<int> value{1};
};
using Table = SharedEntries<int, Entry, Checked>;
struct Tables {
  Table* const tables[2] = {Checked::make<Table>(1), Checked::make<Table>(1)};
  Tables() {
    auto* const entry = Checked::make<Entry>();
    for (Table* table : tables) table->add(1, entry);
  }
  void use(int i) {
    require(tables[i]->find(1)->value.read() == 1, "it is there");
    Checked::destroy(tables[i]);
  }
};
const Registered tables("map/promoted-map",
                        scenario<Tables>("an entry goes with the last table",
                                         {[](Tables& s) { s.use(0); }, [](Tables& s) { s.use(1); }}));

}  // namespace
}  // namespace fenceline::verify
