#include <structures/map/cow_trie.h>
#include <structures/reclaim/leak.h>
#include <verify/scenarios/map/calls.h>

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

}  // namespace
}  // namespace fenceline::verify
