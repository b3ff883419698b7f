// Go: "The Go Memory Model", version of June 6, 2022 (go.dev/ref/mem), section by section; after Boehm and Adve,
// "Foundations of the C++ Concurrency Memory Model", PLDI 2008. sync.WaitGroup and sync.Cond: their documentation, to
// which the section "Additional Mechanisms" leaves them.
//
// Of what a channel, a lock or a Once does the dialect makes atomic accesses to locations of its own, such that
// what an operation waits for is a write that it reads (models/dialect/go_sync.cc). Here stands which of these
// reads-from pairs the document calls synchronized.
#include <models/model.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// "Synchronization": what is synchronized before what.
Relation synchronized_before(const Execution& x, Axioms& a, EventSet synchronizing) {
  const auto reads = [&](Sync sync) { return x.of(sync) & x.reads; };
  const auto writes = [&](Sync sync) { return x.of(sync) & x.writes; };
  // Any operation before the one that is observed.
  const Relation earlier = x.co.between(synchronizing, synchronizing).maybe() * x.rf;
  // A call that failed to lock has no synchronizing effect at all.
  const EventSet locks = reads(Sync::kLock) & x.rmw.domain(), read_locks = reads(Sync::kRLock) & x.rmw.domain();

  // "Goroutine creation". There is no rule of its end ("Goroutine destruction").
  const Relation creation = a.clause("go", x.rf.between(writes(Sync::kGo), reads(Sync::kGo)));
  // "Channel communication": a send before the completion of its receive; closing before a receive that returns a
  // zero value because of that; the k-th receive before the completion of send k+C, where C = 0 is the rule of
  // unbuffered channels.
  const Relation channels = a.clause("send-receive", x.rf.between(writes(Sync::kSend), reads(Sync::kReceive))) |
                            a.clause("close-receive", x.rf.between(writes(Sync::kClose), reads(Sync::kReceive))) |
                            a.clause("receive-send", x.rf.between(writes(Sync::kReceive), reads(Sync::kSend)));
  // "Locks": call n of Unlock before call m > n of Lock returns; for each RLock an n such that call n of Unlock is
  // before it, and its RUnlock before call n+1 of Lock returns.
  const Relation of_locks = a.clause("unlock-lock", earlier.between(writes(Sync::kUnlock), locks)) |
                            a.clause("unlock-rlock", earlier.between(writes(Sync::kUnlock), read_locks)) |
                            a.clause("runlock-lock", earlier.between(writes(Sync::kRUnlock), locks));
  // "Once": the completion of f() before the return of any once.Do(f).
  const Relation once = a.clause("once", x.rf.between(writes(Sync::kOnce), reads(Sync::kOnce)));
  // "Atomic Values": an operation before one that observes its effect.
  const Relation atomics = a.clause("atomic", x.rf.between(writes(Sync::kAtomic), reads(Sync::kAtomic)));
  // sync.WaitGroup, sync.Cond: Done, Signal and Broadcast before the return of any Wait that they unblock.
  const Relation waits = a.clause("done-wait", earlier.between(writes(Sync::kDone), reads(Sync::kWait)));
  return creation | channels | of_locks | once | atomics | waits;
}

void go_axioms(const Execution& x, Axioms& a) {
  const EventSet synchronizing = x.with(kRelaxed);
  const auto among = [&](const Relation& r) { return r.between(synchronizing, synchronizing); };

  // "Memory Model", requirement 2: a total order of the synchronizing operations is consistent with sequencing and
  // with the values that they read and write.
  // What the default of a select finds of its channels is there at one moment.
  a.acyclic("total-order", a.whole("at-once", x, a.clause("sequenced", among(x.po)) | among(x.com)));
  a.empty("atomicity", x.rmw & (among(x.fre) * among(x.coe)));
  if (a.violated() && !a.explains()) return;

  // Happens before: the closure of sequenced before and synchronized before. "Initialization": all of it is
  // synchronized before main.main starts.
  const Relation init = a.clause("init", product(x.initial, x.memory & ~x.initial, x.size()));
  const Relation steps = init | x.po | synchronized_before(x, a, synchronizing);
  const Relation happens = a.clause("hb", steps.closure(), steps);

  // Requirement 3, and for reads that race "Implementation Restrictions for Programs Containing Data Races": a read
  // observes a write that does not happen after it, and that no other write hides. Both say the same of a read that
  // does not race: one write is left.
  const Relation same = happens & x.same_location;
  const Relation hidden = a.clause("hidden", same.between(x.writes, x.writes) * same.between(x.writes, x.reads));
  a.empty("visible", x.rf & (a.clause("later", happens.inverse()) | hidden));
  // What is left in memory is what a read that happens after all writes could observe.
  a.irreflexive("write-order", {happens, x.co});

  // "Observation of acausal and out of thin air writes is disallowed": no write is the reason of itself.
  const Relation reason = x.pick_addr | x.pick_data | x.pick_ctrl | x.addr | x.data | x.ctrl;
  a.acyclic("causality", a.clause("dependency", reason) | x.rf);

  // Two accesses of one location, one of them a write, one of them ordinary, that happen in no order.
  const EventSet all = x.memory & ~x.initial;
  const Relation pairs = product(all & x.writes, all, x.size()) | product(all, all & x.writes, x.size());
  const Relation conflicts = x.external(pairs & x.same_location) - product(synchronizing, synchronizing, x.size());
  a.race("data-race", conflicts - happens - happens.inverse());
}

// What the search takes for granted: the total order, and what a read may return of its own goroutine's writes.
bool go_coherent(std::string_view without) {
  static constexpr std::string_view kNeeded[] = {"total-order", "sequenced", "atomicity", "init",       "hb",
                                                 "visible",     "later",     "hidden",    "write-order"};
  return std::find(std::begin(kNeeded), std::end(kNeeded), without) == std::end(kNeeded);
}

}  // namespace

Model go() {
  return {.name = "go",
          .title = "Go",
          .source = "The Go Memory Model, June 6, 2022",
          .isa = Isa::go,
          .axioms = go_axioms,
          .mixed_sizes = true,  // Go's own accesses never overlap in part
          .coherent = go_coherent,
          .monotone = true,
          .bounded_races = true};
}

}  // namespace fenceline::models
