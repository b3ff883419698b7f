// One object that is published: whoever reads it may not be left with a destroyed one, whoever replaces it retires what
// was there before. All rows are about it, so that a reclaimer's own cost is what tells two of them apart.
#pragma once
#include <kernels/reclamation/census.h>
#include <structures/reclaim/reuse.h>

namespace fenceline::reclamation {

/// It lives from begin() until it is destroyed, or retired where memory is type-stable: what can be another one at once is
/// not held back.
template <class R>
class Object : public R::Node {
 public:
  ~Object() {
    if constexpr (!type_stable<R>()) end();
  }
  void begin(uint64_t value) {
    write(value, ~value);
    census<R>.born();
  }
  void end() {
    write(0, 0);
    census<R>.died();
  }

  uint64_t value() const { return value_.load(kRead); }
  bool whole() const { return value() == ~check_.load(kRead); }

 private:
  // In type-stable memory who reads what is written anew sees that the link has moved.
  // (3) release: pairs with the acquire in (4); forbids MP
  static constexpr auto kWrite = where_reused<R>(release<3>);
  // (4) acquire: pairs with the release in (3); forbids MP
  static constexpr auto kRead = where_reused<R>(acquire<4>);

  void write(uint64_t value, uint64_t check) {
    value_.store(value, kWrite);
    check_.store(check, kWrite);
  }

  Atomic<uint64_t> value_, check_;
};

template <class R>
class Published {
  using P = typename R::Policy;
  using Held = Object<R>;
  using Link = LinkOf<R, Held>;

 public:
  using Member = typename R::Member;

  explicit Published(unsigned members) : domain_(members) {
    Member member(domain_);
    slot_.store(made(member, 0), relaxed);
  }
  /// By the last one, when nobody reads.
  ~Published() {
    Member member(domain_);
    {
      const Inside inside(member);
      retire(member, node_in(domain_, slot_.load(relaxed)));
    }
    member.quiescent();
    member.flush();
  }
  Published(const Published&) = delete;
  Published& operator=(const Published&) = delete;

  R& domain() { return domain_; }

  /// f(object) while it cannot be destroyed, or, where it can be another one meanwhile, once more until it was not.
  template <class F>
  [[gnu::always_inline]] auto read(Member& member, F&& f) {
    const Inside inside(member);
    for (;;) {
      // (2) acquire: pairs with the acq_rel in (1) and (5); forbids MP. What is in the object.
      const Link link = member.protect(0, slot_, acquire<2>);
      const auto seen = f(static_cast<const Held&>(*node_in(member, link)));
      if (!type_stable<R>() || slot_.load(relaxed) == link) return seen;
    }
  }
  [[gnu::always_inline]] void replace(Member& member, uint64_t value) {
    Held* const old = exchange(member, value);
    const Inside inside(member);
    retire(member, old);
  }
  /// The same where nobody reads, and no reclaimer is needed.
  [[gnu::always_inline]] void replace_alone(Member& member, uint64_t value) {
    Held* const old = exchange(member, value);
    if constexpr (type_stable<R>()) old->end();
    member.discard(old);
  }

 private:
  static Held* made(Member& member, uint64_t value) {
    Held* const fresh = member.template make<Held>();
    fresh->begin(value);
    return fresh;
  }
  static void retire(Member& member, Held* old) {
    if constexpr (type_stable<R>()) old->end();
    member.retire(old);
  }
  Held* exchange(Member& member, uint64_t value) {
    Held* const fresh = made(member, value);
    if constexpr (type_stable<R>()) {
      Link old = slot_.load(relaxed);
      // (5) acq_rel: pairs with the acquire in (2), and with itself; forbids MP. What is in the object.
      while (!slot_.compare_exchange_weak(old, changed(old, fresh), acq_rel<5>)) {
      }
      return node_in(member, old);
    } else {
      // (1) acq_rel: pairs with the acquire in (2), and with itself; forbids MP. What is in the object.
      return slot_.exchange(fresh, acq_rel<1>);
    }
  }

  R domain_;
  alignas(arch::kPadBytes) typename P::template atomic<Link> slot_{nullptr};
};

}  // namespace fenceline::reclamation
