// One object that is published: whoever reads it may not be left with a destroyed one, whoever replaces it retires what
// was there before. All rows are about it, so that a reclaimer's own cost is what tells two of them apart.
#pragma once
#include <kernels/reclamation/census.h>
#include <structures/reclaim/concept.h>

namespace fenceline::reclamation {

template <class R>
struct Object : R::Node {
  explicit Object(uint64_t value) : value(value), check(~value) { census<R>.born(); }
  ~Object() {
    value = 0;
    check = 0;
    census<R>.died();
  }
  bool whole() const { return value == ~check; }

  volatile uint64_t value, check;
};

template <class R>
class Published {
  using P = typename R::Policy;
  using Held = Object<R>;

 public:
  using Member = typename R::Member;

  explicit Published(unsigned members) : domain_(members) {
    Member member(domain_);
    Held* const first = member.template make<Held>(0);
    slot_.store(first, relaxed);
  }
  /// By the last one, when nobody reads.
  ~Published() {
    Member member(domain_);
    {
      Held* const last = slot_.load(relaxed);
      const Inside inside(member);
      member.retire(last);
    }
    member.quiescent();
    member.flush();
  }
  Published(const Published&) = delete;
  Published& operator=(const Published&) = delete;

  R& domain() { return domain_; }

  /// Calls f(object) while it cannot be destroyed.
  template <class F>
  [[gnu::always_inline]] void read(Member& member, F&& f) {
    const Inside inside(member);
    // (2) acquire: pairs with the acq_rel in (1); forbids MP. What is in the object.
    f(static_cast<const Held&>(*member.protect(0, slot_, acquire<2>)));
  }
  [[gnu::always_inline]] void replace(Member& member, uint64_t value) {
    Held* const old = exchange(member, value);
    const Inside inside(member);
    member.retire(old);
  }
  /// The same where nobody reads, and no reclaimer is needed.
  [[gnu::always_inline]] void replace_alone(Member& member, uint64_t value) { member.discard(exchange(member, value)); }

 private:
  Held* exchange(Member& member, uint64_t value) {
    Held* const fresh = member.template make<Held>(value);
    // (1) acq_rel: pairs with the acquire in (2), and with itself; forbids MP. What is in the object.
    return slot_.exchange(fresh, acq_rel<1>);
  }

  R domain_;
  alignas(arch::kPadBytes) typename P::template atomic<Held*> slot_{nullptr};
};

}  // namespace fenceline::reclamation
