// The parts of the Linux kernel's memory model that are defined once and used by all of its axioms.
#pragma once

#include <models/model.h>

namespace fenceline::models {

// Events by what the kernel's documentation calls them.
struct LkmmSets {
  explicit LkmmSets(const Execution& x);
  EventSet all;
  EventSet marked, plain;           // plain: accesses that nothing marks
  EventSet acquire, release;        // reads; writes
  EventSet noreturn;                // reads of updates whose result is not used
  EventSet updates;                 // halves of read-modify-writes, those that failed included; no locks
  EventSet full_reads, full_writes; // of updates that are full barriers
  EventSet locked, locking, unlock; // a lock's read and write, and its release
  EventSet srcu_lock, srcu_unlock, srcu_sync;
  EventSet rcu_lock, rcu_unlock, rcu_sync;
};

// Read-side critical sections, from lock to unlock.
Relation rcu_sections(const Execution& x, const LkmmSets& s);
Relation srcu_sections(const Execution& x, const LkmmSets& s);

// What the axioms are about, in the order in which the documentation has it.
struct LkmmRelations {
  Relation rmb, wmb, strong, release, acquire;  // fences, po-rel, acq-po
  Relation cumul, prop, hb, pb, rb;
  Relation addr;  // also through plain accesses
};

// Plain accesses: what forbids an execution because of them, and their races.
void lkmm_plain(const Execution& x, Axioms& a, const LkmmSets& s, const LkmmRelations& r);

// What is flagged, and forbids nothing: primitives that are misused.
void lkmm_misuse(const Execution& x, Axioms& a, const LkmmSets& s);
// May executions of these paths be flagged with what is not told yet? (Without rf no value of SRCU comes through memory:
// the more is unmatched.)
bool lkmm_may_flag(const Execution& paths, const std::set<std::string>& told);

}  // namespace fenceline::models
