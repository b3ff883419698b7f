// SPARC PSO and RMO: The SPARC Architecture Manual, Version 9, appendix D "Formal Specification of
// the Memory Models". (SPARC TSO is x86-TSO without the lock prefix: x86_tso.cc.)
#include <models/model.h>

namespace fenceline::models {
namespace {

// D.3.4: memory order is total over all processors; a load takes the latest store before it in
// memory order or in its own program order, so the own store buffer may be read early.
void memory_order(const Execution& x, Axioms& a, const Relation& preserved) {
  a.acyclic("memory-order", preserved | x.rfe | x.co | x.fr);
}

// D.5: PSO is RMO with an implied #LoadLoad | #LoadStore membar after every load.
void pso_axioms(const Execution& x, Axioms& a) {
  a.sc_per_location(x);
  a.atomicity(x);
  memory_order(x, a,
               a.clause("load", x.po.between(x.reads, x.memory)) |
                   a.clause("same-location-store", x.po_loc.between(x.memory, x.writes)) |
                   a.clause("membar", x.fenced(x.fences)));
}

// D.3.3: Y depends on X if it is a store in control of X, or uses a register that X sets, or is a
// load from what a store between just wrote; transitively.
void rmo_axioms(const Execution& x, Axioms& a) {
  a.sc_per_location(x, true);
  a.atomicity(x);
  const Relation direct = a.clause("ctrl", x.ctrl.between(x.reads, x.writes)) | a.clause("addr", x.addr) |
                          a.clause("data", x.data) | x.po_loc.between(x.writes, x.reads);
  // D.3.4: (1) what depends on a load follows it; (2) membars; (3) a store follows every earlier
  // access to its location.
  const Relation depends = a.clause("dependence", direct.closure().between(x.reads, x.memory));
  memory_order(x, a,
               depends | a.clause("membar", x.fenced(x.fences)) |
                   a.clause("same-location-store", x.po_loc.between(x.memory, x.writes)));
}

}  // namespace

Model sparc_pso() { return {"sparc-pso", "SPARC PSO", "SPARC V9 manual, appendix D", Isa::sparc64, pso_axioms}; }
Model sparc_rmo() {
  return {.name = "sparc-rmo",
          .title = "SPARC RMO",
          .source = "SPARC V9 manual, appendix D",
          .isa = Isa::sparc64,
          .axioms = rmo_axioms,
          .load_load_hazard = true};
}

}  // namespace fenceline::models
