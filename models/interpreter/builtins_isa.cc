// Sets of events by what their instructions say: annotations of accesses, and fences by name.
#include <models/interpreter/builtins.h>

#include <base/text.h>

#include <string_view>
#include <utility>

namespace fenceline::models::cat {
namespace {

using Names = std::vector<Builtin>;

// Of the reads and writes whose orders the predicate takes.
template <class Predicate>
Builtin accesses(const char* name, Predicate holds) {
  return {name, Stage::kPaths, [holds](const View& v) -> Value {
            EventSet out = 0;
            for_each(v.x->reads | v.x->writes, [&](int e) { out |= holds(v.x->events[e], *v.x, e) ? event(e) : 0; });
            return Events{out};
          }};
}
Builtin marked(const char* name, std::uint16_t order) {
  return accesses(name, [order](const Event& e, const Execution&, int) { return (e.order & order) != 0; });
}

// Of the fences that the predicate takes.
template <class Predicate>
Builtin fences(const std::string& name, Predicate holds) {
  return {name, Stage::kPaths, [holds](const View& v) -> Value {
            EventSet out = 0;
            for_each(v.x->fences, [&](int e) { out |= holds(v.x->events[e], *v.x) ? event(e) : 0; });
            return Events{out};
          }};
}
Builtin fences_of(const char* name, FenceKind kind) {
  return fences(name, [kind](const Event& e, const Execution&) { return e.fence.kind == kind; });
}
Builtin fences_of(const std::string& name, FenceKind kind, std::uint8_t before, std::uint8_t after) {
  return fences(name, [=](const Event& e, const Execution&) {
    return e.fence.kind == kind && e.fence.before == before && e.fence.after == after;
  });
}

// "DMB ISHLD" and the like: what stands behind the mnemonic is not all in what the fence does.
std::string instruction(const Event& e, const Execution& x) {
  std::string out;
  for (const char c : trim(x.test->threads[e.thread].code[e.instruction].text))
    out += c == ' ' || c == '\t' ? '.' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}
Builtin fences_written(const std::string& name, std::vector<std::string> texts) {
  return fences(name, [texts = std::move(texts)](const Event& e, const Execution& x) {
    const std::string text = instruction(e, x);
    for (const std::string& t : texts)
      if (text == t) return true;
    return false;
  });
}

Builtin releases() {
  return accesses(
      "L", [](const Event& e, const Execution&, int) { return e.kind == Event::kWrite && (e.order & kRelease) != 0; });
}

Names aarch64() {
  // An atomic whose result is dropped neither acquires nor is ordered by DMB LD.
  const auto acquires = [](const char* name, std::uint16_t order) {
    return accesses(name, [order](const Event& e, const Execution&, int) {
      return e.kind == Event::kRead && (e.order & order) != 0 && (e.order & kNoReturn) == 0;
    });
  };
  Names out = {acquires("A", kAcquire), acquires("Q", kAcquirePc), releases(),
               accesses("NoRet", [](const Event& e, const Execution&,
                                    int) { return e.kind == Event::kRead && (e.order & kNoReturn) != 0; }),
               fences_of("ISB", FenceKind::kIsb)};
  for (const std::string fence : {"DMB", "DSB"})
    for (const std::string domain : {"NSH", "ISH", "OSH", ""})
      for (const std::string kind : {"LD", "ST", ""}) {
        std::string name = fence + "." + domain + kind;
        if (domain.empty() && kind.empty()) name += "SY";
        out.push_back(fences_written(name, {name}));
      }
  return out;
}

Names arm() {
  Names out = {fences_written("DMB", {"DMB", "DMB.SY"}),
               fences_written("DMB.ISH", {"DMB.ISH"}),
               fences_written("DMB.ST", {"DMB.ST", "DMB.ISHST"}),
               fences_written("DSB", {"DSB", "DSB.SY", "DSB.ISH"}),
               fences_written("DSB.ST", {"DSB.ST", "DSB.ISHST"}),
               fences_of("ISB", FenceKind::kIsb),
               marked("A", kAcquire),
               releases()};
  for (const char* name : {"AL", "Q", "NoRet"}) out.push_back(marked(name, 0));
  return out;
}

Names riscv() {
  constexpr std::uint16_t kAcq = kAcquire | kAcquirePc, kRel = kRelease | kReleasePc;
  const auto only = [](const char* name, bool acquire, bool release) {
    return accesses(name, [=](const Event& e, const Execution&, int) {
      return ((e.order & kAcq) != 0) == acquire && ((e.order & kRel) != 0) == release;
    });
  };
  Names out = {only("Acq", true, false),
               only("Rel", false, true),
               only("AcqRel", true, true),
               marked("Sc", 0),
               marked("AMO", kAtomic),
               fences_of("Fence.tso", FenceKind::kFenceTso),
               fences_of("Fence.i", FenceKind::kFenceI)};
  constexpr std::pair<const char*, std::uint8_t> kKinds[] = {{"r", kR}, {"w", kW}, {"rw", kRW}};
  for (const auto& [before, first] : kKinds)
    for (const auto& [after, second] : kKinds)
      out.push_back(fences_of(std::string("Fence.") + before + "." + after, FenceKind::kFence, first, second));
  return out;
}

Names x86() {
  return {marked("NT", kNonTemporal), fences_of("MFENCE", FenceKind::kMfence), fences_of("SFENCE", FenceKind::kSfence),
          fences_of("LFENCE", FenceKind::kLfence)};
}

Names power() {
  return {fences_of("SYNC", FenceKind::kSync), fences_of("LWSYNC", FenceKind::kLwsync),
          fences_of("EIEIO", FenceKind::kEieio), fences_of("ISYNC", FenceKind::kIsync)};
}

// herd7 has none of these: the names are the mnemonics, and membar's are those of its mask.
Names sparc() {
  const auto membar = [](const char* name, std::uint8_t pairs) {
    return fences(name, [pairs](const Event& e, const Execution&) { return (e.fence.pairs & pairs) == pairs; });
  };
  return {fences_of("MEMBAR", FenceKind::kMembar), membar("MEMBAR.LL", 1), membar("MEMBAR.SL", 2),
          membar("MEMBAR.LS", 4), membar("MEMBAR.SS", 8)};
}
Names s390x() { return {fences_of("SERIALIZE", FenceKind::kSerialize)}; }
Names alpha() { return {fences_of("MB", FenceKind::kMb), fences_of("WMB", FenceKind::kWmb)}; }
// By the accesses that they keep apart, whatever type of SYNC does.
Names mips() {
  return {fences_of("SYNC", FenceKind::kFence, kRW, kRW), fences_of("SYNC.WMB", FenceKind::kFence, kW, kW),
          fences_of("SYNC.RMB", FenceKind::kFence, kR, kR), fences_of("SYNC.ACQUIRE", FenceKind::kFence, kR, kRW),
          fences_of("SYNC.RELEASE", FenceKind::kFence, kRW, kW)};
}
// By the accesses that a hint keeps apart: DBAR.rw.rw is 0 and 16.
Names loongarch() {
  const auto linked = [](const char* name, Event::Kind kind) {
    return accesses(
        name, [kind](const Event& e, const Execution&, int) { return e.kind == kind && (e.order & kExclusive) != 0; });
  };
  Names out = {marked("DB", kLocked), linked("LL", Event::kRead), linked("SC", Event::kWrite),
               fences("DBAR.same", [](const Event& e, const Execution&) { return e.fence.pairs != 0; })};
  constexpr std::pair<const char*, std::uint8_t> kKinds[] = {{"r", kR}, {"w", kW}, {"rw", kRW}};
  for (const auto& [before, first] : kKinds)
    for (const auto& [after, second] : kKinds)
      out.push_back(fences_of(std::string("DBAR.") + before + "." + after, FenceKind::kFence, first, second));
  return out;
}

// The memory order of an access, or of a fence.
Builtin ordered(const char* name, std::uint16_t order, FenceKind fence) {
  constexpr std::uint16_t kOrders = kRelaxed | kAcquire | kRelease | kSeqCst;
  return {name, Stage::kPaths, [=](const View& v) -> Value {
            EventSet out = v.x->of(fence);
            for_each(v.x->reads | v.x->writes,
                     [&](int e) { out |= (v.x->events[e].order & kOrders) == order ? event(e) : 0; });
            return Events{out};
          }};
}

Names cxx() {
  const auto sc = [](const View& v) -> Value { return Events{v.x->with(kSeqCst) | v.x->of(FenceKind::kFenceSeqCst)}; };
  const auto updates = [](const View& v) -> Value { return Events{v.x->reads & v.x->writes}; };
  return {ordered("ACQ", kRelaxed | kAcquire, FenceKind::kFenceAcquire),
          ordered("REL", kRelaxed | kRelease, FenceKind::kFenceRelease),
          ordered("ACQ_REL", kRelaxed | kAcquire | kRelease, FenceKind::kFenceAcqRel),
          accesses("RLX",
                   [](const Event& e, const Execution&, int) {
                     return (e.order & kRelaxed) != 0 && (e.order & (kAcquire | kRelease | kSeqCst)) == 0;
                   }),
          {"SC", Stage::kPaths, sc},
          {"RMW", Stage::kPaths, updates},
          {"X", Stage::kPaths, updates},
          marked("CON", 0),
          marked("A", kRelaxed),
          accesses("NA", [](const Event& e, const Execution&, int) { return (e.order & kRelaxed) == 0; })};
}

// What the kernel's lock.cat adds locks to is given it without them.
Names without_locks() {
  const auto set = [](const char* name, EventSet Execution::*of) -> Builtin {
    return {name, Stage::kPaths, [of](const View& v) -> Value { return Events{v.x->*of & ~v.locks}; }};
  };
  const auto relation = [](const char* name, Relation Execution::*of, Stage stage = Stage::kCandidate) -> Builtin {
    return {name, stage, [of](const View& v) -> Value { return (v.x->*of).between(~v.locks, ~v.locks); }};
  };
  // The last write of a location that the test asks about.
  const auto final_writes = [](const View& v) -> Value {
    EventSet out = 0;
    for_each(v.x->writes & ~v.locks, [&](int w) {
      if ((v.x->co.row(w) & ~v.locks) != 0) return;
      for (const Variable& asked : v.x->test->observed)
        out |= asked.thread < 0 && v.x->events[w].address == address_of(asked.index) ? event(w) : 0;
    });
    return Events{out};
  };
  const auto first_then_last = [final_writes](const View& v) -> Value {
    const EventSet writes = v.x->writes & ~v.locks, last = final_writes(v).as<Events>()->set;
    return v.x->co.between(v.x->initial, writes & ~v.x->initial) | v.x->co.between(writes & ~last, last);
  };
  return {set("R", &Execution::reads),
          set("W", &Execution::writes),
          set("M", &Execution::memory),
          relation("rmw", &Execution::rmw, Stage::kPaths),
          relation("rf", &Execution::rf),
          relation("rfe", &Execution::rfe),
          relation("rfi", &Execution::rfi),
          relation("co", &Execution::co),
          relation("coe", &Execution::coe),
          relation("coi", &Execution::coi),
          relation("fr", &Execution::fr),
          relation("fre", &Execution::fre),
          relation("fri", &Execution::fri),
          {"FW", Stage::kCandidate, final_writes},
          {"co0", Stage::kCandidate, first_then_last}};
}

// As the kernel's linux-kernel.bell and lock.cat call them: what its code says in capitals, else what it comes to, of a
// read, of a write, or of an update that writes.
Names linux_kernel() {
  const auto of = [](const char* name, std::uint16_t all, std::uint16_t none, bool reads, bool writes) {
    return accesses(name, [=](const Event& e, const Execution&, int) {
      return (e.order & all) == all && (e.order & none) == 0 && (e.kind == Event::kRead ? reads : writes);
    });
  };
  const auto full = [](const View& v) -> Value { return Events{v.x->with(kSeqCst) | v.x->of(FenceKind::kSmpMb)}; };
  const auto found = [](const char* name, bool locked) {
    return accesses(name, [=](const Event& e, const Execution&, int) {
      return e.kind == Event::kRead && (e.order & kLock) != 0 && (e.order & kAtomic) == 0 && (e.value != 0) == locked;
    });
  };
  constexpr std::uint16_t kOrdered = kAcquire | kRelease | kSeqCst | kLock | kSrcu;
  Names out = {of("ONCE", kRelaxed, kOrdered, true, true),
               of("Once", kRelaxed, kOrdered, true, true),
               of("ACQUIRE", kAcquire, kLock, true, true),
               of("Acquire", kAcquire, kLock, true, false),
               of("RELEASE", kRelease, kLock, true, true),
               of("Release", kRelease, kLock, false, true),
               of("NORETURN", kNoReturn, kLock, true, true),
               of("Noreturn", kNoReturn, kLock, true, false),
               {"MB", Stage::kPaths, full},
               {"Mb", Stage::kPaths, full},
               of("RMW", kAtomic, kLock, true, true),
               of("LKR", kAtomic | kLock, 0, true, false),
               of("LKW", kAtomic | kLock, 0, false, true),
               of("UL", kLock, kAtomic, false, true),
               found("LF", true),
               found("RL", true),
               found("RU", false),
               of("Srcu-lock", kSrcu, 0, true, false),
               of("Srcu-unlock", kSrcu, 0, false, true)};
  constexpr std::pair<const char*, FenceKind> kFences[] = {{"Rmb", FenceKind::kSmpRmb},
                                                           {"Wmb", FenceKind::kSmpWmb},
                                                           {"Barrier", FenceKind::kBarrier},
                                                           {"Before-atomic", FenceKind::kBeforeAtomic},
                                                           {"After-atomic", FenceKind::kAfterAtomic},
                                                           {"After-spinlock", FenceKind::kAfterSpinlock},
                                                           {"After-unlock-lock", FenceKind::kAfterUnlockLock},
                                                           {"After-srcu-read-unlock", FenceKind::kAfterSrcuReadUnlock},
                                                           {"Rcu-lock", FenceKind::kRcuLock},
                                                           {"Rcu-unlock", FenceKind::kRcuUnlock},
                                                           {"Sync-rcu", FenceKind::kSyncRcu},
                                                           {"Sync-srcu", FenceKind::kSyncSrcu}};
  for (const auto& [name, kind] : kFences) out.push_back(fences_of(name, kind));
  for (const Builtin& b : without_locks()) out.push_back(b);
  return out;
}

}  // namespace

std::vector<Builtin> builtins_of(Isa isa) {
  switch (isa) {
    case Isa::x86_64:
      return x86();
    case Isa::aarch64:
      return aarch64();
    case Isa::riscv64:
      return riscv();
    case Isa::ppc64le:
      return power();
    case Isa::arm:
      return arm();
    case Isa::s390x:
      return s390x();
    case Isa::sparc64:
      return sparc();
    case Isa::mips64el:
      return mips();
    case Isa::loongarch64:
      return loongarch();
    case Isa::alpha:
      return alpha();
    case Isa::cxx:
      return cxx();
    case Isa::linux_kernel:
      return linux_kernel();
    case Isa::go:
      return builtins_of_go();
    default:
      return {};
  }
}

}  // namespace fenceline::models::cat
