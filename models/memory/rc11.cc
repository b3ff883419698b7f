// RC11: Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing Sequential Consistency in C/C++11", PLDI
// 2017: the four conditions of its RC11-consistency, with the paper's names. An update is two events,
// related by rmw, as there; herd7's rc11.cat has one, and leaves initial writes out of sb, which
// makes no difference.
#include <models/memory/cxx.h>

namespace fenceline::models {
namespace {

void rc11_axioms(const Execution& x, Axioms& a) {
  const CxxSets s(x);
  // Initial writes are before all else.
  const Relation sb = x.po | product(x.initial, ~x.initial & (x.memory | x.fences), x.size());
  const Relation rf = x.rf, mo = x.co, rb = x.fr;
  const Relation eco = (rf | mo | rb).closure();

  // Happens-before: rs = [W];sb|loc?;[W rlx];(rf;rmw)*.
  const EventSet atomic_writes = x.writes & s.atomic;
  const Relation own = a.clause("rs-own", x.po_loc.between(x.writes, atomic_writes));
  const Relation rs = (own | identity(atomic_writes, x.size())) * (a.clause("rs-rmw", rf * x.rmw)).star();
  const Relation sw = a.clause("sw", synchronizes_with(x, a, s, rs));
  const Relation hb = a.clause("hb", (sb | sw).closure(), sb | sw);

  a.irreflexive("coherence", {hb, eco.maybe()});
  a.empty("atomicity", x.rmw & (rb * mo));

  // Partial SC.
  const Relation elsewhere = sb - x.po_loc;
  const Relation scb = a.clause("sb", sb) | a.clause("sb-hb-sb", elsewhere * hb * elsewhere) |
                       a.clause("hb-loc", hb & x.same_location) | mo | rb;
  const Relation sc = identity(s.sc_accesses, x.size()), f = identity(s.sc_fences, x.size());
  const Relation psc_base = (sc | f * hb.maybe()) * scb * (sc | hb.maybe() * f);
  const Relation psc_f = (hb | hb * eco * hb).between(s.sc_fences, s.sc_fences);
  const Relation steps = sb | sw | rf | mo | rb;
  a.acyclic("sc", a.clause("psc-base", psc_base, steps) | a.clause("psc-fence", psc_f, steps));

  a.acyclic("no-thin-air", sb | rf);
  a.race("data-race", conflicts(x, s) - hb - hb.inverse());
}

}  // namespace

Model rc11() { return {"rc11", "RC11", "Lahav, Vafeiadis, Kang, Hur, Dreyer, PLDI 2017", Isa::cxx, rc11_axioms}; }

}  // namespace fenceline::models
