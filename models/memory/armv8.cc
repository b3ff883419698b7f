// ARMv8 and later, other-multi-copy-atomic: Arm Architecture Reference Manual for A-profile, DDI
// 0487, B2.3 "Definition of the Arm memory model"; Pulte, Flur, Deacon, French, Sarkar, Sewell,
// "Simplifying ARM Concurrency", POPL 2018; for accesses of mixed size Alglave, Deacon,
// Grisenthwaite, Hacquard, Maranget, "Armed Cats", TOPLAS 43(2), 2021. The names of clauses are the
// manual's.
#include <models/model.h>

namespace fenceline::models {
namespace {

void armv8_axioms(const Execution& x, Axioms& a) {
  // Internal visibility requirement.
  a.sc_per_location(x);
  a.atomicity(x);

  // An atomic whose result is dropped neither acquires nor is ordered by DMB LD.
  const EventSet no_return = x.with(kNoReturn) & x.reads;
  const EventSet acquire = x.with(kAcquire) & x.reads & ~no_return;
  const EventSet acquire_pc = x.with(kAcquirePc);
  const EventSet release = x.with(kRelease) & x.writes;
  const EventSet isb = x.of(FenceKind::kIsb);
  const EventSet barriers = x.of(FenceKind::kDmb) | x.of(FenceKind::kDsb);
  const auto barriers_with = [&](std::uint8_t before) {
    EventSet set = 0;
    for_each(barriers, [&](int f) { set |= x.events[f].fence.before == before ? event(f) : 0; });
    return set;
  };

  // Local read successor: a read after a write to its location with no write to it between.
  const Relation to_write = x.po_loc.between(x.memory, x.writes);
  const Relation lrs = x.po_loc.between(x.writes, x.reads) - to_write * x.po_loc;

  // Dependency-ordered-before.
  const Relation dob =
      a.clause("addr", x.addr) | a.clause("data", x.data) | a.clause("ctrl", x.ctrl.between(x.reads, x.writes)) |
      a.clause("ctrl/addr-isb", ((x.ctrl | x.addr * x.po).between(x.reads, isb) * x.po).between(x.reads, x.reads)) |
      a.clause("addr-po", (x.addr * x.po).between(x.reads, x.writes)) | a.clause("dep-lrs", (x.addr | x.data) * lrs);

  // Pick dependencies also go through what selected a value (CSEL, CAS), through registers and the
  // thread's own memory. They order later writes only.
  const Relation carried = (x.pick_addr | x.pick_data) * x.rfi.maybe();
  const Relation pick_basic = carried.closure();
  const Relation pick_addr = carried.star() * x.pick_addr;
  const Relation pick_ctrl = carried.star() * x.pick_ctrl;
  const Relation pob = a.clause("pick", (pick_basic | pick_ctrl).between(x.reads, x.writes)) |
                       a.clause("pick-isb", (pick_ctrl | pick_addr * x.po).between(x.reads, isb) * x.po) |
                       a.clause("pick-addr-po", (pick_addr * x.po).between(x.reads, x.writes));

  // Atomic-ordered-before.
  const Relation aob =
      a.clause("rmw", x.rmw) | a.clause("rmw-acquire", (x.rmw * lrs).between(x.reads, acquire | acquire_pc));

  // Barrier-ordered-before.
  const Relation full_atomic = x.rmw.between(acquire & x.with(kAtomic), release & x.with(kAtomic));
  const Relation bob =
      a.clause("dmb.sy", x.around(barriers_with(kRW))) |
      a.clause("dmb.ld", x.around(barriers_with(kR)).between(x.reads & ~no_return, x.memory)) |
      a.clause("dmb.st", x.around(barriers_with(kW)).between(x.writes, x.writes)) |
      // DSB ST waits for the writes before it, whatever follows.
      a.clause("dsb.st", x.around(barriers_with(kW) & x.of(FenceKind::kDsb)).between(x.writes, x.memory)) |
      a.clause("acquire-release", identity(full_atomic.range(), x.size()) * x.po) |
      a.clause("release-acquire", x.po.between(release, acquire)) |
      a.clause("acquire", x.po.between(acquire | acquire_pc, x.memory)) |
      a.clause("release", x.po.between(x.memory, release));

  // External visibility requirement: ordered-before is acyclic.
  // Where sizes are mixed, what comes before a part of a single-copy atomic write comes before all
  // of it, be it the own thread's access to the same bytes or what was observed. All else orders
  // just the parts that it names: a part that was forwarded from the own thread's write is not
  // early or late with the rest of its read.
  const Relation lws = a.whole("lws-single-copy", x, a.clause("lws", to_write));
  const Relation lob = (lws | dob | pob | aob | bob).between(x.memory, x.memory);
  const Relation pick_lob = a.clause("pick-lob", (pick_basic * lob.closure()).between(x.reads, x.writes));
  const Relation obs = a.whole("single-copy", x, x.rfe | x.fre | x.coe);
  // Explicit-hazard-ordered-before: a read comes before what overwrites any part of a later read that overlaps it. Of
  // one size it follows from fr; the atomicity classes of the later read and of the write are in it since D24643 (Known
  // issues in Issue L.b of the manual).
  const Relation hazards =
      a.clause("haz-ob",
               x.parts ? x.po_loc.between(x.reads, x.reads) * x.si.between(x.reads, x.reads) * x.fre * x.si : x.none());
  a.acyclic("external-visibility", obs | lob | pick_lob | hazards);
}

}  // namespace

Model armv8() {
  return {.name = "aarch64",
          .title = "ARMv8 (AArch64)",
          .source = "Arm ARM DDI 0487, B2.3; Pulte et al. 2018",
          .isa = Isa::aarch64,
          .axioms = armv8_axioms,
          .mixed_sizes = true};
}

}  // namespace fenceline::models
