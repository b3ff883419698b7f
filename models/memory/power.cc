// Power: Alglave, Maranget, Tautschnig, "Herding Cats: Modelling, Simulation, Testing, and Data
// Mining for Weak Memory", TOPLAS 36(2), 2014, section 6 and figures 5, 6, 17, 18, 25. ARMv7 has
// the same frame with its own fences and preserved program order: section 6.3, model "ARM llh"
// without the load-load hazard.
#include <models/dialect/dialect.h>
#include <models/model.h>

namespace fenceline::models {
namespace {

// Preserved program order (figure 25). Each access has an init part and a commit part; a relation
// xy holds between part x of one and part y of another. The four are the least that satisfy the
// equations, so they are found by growing from their bases.
struct Parts {
  Relation ii, ic, ci, cc;
};

Parts grow(const Parts& base) {
  Parts now = base;
  for (;;) {
    Parts next;
    next.ii = base.ii | now.ci | now.ic * now.ci | now.ii * now.ii;
    next.ic = base.ic | now.ii | now.cc | now.ic * now.cc | now.ii * now.ic;
    next.ci = base.ci | now.ci * now.ii | now.cc * now.ci;
    next.cc = base.cc | now.ci | now.ci * now.ic | now.cc * now.cc;
    if (next.ii == now.ii && next.ic == now.ic && next.ci == now.ci && next.cc == now.cc) return now;
    now = next;
  }
}

// `control_fence`: ctrl+isync or ctrl+isb. `po_loc_commits`: Power keeps the commits of accesses to
// one location in program order; ARM does not.
Relation preserved_order(const Execution& x, Axioms& a, EventSet control_fence, bool po_loc_commits) {
  const Relation dp = a.clause("addr", x.addr) | a.clause("data", x.data);
  const Relation rdw = a.clause("rdw", x.po_loc & (x.fre * x.rfe));
  const Relation detour = a.clause("detour", x.po_loc & (x.coe * x.rfe));
  const Relation ctrl_fence =
      a.clause("ctrl-isync", (x.ctrl.between(x.reads, control_fence) * x.po).between(x.reads, x.memory));
  const Relation ctrl = a.clause("ctrl", x.ctrl.between(x.reads, x.memory));
  const Relation addr_po = a.clause("addr-po", (x.addr * x.po).between(x.reads, x.memory));
  Parts base;
  base.ii = dp | rdw | a.clause("rfi", x.rfi);
  base.ic = x.none();
  base.ci = ctrl_fence | detour;
  base.cc = dp | ctrl | addr_po;
  if (po_loc_commits) base.cc |= a.clause("po-loc", x.po_loc);
  const Parts parts = grow(base);
  return parts.ii.between(x.reads, x.reads) | parts.ic.between(x.reads, x.writes);
}

// The four axioms (figure 5) and propagation (figure 18). `fences`: all that order their own
// thread's accesses; `full`: those that also wait for every earlier write to reach every thread.
void propagate(const Execution& x, Axioms& a, const Relation& ppo, const Relation& fences, const Relation& full) {
  a.sc_per_location(x);
  a.atomicity(x);
  const Relation hb = a.clause("ppo", ppo) | a.clause("fence", fences) | a.clause("sync", full) | x.rfe;
  a.acyclic("no-thin-air", hb);
  const Relation hb_star = hb.star();
  const Relation all_fences = fences | full;
  const Relation base = a.clause("prop-base", (all_fences | x.rfe * all_fences) * hb_star);
  const Relation prop = a.clause("prop-ww", base.between(x.writes, x.writes)) |
                        a.clause("prop-full", x.com.star() * base.star() * a.clause("full-fence", full) * hb_star);
  a.irreflexive("observation", {x.fre, prop, hb_star});
  a.acyclic("propagation", x.co | prop);
}

void power_axioms(const Execution& x, Axioms& a) {
  const Relation ppo = preserved_order(x, a, x.of(FenceKind::kIsync), true);
  // lwsync orders all but a write with a later read; eieio two writes (figure 17).
  const Relation fences =
      a.clause("lwsync", x.fenced(x.of(FenceKind::kLwsync))) | a.clause("eieio", x.fenced(x.of(FenceKind::kEieio)));
  const Relation full = x.fenced(x.of(FenceKind::kSync));
  propagate(x, a, ppo, fences, full);
  // Load-reserves and store-conditionals of a thread are performed in program order: S. Sarkar et
  // al., "Synchronising C/C++ and POWER", PLDI 2012; here as herd7's ppc.cat has it.
  const EventSet exclusive = x.with(kExclusive);
  a.acyclic("exclusives", x.co | x.po.between(exclusive, exclusive));
}

// ARMv7: dmb and dsb are full fences; their `st` forms order two writes, and are full between them.
void armv7_axioms(const Execution& x, Axioms& a) {
  const Relation ppo = preserved_order(x, a, x.of(FenceKind::kIsb), false);
  const EventSet barriers = x.of(FenceKind::kDmb) | x.of(FenceKind::kDsb);
  propagate(x, a, ppo, x.none(), x.fenced(barriers));
}

}  // namespace

Model power() {
  return {"power", "Power", "Alglave, Maranget, Tautschnig 2014, section 6", Isa::ppc64le, power_axioms};
}
Model armv7() {
  Model out = {"armv7", "ARMv7", "Alglave, Maranget, Tautschnig 2014, section 6.3", Isa::arm, armv7_axioms};
  out.refuses = [](const LitmusTest& test) {
    const std::string_view model = dialect(test.isa).default_model(test);
    return test.isa == Isa::arm && model != "armv7"
               ? "it has instructions of ARMv8, which ARMv7 has not: --model=" + std::string(model) + " covers them"
               : std::string();
  };
  return out;
}

}  // namespace fenceline::models
