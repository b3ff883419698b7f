#include <models/interpreter/builtins.h>

#include <string_view>

namespace fenceline::models::cat {
namespace {

constexpr Stage kPaths = Stage::kPaths, kCandidate = Stage::kCandidate;

// What herd7 knows of page tables, caches, instruction fetch, faults, tags and speculation has no events here.
constexpr std::string_view kNoEvents[] = {"B",
                                          "BCC",
                                          "PRED",
                                          "SPEC",
                                          "SPURIOUS",
                                          "NExp",
                                          "ADDR",
                                          "DATA",
                                          "PTE",
                                          "LKW",
                                          "LKR",
                                          "LK",
                                          "LS",
                                          "LF",
                                          "UL",
                                          "RL",
                                          "RU",
                                          "T",
                                          "MMU",
                                          "FAULT",
                                          "FAULT-RD",
                                          "FAULT-WR",
                                          "TagCheck",
                                          "Translation",
                                          "AccessFlag",
                                          "Permission",
                                          "EXC-ENTRY",
                                          "EXC-RET",
                                          "SVC",
                                          "TLBI",
                                          "TLBIIS",
                                          "TLBInXS",
                                          "DC.CVAU",
                                          "IC.IALLU",
                                          "IC.IALLUIS",
                                          "IC.IVAU",
                                          "PTEV",
                                          "PTEINV",
                                          "PTEAF0",
                                          "PTEDB0",
                                          "Restricted-CMODX",
                                          "Instr",
                                          "AF",
                                          "DB",
                                          "CutOff",
                                          "emptyset"};
constexpr std::string_view kNoPairs[] = {"iico_data", "iico_ctrl", "iico_order", "rf-reg", "inv-domain", "partial_po",
                                         "control",   "depend",    "success",    "tst",    "equiv-spec", "lo"};

EventSet last_writes(const Execution& x) {
  EventSet out = 0;
  for_each(x.writes, [&](int w) { out |= x.co.row(w) == 0 ? event(w) : 0; });
  return out;
}

// What every coherence order has: the initial write is first, the final one last.
Relation co0(const Execution& x) {
  const EventSet last = last_writes(x);
  return x.co.between(x.initial, x.writes & ~x.initial) | x.co.between(x.writes & ~last, last);
}

Relation external(const Execution& x) {
  Relation out(x.size());
  const EventSet all = x.memory | x.fences;
  for (int i = 0; i < x.size(); ++i)
    out.row(i) = all & ~x.same_thread.row(i) & ~((x.initial & event(i)) != 0 ? x.initial : 0);
  return out;
}

// Updates of one instruction, and of a pair of them.
Relation atomic_updates(const Execution& x) {
  const EventSet exclusive = x.with(kExclusive);
  return x.rmw.between(~exclusive, ~exclusive);
}

// Events of one instruction, each time that it is executed.
Relation same_instance(const Execution& x) {
  Relation out = x.si;
  for (int i = 0; i < x.size(); ++i)
    for_each(x.same_thread.row(i), [&](int j) {
      if (x.events[i].step == x.events[j].step) out.add(i, j);
    });
  const Relation updates = atomic_updates(x);
  return out | updates | updates.inverse();
}

Relation same_value(const Execution& x) {
  Relation out(x.size());
  for_each(x.memory, [&](int i) {
    for_each(x.memory, [&](int j) {
      if (x.events[i].value == x.events[j].value) out.add(i, j);
    });
  });
  return out;
}

// Dependencies are carried through registers by the events' own; through memory by the thread's own reads from its
// writes (aarch64: "dependency through registers and memory").
Relation local_read_successor(const Execution& x) {
  return x.po_loc.between(x.writes, x.reads) - x.po_loc.between(x.memory, x.writes) * x.po_loc;
}
Relation carried(const Execution& x) { return (x.addr | x.data) * local_read_successor(x).maybe(); }
Relation carried_picks(const Execution& x) { return (x.pick_addr | x.pick_data) * local_read_successor(x).maybe(); }

}  // namespace

std::vector<Builtin> builtins(Isa isa) {
  std::vector<Builtin> out = {
      // ---- sets ----
      {"R", kPaths, [](const View& v) -> Value { return Events{v.x->reads}; }},
      {"W", kPaths, [](const View& v) -> Value { return Events{v.x->writes}; }},
      {"M", kPaths, [](const View& v) -> Value { return Events{v.x->reads | v.x->writes}; }},
      {"F", kPaths, [](const View& v) -> Value { return Events{v.x->fences}; }},
      {"IW", kPaths, [](const View& v) -> Value { return Events{v.x->initial}; }},
      {"FW", kCandidate, [](const View& v) -> Value { return Events{last_writes(*v.x)}; }},
      {"Exp", kPaths, [](const View& v) -> Value { return Events{v.x->memory}; }},
      {"EXEC", kPaths, [](const View& v) -> Value { return Events{v.all}; }},
      {"X", kPaths, [](const View& v) -> Value { return Events{v.x->with_any(kAtomic | kLocked)}; }},
      {"EX", kPaths, [](const View& v) -> Value { return Events{v.x->with(kExclusive)}; }},
      {"Rreg", kPaths, [](const View&) -> Value { return Nothing{}; }, true},
      {"Wreg", kPaths, [](const View&) -> Value { return Nothing{}; }, true},
      // ---- relations of the paths ----
      {"id", kPaths, [](const View& v) -> Value { return identity(v.all, v.size()); }},
      {"po", kPaths, [](const View& v) -> Value { return v.x->po; }},
      {"po-loc", kPaths, [](const View& v) -> Value { return v.x->po_loc; }},
      {"loc", kPaths, [](const View& v) -> Value { return v.x->same_location; }},
      {"int", kPaths, [](const View& v) -> Value { return v.x->same_thread; }},
      {"ext", kPaths, [](const View& v) -> Value { return external(*v.x); }},
      {"addr", kPaths, [](const View& v) -> Value { return v.x->addr; }},
      {"data", kPaths, [](const View& v) -> Value { return v.x->data; }},
      {"ctrl", kPaths, [](const View& v) -> Value { return v.x->ctrl; }},
      // Also through what selects a value (AArch64); herd7 has no such names.
      {"pick-addr", kPaths, [](const View& v) -> Value { return v.x->pick_addr; }},
      {"pick-data", kPaths, [](const View& v) -> Value { return v.x->pick_data; }},
      {"pick-ctrl", kPaths, [](const View& v) -> Value { return v.x->pick_ctrl; }},
      {"rmw", kPaths, [](const View& v) -> Value { return v.x->rmw; }},
      {"amo", kPaths, [](const View& v) -> Value { return atomic_updates(*v.x); }},
      {"lxsx", kPaths, [](const View& v) -> Value { return v.x->rmw - atomic_updates(*v.x); }},
      {"si", kPaths, [](const View& v) -> Value { return v.x->si; }},
      {"sm", kPaths, [](const View& v) -> Value { return v.x->si; }},
      {"same-instance", kPaths, [](const View& v) -> Value { return same_instance(*v.x); }},
      {"same-low-order-bits", kPaths, [](const View& v) -> Value { return v.x->same_location; }},
      {"same-value", kPaths, [](const View& v) -> Value { return same_value(*v.x); }},
      // ---- what a candidate chooses ----
      {"rf", kCandidate, [](const View& v) -> Value { return v.x->rf; }},
      {"rfe", kCandidate, [](const View& v) -> Value { return v.x->rfe; }},
      {"rfi", kCandidate, [](const View& v) -> Value { return v.x->rfi; }},
      {"co", kCandidate, [](const View& v) -> Value { return v.x->co; }},
      {"coe", kCandidate, [](const View& v) -> Value { return v.x->coe; }},
      {"coi", kCandidate, [](const View& v) -> Value { return v.x->coi; }},
      {"fr", kCandidate, [](const View& v) -> Value { return v.x->fr; }},
      {"fre", kCandidate, [](const View& v) -> Value { return v.x->fre; }},
      {"fri", kCandidate, [](const View& v) -> Value { return v.x->fri; }},
      {"ca", kCandidate, [](const View& v) -> Value { return v.x->fr | v.x->co; }},
      {"co0", kCandidate, [](const View& v) -> Value { return co0(*v.x); }},
      {"pco", kCandidate, [](const View& v) -> Value { return co0(*v.x); }},
  };
  for (const std::string_view name : kNoEvents) {
    // The ports of an instruction, and what a branch waits for, are known by the registers that are read there.
    const bool registers = name == "ADDR" || name == "DATA" || name == "BCC";
    out.push_back({std::string(name), kPaths, [](const View&) -> Value { return Events{0}; }, registers, true});
  }
  for (const std::string_view name : kNoPairs)
    out.push_back({std::string(name), kPaths, [](const View& v) -> Value { return v.x->none(); }, false, true});
  for (const Builtin& b : builtins_of(isa)) out.push_back(b);
  return out;
}

std::vector<Builtin> dependencies() {
  return {
      {"addr", kPaths, [](const View& v) -> Value { return carried(*v.x).star() * v.x->addr; }},
      {"data", kPaths, [](const View& v) -> Value { return carried(*v.x).star() * v.x->data; }},
      {"ctrl", kPaths, [](const View& v) -> Value { return carried(*v.x).star() * v.x->ctrl; }},
      {"pick-basic-dep", kPaths, [](const View& v) -> Value { return carried_picks(*v.x).closure(); }},
      {"pick-addr-dep", kPaths, [](const View& v) -> Value { return carried_picks(*v.x).star() * v.x->pick_addr; }},
      {"pick-data-dep", kPaths, [](const View& v) -> Value { return carried_picks(*v.x).star() * v.x->pick_data; }},
      {"pick-ctrl-dep", kPaths, [](const View& v) -> Value { return carried_picks(*v.x).star() * v.x->pick_ctrl; }},
  };
}

}  // namespace fenceline::models::cat
