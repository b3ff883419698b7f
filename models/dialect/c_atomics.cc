// The functions of <stdatomic.h>: ISO C17, 7.17; C++20, 31.4 to 31.11 [atomics], has the same.
#include <base/nearest.h>
#include <models/dialect/c_compiler.h>

#include <algorithm>

namespace fenceline::models {
namespace {

constexpr std::uint16_t kSequential = kRelaxed | kAcquire | kRelease | kSeqCst;

struct Function {
  enum Kind { kInit, kLoad, kStore, kExchange, kFetch, kCompareExchange, kTestAndSet, kClear, kFence } kind;
  Alu alu = Alu::kSecond;  // of kFetch
  bool weak = false;
  bool explicit_order = false;
};

const std::map<std::string, Function, std::less<>>& table() {
  static const auto all = [] {
    std::map<std::string, Function, std::less<>> t;
    const auto add = [&](const std::string& name, Function f) {
      t["atomic_" + name] = f;
      f.explicit_order = true;
      t["atomic_" + name + "_explicit"] = f;
    };
    t["atomic_init"] = {Function::kInit};
    add("load", {Function::kLoad});
    add("store", {Function::kStore});
    add("exchange", {Function::kExchange});
    for (const auto& [name, alu] :
         {std::pair("add", Alu::kAdd), {"sub", Alu::kSub}, {"and", Alu::kAnd}, {"or", Alu::kOr}, {"xor", Alu::kXor}})
      add(std::string("fetch_") + name, {Function::kFetch, alu});
    add("compare_exchange_strong", {Function::kCompareExchange});
    add("compare_exchange_weak", {Function::kCompareExchange, Alu::kSecond, true});
    add("flag_test_and_set", {Function::kTestAndSet});
    add("flag_clear", {Function::kClear});
    t["atomic_thread_fence"] = {Function::kFence, Alu::kSecond, false, true};
    return t;
  }();
  return all;
}

std::uint16_t order_of(const CExpr& e) {
  static const std::map<std::string, std::uint16_t> orders = {{"memory_order_relaxed", kRelaxed},
                                                              {"memory_order_acquire", kRelaxed | kAcquire},
                                                              {"memory_order_release", kRelaxed | kRelease},
                                                              {"memory_order_acq_rel", kRelaxed | kAcquire | kRelease},
                                                              {"memory_order_seq_cst", kSequential}};
  if (e.text == "memory_order_consume")
    CCompiler::fail(e.at, "memory_order_consume is not modelled: compilers take it for memory_order_acquire");
  const auto it = orders.find(e.text);
  if (it == orders.end())
    CCompiler::fail(e.at, "unknown memory order '" + to_string(e) + "'" + nearest_note(e.text, keys(orders)));
  return it->second;
}

// What an access of one direction has of it.
std::uint16_t one_way(std::uint16_t order, std::uint16_t lacks, const CExpr& e) {
  if ((order & lacks) != 0 && (order & kSeqCst) == 0)
    CCompiler::fail(e.at, e.text + " cannot be " + (e.operands.back().text) +
                              (lacks == kRelease ? ": it stores nothing" : ": it loads nothing"));
  return static_cast<std::uint16_t>(order & ~lacks);
}

void thread_fence(CCompiler& code, std::uint16_t order) {
  if ((order & kSeqCst) != 0)
    code.op(fence(FenceKind::kFenceSeqCst));
  else if ((order & (kAcquire | kRelease)) == (kAcquire | kRelease))
    code.op(fence(FenceKind::kFenceAcqRel));
  else if ((order & kAcquire) != 0)
    code.op(fence(FenceKind::kFenceAcquire, kR, kRW));
  else if ((order & kRelease) != 0)
    code.op(fence(FenceKind::kFenceRelease, kRW, kW));
  // A relaxed fence does nothing (C++20 [atomics.fences]/5).
}

// Whether it stored. What it expects is a variable, &r0, or lies in memory that a parameter
// points to, as herd7 has it; where it fails, what was found goes there.
CValue compare_exchange(CCompiler& code, const CExpr& e, const Function& f) {
  const auto& args = e.operands;
  const std::uint16_t success = f.explicit_order ? order_of(args[3]) : std::uint16_t{kSequential};
  const std::uint16_t failure =
      f.explicit_order ? one_way(order_of(args[4]), kRelease, e) : one_way(success, kRelease, e);
  const CValue desired = code.value(args[2]);
  const CPlace at = code.place(args[0], e.text);
  const Reg old = code.temporary(), wrote = code.temporary();
  const auto exchange = [&](Operand expected) {
    MicroOp m = cas(old, expected, desired.operand, at.address, at.size, success);
    m.failure = failure, m.sign = at.type.sign(), m.dst2 = wrote, m.weak = f.weak;
    code.op(m);
  };
  const CExpr& expected = args[1];
  if (expected.kind == CExpr::kUnary && expected.text == "&" && code.is_variable(expected.operands[0])) {
    const CValue v = code.variable(expected.operands[0]);
    exchange(v.operand);
    // Where it succeeds the two are equal.
    code.op(alu(Alu::kSecond, v.operand.reg, {}, reg(old), v.type.size(), v.type.sign()));
  } else {
    const CPlace from = code.place(expected, "what " + e.text + " expects");
    const Reg loaded = code.temporary(), flags = code.temporary();
    code.op(load(loaded, from.address, from.size, kPlain, from.type.sign()));
    exchange(reg(loaded));
    code.op(alu(Alu::kCompare, flags, reg(wrote), imm(0)));
    code.unless(Cond::kNe, reg(flags), [&] { code.op(store(reg(old), from.address, from.size)); });
  }
  CType truth;
  truth.text = "int";
  return {reg(wrote), truth};
}

class Atomics : public CLibrary {
 public:
  const std::vector<std::string>& functions() const override {
    static const std::vector<std::string> all = keys(table());
    return all;
  }

  std::size_t arguments(std::string_view name) const override {
    const Function& f = table().find(name)->second;
    switch (f.kind) {
      case Function::kLoad:
      case Function::kTestAndSet:
      case Function::kClear:
        return f.explicit_order ? 2 : 1;
      case Function::kInit:
        return 2;
      case Function::kFence:
        return 1;
      case Function::kCompareExchange:
        return f.explicit_order ? 5 : 3;
      case Function::kStore:
      case Function::kExchange:
      case Function::kFetch:
        return f.explicit_order ? 3 : 2;
    }
    return 0;
  }

  std::optional<CValue> call(CCompiler& code, const CExpr& e) const override {
    const Function& f = table().find(e.text)->second;
    std::vector<const CExpr*> all;
    for (const CExpr& o : e.operands) all.push_back(&o);
    CCompiler::unsequenced(all, e.at);
    if (f.kind == Function::kCompareExchange) return compare_exchange(code, e, f);
    const auto& args = e.operands;
    const std::uint16_t order = f.explicit_order ? order_of(args.back()) : kSequential;
    if (f.kind == Function::kFence) {
      thread_fence(code, order);
      return std::nullopt;
    }
    // What atomic_flag_test_and_set stores, and atomic_flag_clear.
    CValue operand{imm(f.kind == Function::kTestAndSet ? 1 : 0), {}};
    const bool given = f.kind == Function::kInit || f.kind == Function::kStore || f.kind == Function::kExchange ||
                       f.kind == Function::kFetch;
    if (given) operand = code.value(args[1]);
    const CPlace at = code.place(args[0], e.text);
    if (at.type.stars > 0 && f.kind == Function::kFetch)
      CCompiler::fail(e.at, e.text + " of a pointer is not read: compilers differ in what they add to it");
    switch (f.kind) {
      case Function::kInit:  // it is no atomic operation: C17, 7.17.2.2
      case Function::kStore:
      case Function::kClear: {
        const auto with = f.kind == Function::kInit ? std::uint16_t{kPlain} : one_way(order, kAcquire, e);
        code.op(store(operand.operand, at.address, at.size, with));
        return std::nullopt;
      }
      case Function::kLoad: {
        const Reg r = code.temporary();
        code.op(load(r, at.address, at.size, one_way(order, kRelease, e), at.type.sign()));
        return CValue{reg(r), at.type};
      }
      default: {
        const Reg r = code.temporary();
        code.op(rmw(f.alu, r, operand.operand, at.address, at.size, order, at.type.sign()));
        return CValue{reg(r), at.type};
      }
    }
  }

  std::vector<std::string> types() const override {
    return {"_Atomic", "atomic_int", "atomic_uint", "atomic_long", "atomic_ulong", "atomic_bool", "atomic_flag"};
  }
  std::uint16_t atomic_order() const override { return kSequential; }
};

}  // namespace

const CLibrary& c_atomics() {
  static const Atomics instance;
  return instance;
}

}  // namespace fenceline::models
