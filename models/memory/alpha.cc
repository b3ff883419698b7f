// Alpha: Alpha Architecture Handbook, version 4, section 5.6 "Read/Write Ordering". Data
// dependencies do not order two reads: a processor may read new pointers and old contents.
#include <models/model.h>

namespace fenceline::models {
namespace {

void alpha_axioms(const Execution& x, Axioms& a) {
  a.sc_per_location(x);
  a.atomicity(x);
  // 5.6.1.3, processor issue constraints: accesses that overlap keep their order, but that a
  // processor reads its own write says nothing to others; MB orders all, WMB writes.
  const Relation same = a.clause("same-location", x.po_loc - x.po_loc.between(x.writes, x.reads));
  const Relation barriers = a.clause("mb", x.fenced(x.fences));
  // 5.6.1.4 to 5.6.1.6: the "before" order has no cycle. It is one of accesses, each with its size: those that overlap
  // have one, and of each byte that it reads an access finds the latest write that is visible, which its own processor's
  // are before they are before it.
  a.acyclic("before", barriers | a.whole("single-copy", x, same | x.rfe | x.co | x.fr));
  // 5.6.1.7, dependence constraint: no write takes part in what made its own value.
  const Relation dp = (x.addr | x.data | x.ctrl).between(x.reads, x.writes);
  a.acyclic("causal-loop", a.clause("dp", dp) | x.rf);
}

}  // namespace

Model alpha() {
  return {.name = "alpha",
          .title = "Alpha",
          .source = "Alpha Architecture Handbook, section 5.6",
          .isa = Isa::alpha,
          .axioms = alpha_axioms,
          .mixed_sizes = true};
}

}  // namespace fenceline::models
