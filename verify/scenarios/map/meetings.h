// Where calls of any map meet: at neighbours, at one key, and one that looks.
#pragma once
#include <verify/scenarios/map/calls.h>

namespace fenceline::verify {

/// Calls: a MapCalls that is made with the keys that are in. Keys 1, 2, 3 are neighbours.
template <class M>
struct Meetings {
  explicit Meetings(const std::string& structure) {
    struct One : MapCalls<M> {
      One() : MapCalls<M>({1}) {}
    };
    struct Two : MapCalls<M> {
      Two() : MapCalls<M>({1, 2}) {}
    };
    Registered(structure, scenario<One>("an insert behind a key that is erased",
                                        {[](One& s) { s.erase(0, 1); }, [](One& s) { s.insert(1, 2, 2); },
                                         [](One& s) { s.find(2, 2); }},
                                        [](One& s) { s.check(); }));
    Registered(structure, scenario<Two>("neighbours are erased",
                                        {[](Two& s) { s.erase(0, 1); },
                                         [](Two& s) {
                                           s.erase(1, 2);
                                           s.find(1, 1);
                                         }},
                                        [](Two& s) { s.check(); }));
    Registered(structure, scenario<One>("one key is erased and comes back",
                                        {[](One& s) {
                                           s.erase(0, 1);
                                           s.insert(0, 1, 5);
                                         },
                                         [](One& s) {
                                           s.insert(1, 1, 6);
                                           s.find(1, 1);
                                         }},
                                        [](One& s) { s.check(); }));
    Registered(structure, scenario<One>("two erase what a third finds",
                                        {[](One& s) { s.erase(0, 1); }, [](One& s) { s.erase(1, 1); },
                                         [](One& s) { s.find(2, 1); }},
                                        [](One& s) { s.check(); }));
    Registered(structure, scenario<MapCalls<M>>(
                              "two insert side by side, and a third looks",
                              {[](MapCalls<M>& s) { s.insert(0, 1, 1); }, [](MapCalls<M>& s) { s.insert(1, 2, 2); },
                               [](MapCalls<M>& s) {
                                 s.find(2, 2);
                                 s.find(2, 1);
                               }},
                              [](MapCalls<M>& s) { s.check(); }));
  }
};

}  // namespace fenceline::verify
