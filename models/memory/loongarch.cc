// LoongArch: LoongArch Reference Manual, volume 1, DBAR, LL, SC and AM*[_DB]; what DBAR's hints keep apart is told in Linux'
// arch/loongarch/include/asm/barrier.h and in GCC's commit "LoongArch: Use finer-grained DBAR hints" (2025). Weakly consistent:
// two reads of one location may be reordered, which hint 0x700 is there for, and dependencies are not said to order anything.
#include <models/model.h>

namespace fenceline::models {
namespace {

constexpr bool kReadsOfOneLocation = true;

void loongarch_axioms(const Execution& x, Axioms& a) {
  a.sc_per_location(x, kReadsOfOneLocation);
  a.atomicity(x);
  const Relation memory = x.po.between(x.memory, x.memory);
  EventSet same = 0;  // dbar 0x700
  for_each(x.fences, [&](int f) { same |= x.events[f].fence.pairs != 0 ? event(f) : 0; });
  const Relation dbar = a.clause("dbar", x.fenced(x.fences)) |
                        a.clause("dbar-same", (x.around(same) & x.po_loc).between(x.reads, x.reads));
  // LL stands behind a barrier, SC before one; the _DB forms of updates have one on both sides.
  const EventSet linked = x.with(kExclusive), barred = x.with(kLocked);
  const Relation updates = a.clause("ll", memory.between(x.memory, linked & x.reads)) |
                           a.clause("sc", memory.between(linked & x.writes, x.memory)) |
                           a.clause("db", memory.between(x.memory, barred) | memory.between(barred, x.memory));
  a.acyclic("before", dbar | updates | x.rfe | x.co | x.fr);
  // No write takes part in what made its own value.
  const Relation dp = (x.addr | x.data | x.ctrl).between(x.reads, x.writes);
  a.acyclic("causal-loop", a.clause("dp", dp) | x.rf);
}

}  // namespace

Model loongarch() {
  return {.name = "loongarch",
          .title = "LoongArch",
          .source = "LoongArch Reference Manual, volume 1, DBAR",
          .isa = Isa::loongarch64,
          .axioms = loongarch_axioms,
          .load_load_hazard = kReadsOfOneLocation};
}

}  // namespace fenceline::models
