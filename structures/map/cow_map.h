// Copy-on-write map: readers look into a table that never changes; a writer makes another one, with its change in it, and
// publishes that in the place of the first, which goes when nobody reads it any more.
// P. E. McKenney, J. D. Slingwine, "Read-copy update: using execution history to solve concurrency problems", PDCS 1998.
//
//                   find       insert, erase
//   find            together   together
//   insert, erase   together   together
//
// Tags: linearizable; readers are wait-free if the reclaimer is, and write nothing of the map's; writers wait for each
// other at a lock and copy all that is in.
#pragma once
#include <arch/cpu.h>
#include <structures/lock/futex_mutex.h>
#include <structures/map/probed.h>
#include <structures/reclaim/concept.h>

namespace fenceline {

/// K, V: copied, made with (). L: a lock.
template <class K, class V, class R, class L = FutexMutex<typename R::Policy>>
class CowMap {
  using P = typename R::Policy;
  static_assert(R::kSlots >= 1);
  static_assert(!type_stable<R>(), "a reader does not look again whether its node is another one by now");

 public:
  using key_type = K;
  using mapped_type = V;
  using Domain = R;
  using Member = typename R::Member;

  explicit CowMap(R& domain) : domain_(domain), table_(P::template make<Table>(0u)) {}
  ~CowMap() { P::destroy(table_.load(relaxed)); }
  CowMap(const CowMap&) = delete;
  CowMap& operator=(const CowMap&) = delete;

  R& domain() { return domain_; }
  std::size_t size() const { return table_.load(relaxed)->size(); }

  bool find(Member& member, const K& key, V& value) {
    const Inside inside(member);
    // (1) acquire: pairs with the release in (2); forbids MP
    return member.protect(0, table_, acquire<1>)->find(key, value);
  }

  bool insert(Member& member, const K& key, const V& value) {
    const Inside inside(member);
    const Guard<L> alone(lock_);
    Table* const old = table_.load(relaxed);
    if (V there; old->find(key, there)) return false;
    Table* const fresh = member.template make<Table>(old->size() + 1);
    old->for_each([&](const K& k, const V& v) { fresh->insert(k, v); });
    fresh->insert(key, value);
    replace(member, old, fresh);
    return true;
  }

  bool erase(Member& member, const K& key) {
    const Inside inside(member);
    const Guard<L> alone(lock_);
    Table* const old = table_.load(relaxed);
    if (V there; !old->find(key, there)) return false;
    Table* const fresh = member.template make<Table>(old->size() - 1);
    old->for_each([&](const K& k, const V& v) {
      if (k != key) fresh->insert(k, v);
    });
    replace(member, old, fresh);
    return true;
  }

 private:
  struct Table : R::Node, ProbedTable<K, V, P> {
    explicit Table(std::size_t keys) { this->reserve(keys); }
  };

  void replace(Member& member, Table* old, Table* fresh) {
    table_.store(fresh, release<2>);  // (2) release: pairs with the acquire in (1); forbids MP
    member.retire(old);
  }

  R& domain_;
  alignas(arch::kPadBytes) typename P::template atomic<Table*> table_;
  alignas(arch::kPadBytes) L lock_;
};

}  // namespace fenceline
