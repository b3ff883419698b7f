#include <structures/map/cow_trie.h>
#include <structures/reclaim/leak.h>
#include <verify/scenarios/map/calls.h>
#include <verify/scenarios/map/scanning.h>

namespace fenceline::verify {
namespace {

constexpr int kOne = 2, kLike = 9, kOther = 1;
static_assert(spread(kOne) % 32 == spread(kLike) % 32, "below one branch of the root");
static_assert(spread(kOne) / 32 % 32 != spread(kLike) / 32 % 32);
static_assert(spread(kOne) % 32 != spread(kOther) % 32);

using Trie = CowTrie<int, int, Leak<Checked>>;
struct Leaf : MapCalls<Trie> {
  Leaf() : MapCalls({kOne}) {}
};
struct Branch : MapCalls<Trie> {
  Branch() : MapCalls({kOne, kLike}) {}
};

const Registered parts("map/cow-trie", scenario<Leaf>("a leaf becomes a branch while others look",
                                                      {[](Leaf& s) { s.insert(0, kLike, 7); },
                                                       [](Leaf& s) {
                                                         s.find(1, kLike);
                                                         s.find(1, kOne);
                                                       },
                                                       [](Leaf& s) { s.find(2, kLike); }},
                                                      [](Leaf& s) { s.check(); }));
const Registered joins("map/cow-trie", scenario<Branch>("a branch becomes a leaf while another writes",
                                                        {[](Branch& s) { s.erase(0, kLike); },
                                                         [](Branch& s) {
                                                           s.insert(1, kOther, 7);
                                                           s.find(1, kLike);
                                                         },
                                                         [](Branch& s) { s.find(2, kOne); }},
                                                        [](Branch& s) { s.check(); }));
const Registered writers("map/cow-trie", scenario<Leaf>("three want one key",
                                                        {[](Leaf& s) { s.insert(0, kLike, 7); },
                                                         [](Leaf& s) {
                                                           s.insert(1, kLike, 8);
                                                           s.erase(1, kLike);
                                                         },
                                                         [](Leaf& s) { s.erase(2, kLike); }},
                                                        [](Leaf& s) { s.check(); }));

/// With a slot for each level.
template <class R>
struct Reclaimed : MapCalls<CowTrie<int, int, R>> {
  Reclaimed() : MapCalls<CowTrie<int, int, R>>({kOne, kLike}) {}
};
/// Says that nothing goes that could be reached, which is not so: nobody looks at the root again.
struct Liar : Scanning<14> {
  using Scanning::Scanning;
  static constexpr unsigned kSlots = ~0u;
};
template <class R>
Registered reclaimed(const char* structure, const char* fails) {
  using S = Reclaimed<R>;
  return Registered(structure,
                    scenario<S>("a way is destroyed while another goes it",
                                {[](S& s) {
                                   s.erase(0, kLike);
                                   s.members[0].flush();
                                 },
                                 [](S& s) {
                                   s.find(1, kOne);
                                   s.find(1, kLike);
                                 }},
                                [](S& s) { s.check(); }),
                    {}, fails);
}
const Registered looks = reclaimed<Scanning<14>>("map/cow-trie", "");
const Registered trusts = reclaimed<Liar>("map/cow-trie-trusting", "destroy in");

}  // namespace
}  // namespace fenceline::verify
