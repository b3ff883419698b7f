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

/// Goes on past the first member, whatever epoch that is in: nobody sees it.
struct OneUnseen : Epochs<Checked> {
  using Epochs::Epochs;
  struct Member : Epochs::Member {
    explicit Member(OneUnseen& domain) : Epochs::Member(domain) {}
    void enter() {
      Epochs::Member::enter();
      if (&cell_ == &roster_[0]) leave();
    }
  };
};

/// Destroys what was retired two epochs ago, as if it were three.
struct TwoEpochs : Epochs<Checked> {
  using Epochs::Epochs;
  struct Member : Epochs::Member {
    explicit Member(TwoEpochs& domain) : Epochs::Member(domain) {}
    void flush() {
      Epochs::Member::flush();
      const Inside inside(*this);
      cell_.kept.turn_to(cell_.epoch.load(relaxed) + 1);
    }
  };
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
  fail<OneUnseen>("epochs-with-one-unseen");
  using Two = Behind<TwoEpochs>;
  Registered("reclaim/two-epochs",
             scenario<Two>("a reader one epoch ahead of what it reads", {[](Two& s) {
                                                                           s.reader.flush();
                                                                           s.read();
                                                                         },
                                                                         [](Two& s) {
                                                                           s.swap(2);
                                                                           s.writer.leave();
                                                                           s.writer.flush();
                                                                         }}),
             {}, "destroy");
  return 0;
}();

}  // namespace
}  // namespace fenceline::verify
