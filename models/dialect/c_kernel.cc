// The Linux kernel's primitives of concurrency, as events: its documentation,
// tools/memory-model/Documentation/herd-representation.txt and explanation.txt; and
// Documentation/atomic_t.txt for what the atomic operations do.
#include <models/dialect/c_compiler.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// What an update orders: without a suffix it is a full barrier, if it writes.
constexpr std::uint16_t kOnce = kRelaxed, kFull = kRelaxed | kSeqCst, kAcquires = kRelaxed | kAcquire,
                        kReleases = kRelaxed | kRelease;
constexpr std::pair<std::string_view, std::uint16_t> kSuffixes[] = {
    {"", kFull}, {"_relaxed", kOnce}, {"_acquire", kAcquires}, {"_release", kReleases}};

// The places of its arguments, and what is done with them.
struct Function {
  enum Kind {
    kFence,
    kLoad,         // of a pointer
    kStore,        // a pointer, then a value
    kNamedLoad,    // of *p
    kNamedStore,   // to *p
    kUpdate,       // a value, then a pointer; nothing is returned
    kFetch,        // the same, and the old value is returned
    kReturn,       // and the new one is
    kTest,         // and how the new one compares with 0
    kExchange,     // a pointer, then a value
    kCompare,      // a pointer, what is expected, and a value
    kUnless,       // a pointer, a value to add, and what must not be there
    kLock,
    kUnlock,
    kTryLock,
    kIsLocked,
    kSyncSrcu,
  } kind;
  std::uint16_t order = kOnce;
  Alu alu = Alu::kSecond;
  bool by_one = false;  // kUpdate, kFetch, kReturn, kTest: there is no value
  Cond test = Cond::kEq;
  std::vector<Fence> fences = {};  // of kFence; and behind a store
};

using Table = std::map<std::string, Function, std::less<>>;

void add_fences(Table& t) {
  const auto add = [&](const char* name, FenceKind kind, std::uint8_t before = 0, std::uint8_t after = 0) {
    t[name] = {.kind = Function::kFence, .fences = {{kind, before, after, 0}}};
  };
  add("smp_mb", FenceKind::kSmpMb, kRW, kRW);
  add("smp_rmb", FenceKind::kSmpRmb, kR, kR);
  add("smp_wmb", FenceKind::kSmpWmb, kW, kW);
  add("smp_mb__before_atomic", FenceKind::kBeforeAtomic);
  add("smp_mb__after_atomic", FenceKind::kAfterAtomic);
  add("smp_mb__after_spinlock", FenceKind::kAfterSpinlock);
  add("smp_mb__after_unlock_lock", FenceKind::kAfterUnlockLock);
  add("smp_mb__after_srcu_read_unlock", FenceKind::kAfterSrcuReadUnlock);
  add("barrier", FenceKind::kBarrier);
  add("rcu_read_lock", FenceKind::kRcuLock);
  add("rcu_read_unlock", FenceKind::kRcuUnlock);
  add("synchronize_rcu", FenceKind::kSyncRcu, kRW, kRW);
  add("synchronize_rcu_expedited", FenceKind::kSyncRcu, kRW, kRW);
}

void add_accesses(Table& t) {
  t["READ_ONCE"] = t["rcu_dereference"] = {.kind = Function::kNamedLoad};
  t["WRITE_ONCE"] = {.kind = Function::kNamedStore};
  t["rcu_assign_pointer"] = {.kind = Function::kNamedStore, .order = kReleases};
  t["smp_store_mb"] = {.kind = Function::kNamedStore, .fences = {{FenceKind::kSmpMb, kRW, kRW, 0}}};
  t["smp_load_acquire"] = t["atomic_read_acquire"] = {.kind = Function::kLoad, .order = kAcquires};
  t["smp_store_release"] = t["atomic_set_release"] = {.kind = Function::kStore, .order = kReleases};
  t["atomic_read"] = {.kind = Function::kLoad};
  t["atomic_set"] = {.kind = Function::kStore};
  t["srcu_read_lock"] = t["srcu_down_read"] = {.kind = Function::kLoad, .order = kOnce | kSrcu};
  t["srcu_read_unlock"] = t["srcu_up_read"] = {.kind = Function::kStore, .order = kOnce | kSrcu};
  t["synchronize_srcu"] = t["synchronize_srcu_expedited"] = {.kind = Function::kSyncSrcu};
  t["spin_lock"] = {.kind = Function::kLock};
  t["spin_unlock"] = {.kind = Function::kUnlock};
  t["spin_trylock"] = {.kind = Function::kTryLock};
  t["spin_is_locked"] = {.kind = Function::kIsLocked};
}

void add_updates(Table& t) {
  const struct {
    std::string name;
    Alu alu;
    bool returns;  // there is a form that returns the new value
  } operations[] = {{"add", Alu::kAdd, true},  {"sub", Alu::kSub, true},  {"and", Alu::kAnd, false},
                    {"or", Alu::kOr, false},   {"xor", Alu::kXor, false}, {"andnot", Alu::kAndNot, false},
                    {"inc", Alu::kAdd, true},  {"dec", Alu::kSub, true}};
  for (const auto& o : operations) {
    const bool by_one = o.name == "inc" || o.name == "dec";
    t["atomic_" + o.name] = {.kind = Function::kUpdate, .alu = o.alu, .by_one = by_one};
    for (const auto& [suffix, order] : kSuffixes) {
      t["atomic_fetch_" + o.name + std::string(suffix)] = {Function::kFetch, order, o.alu, by_one};
      if (o.returns) t["atomic_" + o.name + "_return" + std::string(suffix)] = {Function::kReturn, order, o.alu, by_one};
    }
  }
  for (const char* name : {"sub", "inc", "dec"})
    t[std::string("atomic_") + name + "_and_test"] = {Function::kTest, kFull, *name == 'i' ? Alu::kAdd : Alu::kSub,
                                                      *name != 's'};
  for (const auto& [suffix, order] : kSuffixes) {
    const std::string s(suffix);
    t["atomic_add_negative" + s] = {Function::kTest, order, Alu::kAdd, false, Cond::kLt};
    t["xchg" + s] = t["atomic_xchg" + s] = {Function::kExchange, order};
    t["cmpxchg" + s] = t["atomic_cmpxchg" + s] = {Function::kCompare, order};
  }
  t["atomic_add_unless"] = {Function::kUnless, kFull, Alu::kAdd};
}

const Table& table() {
  static const Table all = [] {
    Table t;
    add_fences(t), add_accesses(t), add_updates(t);
    return t;
  }();
  return all;
}

// One call, and where it stands.
class Call {
 public:
  Call(CCompiler& code, const CExpr& e) : code_(code), e_(e), f_(table().find(e.text)->second) {}

  std::optional<CValue> compile() {
    switch (f_.kind) {
      case Function::kFence:
        return fences();
      case Function::kNamedLoad:
        return load_from(code_.named_place(argument(0), e_.text));
      case Function::kLoad:
        return load_from(code_.place(argument(0), e_.text));
      case Function::kNamedStore: {
        const CValue v = code_.value(argument(1));
        return store_to(code_.named_place(argument(0), e_.text), v);
      }
      case Function::kStore: {
        const CValue v = code_.value(argument(1));
        return store_to(code_.place(argument(0), e_.text), v);
      }
      case Function::kUpdate:
      case Function::kFetch:
      case Function::kReturn:
      case Function::kTest:
        return update();
      case Function::kExchange:
      case Function::kCompare:
      case Function::kUnless:
        return exchange();
      case Function::kLock:
      case Function::kTryLock:
      case Function::kUnlock:
      case Function::kIsLocked:
        return lock();
      case Function::kSyncSrcu: {
        MicroOp m = fence(FenceKind::kSyncSrcu);
        m.base = code_.place(argument(0), e_.text).address.base;
        code_.op(m);
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

 private:
  const CExpr& argument(std::size_t n) const { return e_.operands[n]; }
  CType integer() const {
    CType out;
    out.text = "int";
    return out;
  }

  std::optional<CValue> fences() {
    for (const Fence& f : f_.fences) code_.op(fence(f.kind, f.before, f.after));
    return std::nullopt;
  }

  CValue load_from(const CPlace& at) {
    const Reg r = code_.temporary();
    code_.op(load(r, at.address, at.size, f_.order, at.type.sign()));
    return {reg(r), at.type};
  }

  std::optional<CValue> store_to(const CPlace& at, const CValue& v) {
    code_.op(store(code_.converted(v, at.type), at.address, at.size, f_.order));
    return fences();
  }

  std::optional<CValue> update() {
    const Operand by = f_.by_one ? imm(1) : code_.value(argument(0)).operand;
    const CPlace at = code_.place(argument(f_.by_one ? 0 : 1), e_.text);
    const Reg old = f_.kind == Function::kUpdate ? kNoReg : code_.temporary();
    code_.op(rmw(f_.alu, old, by, at.address, at.size, f_.order, at.type.sign()));
    if (f_.kind == Function::kUpdate) return std::nullopt;
    if (f_.kind == Function::kFetch) return CValue{reg(old), at.type};
    const CValue now = code_.computed(f_.alu, reg(old), by, at.type);
    if (f_.kind == Function::kReturn) return now;
    return code_.truth(f_.test, now.operand, imm(0), at.type.size());
  }

  CValue exchange() {
    const CValue first = code_.value(argument(1));
    const CValue second = f_.kind == Function::kExchange ? CValue{} : code_.value(argument(2));
    const CPlace at = code_.place(argument(0), e_.text);
    const Reg old = code_.temporary();
    if (f_.kind == Function::kExchange) {
      code_.op(rmw(Alu::kSecond, old, first.operand, at.address, at.size, f_.order, at.type.sign()));
      return {reg(old), at.type};
    }
    // What writes nothing orders nothing.
    if (f_.kind == Function::kCompare) {
      MicroOp m = cas(old, first.operand, second.operand, at.address, at.size, f_.order);
      m.failure = kOnce | kAtomic;
      code_.op(m);
      return {reg(old), at.type};
    }
    MicroOp m = rmw(f_.alu, old, first.operand, at.address, at.size, f_.order, at.type.sign());
    m.cond = Cond::kNe, m.b = second.operand, m.failure = kOnce | kAtomic, m.dst2 = code_.temporary();
    code_.op(m);
    return {reg(m.dst2), integer()};
  }

  // A lock is 0, or 1 while it is held. Taking it is an update from one to the other; what waits for it goes on only
  // once it succeeds.
  std::optional<CValue> lock() {
    const CPlace at = code_.place(argument(0), e_.text);
    if (f_.kind == Function::kUnlock) {
      code_.op(store(imm(0), at.address, at.size, kReleases | kLock));
      return std::nullopt;
    }
    const Reg got = code_.temporary();
    if (f_.kind == Function::kIsLocked) {
      code_.op(load(got, at.address, at.size, kOnce | kLock));
      return CValue{reg(got), integer()};
    }
    MicroOp m = cas(code_.temporary(), imm(0), imm(1), at.address, at.size, kAcquires | kLock);
    m.failure = kOnce | kLock, m.awaits = f_.kind == Function::kLock;
    if (!m.awaits) m.dst2 = got;
    code_.op(m);
    return m.awaits ? std::nullopt : std::optional(CValue{reg(got), integer()});
  }

  CCompiler& code_;
  const CExpr& e_;
  const Function& f_;
};

class Kernel : public CLibrary {
 public:
  const std::vector<std::string>& functions() const override {
    static const std::vector<std::string> all = keys(table());
    return all;
  }

  std::size_t arguments(std::string_view name) const override {
    const Function& f = table().find(name)->second;
    switch (f.kind) {
      case Function::kFence:
        return 0;
      case Function::kLoad:
      case Function::kNamedLoad:
      case Function::kLock:
      case Function::kUnlock:
      case Function::kTryLock:
      case Function::kIsLocked:
      case Function::kSyncSrcu:
        return 1;
      case Function::kUpdate:
      case Function::kFetch:
      case Function::kReturn:
      case Function::kTest:
        return f.by_one ? 1 : 2;
      case Function::kStore:
      case Function::kNamedStore:
      case Function::kExchange:
        return 2;
      case Function::kCompare:
      case Function::kUnless:
        return 3;
    }
    return 0;
  }

  std::optional<CValue> call(CCompiler& code, const CExpr& e) const override { return Call(code, e).compile(); }
  std::vector<std::string> types() const override { return {"atomic_t", "spinlock_t", "srcu_struct"}; }
  bool untyped() const override { return true; }
};

}  // namespace

const CLibrary& c_kernel() {
  static const Kernel instance;
  return instance;
}

}  // namespace fenceline::models
