// The Linux kernel's memory model: tools/memory-model/Documentation/explanation.txt of the kernel
// ("EXP" below, with its sections); Alglave, Maranget, McKenney, Parri, Stern, "Frightening Small
// Children and Disconcerting Grown-ups: Concurrency in the Linux Kernel", ASPLOS 2018. Names of
// clauses are the document's.
#include <models/memory/lkmm.h>
#include <models/new_values.h>

namespace fenceline::models {
namespace {

// fencerel(F): around a fence of the set.
// EXP, "Types of operations and fences": rmb orders reads, but none of an update whose result is unused.
Relation read_barriers(const Execution& x, const LkmmSets& s) {
  const EventSet reads = x.reads & ~s.noreturn;
  return x.around(x.of(FenceKind::kSmpRmb)).between(reads, reads);
}

// From a release of a lock to the next time that it is taken by the same CPU, or by one that finds it released.
// EXP, "Locking".
Relation handover(const Execution& x, const LkmmSets& s) {
  return x.po.between(s.all, s.unlock) * (x.po | x.rf).between(s.unlock, s.locked) * x.po;
}

// EXP, "Strong fences" and "Odds and ends"; Documentation/atomic_t.txt of the kernel, "ORDERING".
Relation full_barriers(const Execution& x, Axioms& a, const LkmmSets& s, const Relation& handed) {
  const Relation before = x.po.maybe(), memory = identity(x.memory, x.size());
  const auto fence = [&](FenceKind kind) { return x.around(x.of(kind)); };
  const auto behind = [&](EventSet set, FenceKind kind) {
    return (memory * before).between(x.memory, set) * fence(kind);
  };
  const Relation after_handover = (handed & handed.between(s.all, x.of(FenceKind::kAfterUnlockLock))) * x.po;
  return (a.clause("mb", fence(FenceKind::kSmpMb)) |
          // An update that returns a value and succeeds is one itself.
          a.clause("full-update", x.po.between(s.all, s.full_reads) | x.po.between(s.full_writes, s.all)) |
          a.clause("before-atomic",
                   fence(FenceKind::kBeforeAtomic).between(x.memory, s.updates) * before) |
          a.clause("after-atomic", behind(s.updates, FenceKind::kAfterAtomic)) |
          a.clause("after-spinlock", behind(s.locking, FenceKind::kAfterSpinlock)) |
          a.clause("after-unlock-lock", after_handover) |
          a.clause("after-srcu-read-unlock", behind(s.srcu_unlock, FenceKind::kAfterSrcuReadUnlock)))
      .between(x.memory, x.memory);
}

// EXP, "The happens-before relation: hb" and before: what one CPU keeps in order.
Relation preserved(const Execution& x, Axioms& a, const LkmmSets& s, const LkmmRelations& r, const Relation& data,
                   const Relation& ctrl, const Relation& fences, const Relation& handed) {
  const Relation dep = r.addr | data;
  const Relation to_write =
      a.clause("addr", r.addr.between(s.all, x.writes)) | a.clause("data", data.between(s.all, x.writes)) |
      a.clause("ctrl", ctrl.between(s.all, x.writes)) | a.clause("overwrite", x.internal(x.co | x.fr)) |
      // A plain write through a pointer, published by a later one: the pointer was read before.
      a.clause("addr-plain-wmb", r.addr.between(s.all, s.plain) * r.wmb);
  const Relation to_read = a.clause("addr", r.addr.between(s.all, x.reads)) |
                           a.clause("dep-rfi", dep.between(s.all, s.marked) * x.rfi);
  return to_write | to_read | x.internal(fences) | a.clause("unlock-lock", x.internal(handed));
}

// EXP, "RCU relations": a sequence of grace periods and critical sections, joined by `link`, of which at least as many
// are grace periods, is a strong fence. Of SRCU both must be of one structure.
Relation rcu_order(const Execution& x, const LkmmSets& s, const Relation& link) {
  const Relation sections = rcu_sections(x, s).inverse(), srcu = srcu_sections(x, s).inverse();
  const Relation period = identity(s.rcu_sync, x.size()), srcu_period = identity(s.srcu_sync, x.size());
  Relation order = period | srcu_period;
  for (;;) {
    // Nothing, or an order that is complete, between a period and a section.
    const Relation between = link | link * order * link;
    const Relation more = order | period * between * sections | sections * between * period |
                          ((srcu_period * between * srcu | srcu * between * srcu_period) & x.same_location) |
                          order * link * order;
    if (more == order) return order;
    order = more;
  }
}

void lkmm_axioms(const Execution& x, Axioms& a) {
  const LkmmSets s(x);
  LkmmRelations r;
  // EXP, "Cache coherence and sequential consistency: co and fr"; "Atomic updates: rmw".
  a.sc_per_location(x);
  a.atomicity(x);

  a.acyclic("no-value-of-itself", new_values(x));

  // EXP, "Dependency relations": they also pass through a plain write and the own read of it.
  const Relation carried =
      a.clause("carry-dep", x.data.between(s.all, ~s.srcu_unlock) * x.rfi).star();
  const Relation data = carried * x.data, ctrl = carried * x.ctrl;
  r.addr = carried * x.addr;

  // EXP, "Preserved program order: to-r and to-w, fences".
  const Relation handed = handover(x, s);
  const Relation period = (x.po.between(s.all, s.rcu_sync | s.srcu_sync)) * x.po.maybe();
  r.rmb = a.clause("rmb", read_barriers(x, s));
  r.wmb = a.clause("wmb", x.around(x.of(FenceKind::kSmpWmb)).between(x.writes, x.writes));
  r.strong = full_barriers(x, a, s, handed) | a.clause("gp", period);
  r.release = a.clause("release", x.po.between(x.memory, s.release));
  r.acquire = a.clause("acquire", x.po.between(s.acquire, x.memory));
  const Relation fences = r.strong | r.release | r.acquire | r.rmb | r.wmb;
  const Relation ppo = preserved(x, a, s, r, data, ctrl, fences, handed);
  // Most cycles show without what takes longer.
  if (!a.explains()) a.acyclic("happens-before", (ppo | x.rfe).between(s.marked, s.marked));
  if (a.violated() && !a.explains()) return;

  // EXP, "Propagation order relation: cumul-fence"; an update goes on with what it read.
  const Relation rfe_marked = x.rfe.between(s.all, s.marked);
  const Relation sequence = a.clause("rmw-sequence", x.rf * x.rmw).star();
  const Relation cumulative = r.strong | r.release;
  r.cumul = (cumulative | a.clause("A-cumul", rfe_marked * cumulative) | r.wmb | a.clause("unlock-lock-cumul", handed))
                .between(s.marked, s.marked) *
            sequence;
  const Relation fence_steps = r.cumul.star();
  r.prop = ((x.external(x.co | x.fr).maybe() * fence_steps).between(s.marked, s.marked) *
            x.rfe.maybe())
               .between(s.marked, s.marked);

  // EXP, "The happens-before relation: hb".
  const Relation within = x.internal(r.prop) - identity(s.all, x.size());
  r.hb = (ppo | x.rfe | a.clause("prop", within)).between(s.marked, s.marked);
  a.acyclic("happens-before", r.hb);

  // EXP, "The propagates-before relation: pb".
  const Relation hbs = r.hb.star();
  r.pb = (r.prop * r.strong * hbs).between(s.all, s.marked);
  a.acyclic("propagation", a.clause("pb", r.pb, r.prop | r.strong | r.hb));

  // EXP, "RCU relations: rcu-link, rcu-gp, rcu-rscsi, rcu-order, rcu-fence, and rb".
  r.rb = x.none();
  if ((s.rcu_sync | s.srcu_sync) != 0 || a.explains()) {
    const Relation later = hbs * r.pb.star();
    const Relation link = x.po.maybe() * later * r.prop * x.po;
    const Relation rcu_fence = a.clause("rcu-fence", x.po * rcu_order(x, s, link) * x.po.maybe());
    r.rb = (r.prop * rcu_fence * later).between(s.all, s.marked);
    r.strong |= rcu_fence;
    a.irreflexive("rcu", {r.rb});
  }
  if (s.plain != 0 || a.explains()) lkmm_plain(x, a, s, r);
  if (!a.violated()) lkmm_misuse(x, a, s);
}

}  // namespace

LkmmSets::LkmmSets(const Execution& x) {
  const EventSet locks = x.with(kLock), atomic = x.with(kAtomic), srcu = x.with(kSrcu), full = x.with(kSeqCst);
  all = x.memory | x.fences;
  marked = x.fences | x.initial | x.with(kRelaxed);
  plain = x.memory & ~marked;
  acquire = x.with(kAcquire) & x.reads;
  release = x.with(kRelease) & x.writes;
  noreturn = x.with(kNoReturn) & x.reads;
  updates = atomic & ~locks;
  full_reads = full & x.reads, full_writes = full & x.writes;
  locked = locks & atomic & x.reads, locking = locks & atomic & x.writes, unlock = locks & x.writes & ~atomic;
  srcu_lock = srcu & x.reads, srcu_unlock = srcu & x.writes, srcu_sync = x.of(FenceKind::kSyncSrcu);
  rcu_lock = x.of(FenceKind::kRcuLock), rcu_unlock = x.of(FenceKind::kRcuUnlock), rcu_sync = x.of(FenceKind::kSyncRcu);
}

// As brackets match: an unlock with the last lock before it that is still open.
Relation rcu_sections(const Execution& x, const LkmmSets& s) {
  Relation out(x.size());
  EventSet open = s.rcu_lock;
  for_each(s.rcu_unlock, [&](int unlock) {
    const EventSet before = open & x.same_thread.row(unlock) & (event(unlock) - 1);
    if (before == 0) return;
    const int lock = last_of(before);
    out.add(lock, unlock);
    open &= ~event(lock);
  });
  return out;
}

// By the value that the lock returned, which may go through memory; EXP, "SRCU read-side critical sections".
Relation srcu_sections(const Execution& x, const LkmmSets& s) {
  const Relation carried = (x.data.between(x.memory, ~s.srcu_unlock) * x.rf).star();
  return (carried * x.data).between(s.srcu_lock, s.srcu_unlock) & x.same_location;
}

Model lkmm() {
  return {.name = "lkmm",
          .title = "the Linux kernel's model",
          .source = "tools/memory-model/Documentation/explanation.txt; Alglave et al. 2018",
          .isa = Isa::linux_kernel,
          .axioms = lkmm_axioms,
          .self_justified = true,
          .filtered_races = true,
          .may_flag = lkmm_may_flag,
          .monotone = true};
}

}  // namespace fenceline::models
