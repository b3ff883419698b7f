// Programs in the Linux kernel's C that misuse its primitives: what its tools/memory-model flags beside the verdict, by
// the names of its linux-kernel.bell, lock.cat and linux-kernel.cat. Documentation/litmus-tests.txt of the kernel,
// "LIMITATIONS"; explanation.txt, "RCU relations", "SRCU read-side critical sections" and "Locking".
#include <models/memory/lkmm.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// Events that the relation has on neither side.
EventSet alone(EventSet set, const Relation& r) { return set & ~(r.domain() | r.range()); }

// From what takes a lock to what releases it, with nothing else on this lock between them.
Relation lock_sections(const Execution& x, const LkmmSets& s) {
  const EventSet both = s.locking | s.unlock;
  return x.po_loc.between(s.locking, s.unlock) - x.po_loc.between(s.locking, both) * x.po_loc.between(both, s.unlock);
}

// Around what a compiler does not move a plain write across.
Relation compiler_barriers(const Execution& x, const LkmmSets& s) {
  EventSet all = s.acquire | s.release | s.full_reads | s.full_writes | s.srcu_lock | s.srcu_unlock;
  for_each(x.fences, [&](int f) {
    const FenceKind kind = x.events[f].fence.kind;
    const bool none = kind == FenceKind::kAfterSpinlock || kind == FenceKind::kAfterUnlockLock ||
                      kind == FenceKind::kAfterSrcuReadUnlock;
    all |= none ? 0 : event(f);
  });
  return x.po.between(s.all, all) * x.po | x.po.between(s.all, s.release) | x.po.between(s.acquire, s.all);
}

Relation mixed_accesses(const Execution& x, const LkmmSets& s) {
  const Relation near = x.po_loc - compiler_barriers(x, s);
  return near.between(s.plain & x.writes, s.marked) | near.between(s.marked, s.plain & x.writes);
}

}  // namespace

void lkmm_misuse(const Execution& x, Axioms& a, const LkmmSets& s) {
  const auto flag = [&](const char* name, const Relation& r) {
    if (!r.empty()) a.flag(name, r);
  };
  const auto flag_set = [&](const char* name, EventSet set) { flag(name, identity(set, x.size())); };
  if ((s.rcu_lock | s.rcu_unlock) != 0) {
    const Relation sections = rcu_sections(x, s);
    flag_set("unmatched-rcu-lock", alone(s.rcu_lock, sections));
    flag_set("unmatched-rcu-unlock", alone(s.rcu_unlock, sections));
    flag("invalid-sleep", sections & (x.po.between(s.rcu_lock, s.srcu_sync) * x.po));
  }
  if ((s.srcu_lock | s.srcu_unlock) != 0) {
    const Relation sections = srcu_sections(x, s);
    flag_set("unmatched-srcu-lock", alone(s.srcu_lock, sections));
    flag_set("unmatched-srcu-unlock", alone(s.srcu_unlock, sections));
    flag("multiple-srcu-matches", sections.inverse() * sections - identity(s.all, x.size()));
    Relation others = sections;
    for_each(sections.domain(), [&](int lock) {
      for_each(sections.row(lock), [&](int unlock) {
        if (x.events[lock].value == x.events[unlock].value) others.remove(lock, unlock);
      });
    });
    flag("srcu-bad-value-match", others);
  }
  const EventSet spinlocks = x.with(kLock), locks = spinlocks | s.srcu_lock | s.srcu_unlock | s.srcu_sync;
  if (locks != 0) {
    flag("mixed-lock-accesses", x.same_location.between(x.memory & ~x.initial & ~locks, locks));
    flag_set("unmatched-unlock", s.unlock & ~lock_sections(x, s).range());
    EventSet told = 0;
    for_each(locks, [&](int e) {
      for (const Variable& v : x.test->observed)
        told |= v.thread < 0 && x.events[e].address == address_of(v.index) ? event(e) : 0;
    });
    flag_set("lock-final", told);
  }
  if (s.plain != 0) flag("mixed-accesses", mixed_accesses(x, s));
}

bool lkmm_may_flag(const Execution& paths, const std::set<std::string>& told) {
  Axioms a;
  lkmm_misuse(paths, a, LkmmSets(paths));
  return std::any_of(a.flags().begin(), a.flags().end(), [&](const Axioms::Flag& f) { return !told.contains(f.name); });
}

}  // namespace fenceline::models
