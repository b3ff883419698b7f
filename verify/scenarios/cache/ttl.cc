#include <structures/cache/ttl.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {
namespace {

/// One key, which lives from 0 to 9; there is room for two.
struct Short {
  TtlCache<int, int, Checked> cache{2, 10};
  Short() { cache.put({}, 1, 0, 10); }

  bool look(int key, std::uint64_t now) {
    int value = 10 * key;
    const bool hit = cache.find({}, key, now, value);
    require(value == 10 * key, "a key's own value");
    return hit;
  }
};

const Registered renewed("cache/ttl",
                         scenario<Short>("a value is put in anew, swept, and looked for",
                                         {[](Short& s) { s.cache.put({}, 1, 5, 10); }, [](Short& s) { s.look(1, 12); },
                                          [](Short& s) { require(s.cache.sweep({}, 12) <= 1, "one at most"); }},
                                         [](Short& s) {
                                           require(!s.look(1, 15), "it has lived");
                                           require(s.look(1, 14), "put in at 5 it lives until 14");
                                           require(s.cache.hits() + s.cache.misses() == 3, "all count");
                                         }));
const Registered replaced("cache/ttl",
                          scenario<Short>("keys take each other's place",
                                          {[](Short& s) { s.cache.put({}, 2, 1, 20); },
                                           [](Short& s) { s.cache.put({}, 3, 2, 30); }, [](Short& s) { s.look(1, 3); }},
                                          [](Short& s) {
                                            require(s.cache.size() == 2, "as many as there is room for");
                                            require(!s.look(1, 3), "the first to go has gone");
                                            require(s.look(2, 3) && s.look(3, 3), "the others are in");
                                          }));

}  // namespace
}  // namespace fenceline::verify
