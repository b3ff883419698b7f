#include <structures/cache/lru.h>
#include <structures/cache/mutex_lru.h>
#include <structures/lock/rw_lanes.h>
#include <verify/checked.h>
#include <verify/linearizable.h>
#include <verify/scenarios.h>
#include <verify/scenarios/eager_mutex.h>
#include <verify/specification.h>

namespace fenceline::verify {
namespace {

/// Keys 1 and 2 are in, with ten times themselves as their values; 1 is the older one.
template <class C, std::size_t kCapacity>
struct Calls {
  C cache{kCapacity, 2};  // two lanes, where its lock has some
  Recorder calls{3};
  Calls() {
    cache.put({}, 1, 10);
    cache.put({}, 2, 20);
  }

  void put(unsigned thread, int key, int value) {
    calls.record(thread, [&] {
      cache.put({thread}, key, value);
      return Operation::assigned(key, value);
    });
  }
  void erase(unsigned thread, int key) {
    calls.record(thread, [&] { return Operation::erased(key, cache.erase({thread}, key)); });
  }
  Operation found(unsigned thread, int key) {
    int value = 0;
    const bool there = cache.find({thread}, key, value);
    return Operation::found(key, value, there);
  }
  void find(unsigned thread, int key) {
    calls.record(thread, [&] { return found(thread, key); });
  }
  /// There is room for all: it is a map.
  void check() {
    for (int key = 1; key <= 3; ++key) calls.record_after([&] { return found(0, key); });
    require(is_linearizable(calls, MapSpec{{{1, 10}, {2, 20}}}), "a map");
  }
};

template <class C>
struct RegisteredLru {
  using Roomy = Calls<C, 3>;
  using Full = Calls<C, 2>;

  explicit RegisteredLru(const char* structure, const std::string& kind = "") {
    Registered(structure, scenario<Roomy>("a value is replaced while another looks" + kind,
                                          {[](Roomy& s) {
                                             s.put(0, 2, 5);
                                             s.find(0, 1);
                                           },
                                           [](Roomy& s) { s.find(1, 2); }},
                                          [](Roomy& s) { s.check(); }));
    Registered(structure, scenario<Roomy>("a key comes, and one goes, while another is looked for" + kind,
                                          {[](Roomy& s) { s.put(0, 3, 5); }, [](Roomy& s) { s.erase(1, 1); },
                                           [](Roomy& s) { s.find(2, 1); }},
                                          [](Roomy& s) { s.check(); }));
    Registered(structure, scenario<Full>("a key takes the place of one that is looked for" + kind,
                                         {[](Full& s) { s.cache.put({}, 3, 30); },
                                          [](Full& s) {
                                            int value = 10;
                                            s.cache.find({}, 1, value);
                                            require(value == 10, "a key's own value");
                                          }},
                                         [](Full& s) {
                                           int in = 0, value = 0;
                                           for (int key = 1; key <= 3; ++key) {
                                             if (!s.cache.find({}, key, value)) continue;
                                             require(value == 10 * key, "a key's own value");
                                             ++in;
                                           }
                                           require(in == 2 && s.cache.size() == 2, "as many as there is room for");
                                           require(s.cache.find({}, 3, value), "the newest is in");
                                         }));
  }
};

const RegisteredLru<LruCache<int, int, Checked, RwSpinLock<Checked>, EagerMutex>> lru("cache/lru");
const RegisteredLru<LazyLruCache<int, int, Checked, RwSpinLock<Checked>, EagerMutex>> lazy("cache/lru", " (lazy)");
const RegisteredLru<MutexLruCache<int, int, Checked, EagerMutex>> one("cache/mutex-lru");

/// Readers in lanes meet at the values alone.
struct Lanes : Calls<LazyLruCache<int, int, Checked, RwLanes<Checked>, EagerMutex>, 3> {};
const Registered lanes("cache/lru", scenario<Lanes>("readers that meet at no lock",
                                                    {[](Lanes& s) {
                                                       s.put(0, 1, 5);
                                                       s.put(0, 2, 6);
                                                     },
                                                     [](Lanes& s) {
                                                       s.find(1, 2);
                                                       s.find(1, 1);
                                                     }},
                                                    [](Lanes& s) { s.check(); }));

}  // namespace
}  // namespace fenceline::verify
