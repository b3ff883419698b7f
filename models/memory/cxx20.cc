// C++20: ISO/IEC 14882:2020, [intro.races] (6.9.2.1), [atomics.order] (31.4), [atomics.fences]
// (31.11); with P0668R5 "Revising the C++ memory model" and P0982R1 "Weaken Release Sequences",
// which it took up. Without consume, so that happens-before and simply-happens-before are one.
#include <models/memory/cxx.h>

namespace fenceline::models {
namespace {

void cxx20_axioms(const Execution& x, Axioms& a) {
  const CxxSets s(x);
  // Sequenced before is of evaluations: a read-modify-write operation is one.
  const Relation sequenced = x.po - x.rmw;

  // [intro.races]/5: a release sequence goes on with read-modify-write operations alone.
  const Relation sequence = a.clause("release-sequence", x.rf * x.rmw).star();
  // [atomics.order]/2; [atomics.fences]/2 to 4.
  const Relation synchronizes = a.clause("sw", synchronizes_with(x, a, s, sequence));
  // [intro.races]/10, 11. What starts the threads comes after what initializes the objects.
  const Relation start = product(x.initial, ~x.initial & (x.memory | x.fences), x.size());
  const Relation steps = start | x.po | synchronizes;
  const Relation happens = a.clause("hb", steps.closure(), steps);
  // [intro.races]/15 to 18, the four coherences; of objects that are not atomic: no value is read
  // that a visible one hides (/13).
  const Relation observed = x.com.closure();
  a.irreflexive("coherence", {happens, observed.maybe()});
  // [intro.races]/13: an object that is not atomic is read from a side effect that happens before.
  a.empty("visible", x.rf.between(x.writes, x.reads & ~s.atomic) - happens);
  // [atomics.order]/10.
  a.atomicity(x);

  // [intro.races]/12.
  const EventSet sc = s.sc_accesses | s.sc_fences;
  const Relation strongly = (sequenced | a.clause("sw-sc", synchronizes.between(sc, sc)) |
                             a.clause("sb-hb-sb", sequenced * happens * sequenced))
                                .closure();

  // [atomics.order]/3.
  const Relation coherence_ordered = (x.rf | x.co | (x.fr - x.rmw)).between(s.atomic, s.atomic).closure();
  // [atomics.order]/4: some total order S holds all of these pairs.
  const Relation self = identity(s.sc_accesses, x.size());
  const Relation from_fence = a.clause("fence-before", happens.between(s.sc_fences, s.atomic));
  const Relation to_fence = a.clause("fence-after", happens.between(s.atomic, s.sc_fences));
  const Relation fence_steps = x.com | from_fence | to_fence;
  a.acyclic("S", a.clause("strongly-happens-before", strongly.between(sc, sc), steps) |
                     a.clause("coherence-ordered-before", (self | from_fence) * coherence_ordered * (self | to_fence),
                              fence_steps));
  // [intro.races]/21.
  a.race("data-race", conflicts(x, s) - happens - happens.inverse());
}

}  // namespace

Model cxx20() {
  return {.name = "cxx20",
          .title = "C++20",
          .source = "ISO C++20, [intro.races], [atomics.order]",
          .isa = Isa::cxx,
          .axioms = cxx20_axioms,
          .self_justified = true};
}

}  // namespace fenceline::models
