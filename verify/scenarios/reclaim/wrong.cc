// Reclaimers that are wrong on purpose: each must be seen to fail.
#include <structures/reclaim/epochs.h>
#include <structures/reclaim/hazard_pointers.h>
#include <structures/reclaim/leak.h>
#include <verify/scenarios/reclaim/popping.h>

namespace fenceline::verify {
namespace {

/// Destroys at once what is retired.
struct AtOnce : Leak<Checked> {
  AtOnce(unsigned members, std::size_t) : Leak(members) {}
  struct Member : Leak::Member {
    explicit Member(AtOnce& domain) : Leak::Member(domain) {}
    template <class T>
    void retire(T* node) {
      discard(node);
    }
  };
};

/// Destroys what is retired twice: now, and at the end.
struct Twice : AtOnce {
  using AtOnce::AtOnce;
  struct Member : Leak::Member {
    explicit Member(Twice& domain) : Leak::Member(domain) {}
    template <class T>
    void retire(T* node) {
      node->template dies_as<T>();
      cell_.kept.add(node);
      discard(node);
    }
  };
};

/// A reader publishes and does not wait until that is seen.
struct NoFence : FullFences {
  template <class P, class Order>
  static void reader(Order, Checked::Where = {}) {}
};

template <class R>
void fail(const char* name) {
  const auto look = scenario<Replacing<R>>("what is read is replaced", {[](Replacing<R>& s) { s.read(); },
                                                                        [](Replacing<R>& s) {
                                                                          s.replace(2);
                                                                          s.writer.flush();
                                                                        }});
  Registered(std::string("reclaim/") + name, look, {}, "destroy");
}
const int registration = [] {
  fail<AtOnce>("at-once");
  fail<Twice>("twice");
  fail<HazardPointers<Checked, NoFence>>("hazard-pointers-without-fence");
  fail<Epochs<Checked, NoFence>>("epochs-without-fence");
  return 0;
}();

}  // namespace
}  // namespace fenceline::verify
