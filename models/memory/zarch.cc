// z/Architecture: IBM, z/Architecture Principles of Operation, SA22-7832, chapter 5, "Sequence of
// Storage References" and "Serialization".
#include <models/model.h>

namespace fenceline::models {
namespace {

void zarch_axioms(const Execution& x, Axioms& a) {
  a.sc_per_location(x);
  a.atomicity(x);
  const Relation all = x.po.between(x.memory, x.memory);
  // Storage-operand references: fetches appear in order, stores appear in order and after earlier
  // fetches, to all CPUs alike; but results may wait before they are placed in storage, while later
  // fetches go ahead.
  const Relation ppo = a.clause("ppo", all - all.between(x.writes, x.reads));
  // Serialization (BCR 15,0 and 14,0) completes all earlier references first; so do the
  // interlocked updates (COMPARE AND SWAP) before and after.
  const EventSet interlocked = x.with(kLocked);
  const Relation serialized =
      a.clause("serialization", x.fenced(x.fences)) |
      a.clause("interlocked", all.between(x.memory, interlocked) | all.between(interlocked, x.memory));
  // The CPU that stored sees its pending result. The text does not say that others must then see
  // it too, so it is not assumed here: rfe, not rf.
  a.acyclic("storage-order", ppo | serialized | x.rfe | x.co | x.fr);
}

}  // namespace

Model zarch() {
  return {"zarch", "z/Architecture", "z/Architecture Principles of Operation, chapter 5", Isa::s390x, zarch_axioms};
}

}  // namespace fenceline::models
