// MIPS: MIPS64 Architecture for Programmers, volume II-A, SYNC. What its types say is told in terms of one global ordering
// point: an access that reaches it before another keeps that order for all. Beside SYNC the manual promises no order of
// accesses to different locations, not even by dependencies (which Linux relies on all the same).
#include <models/model.h>

namespace fenceline::models {
namespace {

void mips_axioms(const Execution& x, Axioms& a) {
  a.sc_per_location(x);
  a.atomicity(x);
  const Relation ordered = a.clause("sync", x.fenced(x.fences));
  a.acyclic("ordering-point", ordered | x.rfe | x.co | x.fr);
  // No write takes part in what made its own value.
  const Relation dp = (x.addr | x.data | x.ctrl).between(x.reads, x.writes);
  a.acyclic("causal-loop", a.clause("dp", dp) | x.rf);
}

}  // namespace

Model mips() { return {"mips", "MIPS", "MIPS64 volume II-A, SYNC", Isa::mips64el, mips_axioms}; }

}  // namespace fenceline::models
