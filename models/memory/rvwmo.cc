// RVWMO and Ztso: The RISC-V Instruction Set Manual, volume I (unprivileged), chapters "RVWMO
// Memory Consistency Model" and "Ztso Extension". Clauses carry the numbers of the rules of
// preserved program order there.
#include <models/model.h>

namespace fenceline::models {
namespace {

// What a variant of the model takes as annotated.
struct Annotated {
  EventSet acquire, release;  // RCpc or RCsc
  EventSet rcsc;
};

// Loads and stores to the same address (rules 1 to 3).
Relation overlapping_address_order(const Execution& x, Axioms& a) {
  const Relation between = x.po_loc.between(x.memory, x.writes) * x.po_loc;
  const Relation same_source = x.rf.inverse() * x.rf;
  const EventSet atomic_writes = x.writes & x.with_any(kAtomic | kExclusive);
  return a.clause("ppo1", x.po_loc.between(x.memory, x.writes)) |
         a.clause("ppo2", x.po_loc.between(x.reads, x.reads) - between - same_source) |
         a.clause("ppo3", x.rfi.between(atomic_writes, x.reads));
}

// Fences, acquire and release annotations, and paired LR/SC (rules 4 to 8).
Relation explicit_synchronization(const Execution& x, Axioms& a, const Annotated& annotated) {
  const EventSet fences = x.of(FenceKind::kFence) | x.of(FenceKind::kFenceTso);
  return a.clause("ppo4", x.fenced(fences)) | a.clause("ppo5", x.po.between(annotated.acquire, x.memory)) |
         a.clause("ppo6", x.po.between(x.memory, annotated.release)) |
         a.clause("ppo7", x.po.between(annotated.rcsc, annotated.rcsc)) | a.clause("ppo8", x.rmw);
}

// Syntactic and pipeline dependencies (rules 9 to 13).
Relation dependencies(const Execution& x, Axioms& a) {
  return a.clause("ppo9", x.addr) | a.clause("ppo10", x.data) | a.clause("ppo11", x.ctrl.between(x.memory, x.writes)) |
         a.clause("ppo12", (x.addr | x.data).between(x.memory, x.writes) * x.rfi) |
         a.clause("ppo13", (x.addr * x.po).between(x.memory, x.writes));
}

void global_order(const Execution& x, Axioms& a, const Annotated& annotated) {
  a.sc_per_location(x);
  a.atomicity(x);
  const Relation ppo = overlapping_address_order(x, a) | explicit_synchronization(x, a, annotated) | dependencies(x, a);
  // An AMO is one memory operation, a load and a store at once ("Memory Model Primitives"): what is ordered with one of
  // them is ordered with both.
  const Relation amo = x.rmw.between(x.with(kAtomic), x.with(kAtomic));
  const Relation both = (amo | amo.inverse()).maybe();
  // The load value axiom: a load reads the latest store before it in the global memory order or
  // in its own hart, so a read from the own hart's store gives no order.
  // The load value axiom and the atomicity axiom speak of bytes, and so do rules 1 to 3 and 12
  // ("overlapping", "a byte read by both", "returns a value written by"); what is ordered are
  // memory operations: an aligned load or store is one of them, whatever its size.
  const Relation order = (ppo | x.rfe | x.co | x.fr) - amo;
  const Relation joined = a.clause("amo", amo.empty() ? x.none() : both * order * both);
  a.acyclic("global-memory-order", a.whole("single-copy", x, order | joined));
}

void rvwmo_axioms(const Execution& x, Axioms& a) {
  const EventSet rcsc = x.with_any(kAcquire | kRelease);
  global_order(x, a, {x.with_any(kAcquire | kAcquirePc), x.with_any(kRelease | kReleasePc), rcsc});
}

// Ztso: loads are acquire-RCpc, stores release-RCpc, AMOs acquire-RCsc and release-RCsc.
void ztso_axioms(const Execution& x, Axioms& a) {
  const EventSet amo = x.with(kAtomic);
  global_order(x, a, {x.reads | amo, x.writes | amo, x.with_any(kAcquire | kRelease) | amo});
}

Model of_riscv(const char* name, const char* title, const char* source, void (*axioms)(const Execution&, Axioms&)) {
  return {.name = name, .title = title, .source = source, .isa = Isa::riscv64, .axioms = axioms, .mixed_sizes = true};
}

}  // namespace

Model rvwmo() { return of_riscv("rvwmo", "RVWMO", "RISC-V unprivileged ISA, RVWMO", rvwmo_axioms); }
Model ztso() { return of_riscv("ztso", "RISC-V Ztso", "RISC-V unprivileged ISA, Ztso", ztso_axioms); }

}  // namespace fenceline::models
