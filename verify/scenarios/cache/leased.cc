#include <structures/cache/leased.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {
namespace {

/// One key of a source: its value only grows.
template <class C>
struct Source {
  C cache{2};
  CheckedAtomic<int> source{1};

  /// As a user of it does.
  int get() {
    int value = 0;
    typename C::Lease lease;
    if (cache.find(1, value, lease)) return value;
    value = source.load(relaxed);
    cache.fill(1, value, lease);
    return value;
  }
  void change() {
    source.store(2, relaxed);
    cache.invalidate(1);
  }
  void check() { require(get() == 2, "what is older than the change is not found any more"); }
};

template <class C>
struct Filled : Source<C> {
  Filled() { this->get(); }
};

template <class C>
struct RegisteredLeased {
  using S = Source<C>;
  using F = Filled<C>;

  explicit RegisteredLeased(const char* structure, const char* fails = "") {
    Registered(structure,
               scenario<S>("a fill meets a change",
                           {[](S& s) { s.get(); },
                            [](S& s) {
                              s.change();
                              s.check();
                            }},
                           [](S& s) { s.check(); }),
               {}, fails);
    Registered(
        structure,
        scenario<S>("two fills meet a change", {[](S& s) { s.get(); }, [](S& s) { s.get(); }, [](S& s) { s.change(); }},
                    [](S& s) { s.check(); }),
        {}, fails);
    if (*fails != '\0') return;
    Registered(structure, scenario<F>("an item is changed while another looks",
                                      {[](F& s) {
                                         s.change();
                                         s.get();
                                       },
                                       [](F& s) {
                                         int value = 0;
                                         typename C::Lease lease;
                                         if (s.cache.find(1, value, lease))
                                           require(value == 1 + static_cast<int>(lease), "a value and its lease");
                                       }},
                                      [](F& s) { s.check(); }));
  }
};

const RegisteredLeased<LeasedCache<int, int, Checked>> leased("cache/leased");
const RegisteredLeased<UnleasedCache<int, int, Checked>> unleased("cache/unleased", "is not found any more");

}  // namespace
}  // namespace fenceline::verify
