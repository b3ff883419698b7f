// What the statements of C mean. The functions of <stdatomic.h>: ISO C17, 7.17; C++20, 31.4 to
// 31.11 [atomics], has the same.
#include <base/nearest.h>
#include <models/dialect/build.h>
#include <models/dialect/c_code.h>
#include <models/dialect/c_syntax.h>

#include <algorithm>
#include <bit>
#include <map>
#include <optional>

namespace fenceline::models {
namespace {

constexpr std::uint16_t kSequential = kRelaxed | kAcquire | kRelease | kSeqCst;

struct Function {
  enum Kind { kLoad, kStore, kExchange, kFetch, kCompareExchange, kFence } kind;
  Alu alu = Alu::kSecond;  // of kFetch
  bool weak = false;
  bool explicit_order = false;
};

const std::map<std::string, Function, std::less<>>& functions() {
  static const auto table = [] {
    std::map<std::string, Function, std::less<>> t;
    const auto add = [&](const std::string& name, Function f) {
      t["atomic_" + name] = f;
      f.explicit_order = true;
      t["atomic_" + name + "_explicit"] = f;
    };
    add("load", {Function::kLoad});
    add("store", {Function::kStore});
    add("exchange", {Function::kExchange});
    for (const auto& [name, alu] :
         {std::pair("add", Alu::kAdd), {"sub", Alu::kSub}, {"and", Alu::kAnd}, {"or", Alu::kOr}, {"xor", Alu::kXor}})
      add(std::string("fetch_") + name, {Function::kFetch, alu});
    add("compare_exchange_strong", {Function::kCompareExchange});
    add("compare_exchange_weak", {Function::kCompareExchange, Alu::kSecond, true});
    t["atomic_thread_fence"] = {Function::kFence, Alu::kSecond, false, true};
    return t;
  }();
  return table;
}

std::size_t arguments(const Function& f) {
  switch (f.kind) {
    case Function::kLoad:
      return f.explicit_order ? 2 : 1;
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

// How many accesses to memory the value of an expression takes.
int accesses(const CExpr& e) {
  int count = e.kind == CExpr::kCall || (e.kind == CExpr::kUnary && e.text == "*") ? 1 : 0;
  for (const CExpr& o : e.operands) count += accesses(o);
  return count;
}

// A value with the type that it has in C, as far as arithmetic asks.
struct Typed {
  Operand operand;
  int size = 4;
  bool sign = true;
};

Typed promoted(Typed t) {
  if (t.size < 4) t.size = 4, t.sign = true;
  return t;
}

class Compiler {
 public:
  Compiler(LitmusTest& test, Thread& thread) : test_(test), thread_(thread) {}

  void function(const CFunction& f, std::size_t number) {
    std::vector<std::string> parameters;
    for (const CParameter& p : f.parameters) {
      declare(p);
      parameters.push_back(p.type.text + "* " + p.name);
    }
    plain_line("P" + std::to_string(number) + " (" + join(parameters, ", ") + ") {", f.line);
    statements(f.body);
    plain_line("}", f.line);
  }

  std::vector<MicroOp> alone(const CStatement& s) {
    statement(s);
    return thread_.code.at(0).ops;
  }

 private:
  [[noreturn]] static void fail(int line, const std::string& message) { throw CError{line, message}; }

  struct Pointed {
    int location;
    CType type;
  };
  struct Variable {
    Reg reg;
    CType type;
  };

  void declare(const CParameter& p) {
    auto& known = test_.locations;
    const auto it = std::find_if(known.begin(), known.end(), [&](const Location& l) { return l.name == p.name; });
    const int index = static_cast<int>(it - known.begin());
    if (it == known.end()) {
      known.emplace_back().name = p.name;
      known.back().size = p.type.size;
    }
    Location& location = known[index];
    if (location.elements > 1) fail(p.line, "arrays are not read in C: " + p.name);
    // What the initial state says without a type is an int.
    if (location.size == 4) location.size = p.type.size;
    if (location.size != p.type.size)
      fail(p.line, p.name + " is declared with types of " + std::to_string(location.size) + " and of " +
                       std::to_string(p.type.size) + " bytes");
    if (!pointers_.emplace(p.name, Pointed{index, p.type}).second) fail(p.line, "two parameters are named " + p.name);
  }

  // ---- instructions ----

  Reg numbered(const std::string& name) {
    auto& names = thread_.registers;
    const auto at = std::find(names.begin(), names.end(), name) - names.begin();
    if (at == std::ssize(names)) names.push_back(name);
    return static_cast<Reg>(at);
  }
  Reg temporary() { return numbered("#" + std::to_string(temporaries_++)); }
  void op(MicroOp m) { now_.ops.push_back(std::move(m)); }
  int next() const { return static_cast<int>(thread_.code.size()); }
  // The statement goes on in another instruction, which a branch may lead to.
  void cut() {
    thread_.code.push_back(std::move(now_));
    now_ = {};
    now_.line = thread_.code.back().line;
  }
  void begin(std::string text, int line) {
    now_ = {};
    now_.text = std::move(text);
    now_.line = line;
    temporaries_ = 0;
  }
  void plain_line(std::string text, int line) {
    begin(std::move(text), line);
    cut();
  }

  // ---- statements ----

  void statements(const std::vector<CStatement>& all) {
    for (const CStatement& s : all) statement(s);
  }

  void statement(const CStatement& s) {
    switch (s.kind) {
      case CStatement::kNothing:
        return;
      case CStatement::kIf:
        return conditional(s);
      case CStatement::kWhile:
        return loop(s);
      case CStatement::kDeclare:
        begin(s.type->text + " " + s.target.text + ";", s.line);
        declare(*s.type, s.target);
        return cut();
      case CStatement::kAssign: {
        begin((s.type ? s.type->text + " " : "") + s.target.text + " = " + to_string(s.value) + ";", s.line);
        const Typed v = value(s.value);
        const Variable& to = s.type ? declare(*s.type, s.target) : variable(s.target);
        op(alu(Alu::kSecond, to.reg, {}, v.operand, to.type.size, to.type.sign));
        return cut();
      }
      case CStatement::kStore: {
        begin(to_string(CExpr{CExpr::kUnary, "*", {s.target}, s.line}) + " = " + to_string(s.value) + ";", s.line);
        unsequenced({&s.target, &s.value}, s.line);
        const Typed v = value(s.value);
        const Place at = plain_place(s.target, "an assignment to memory");
        op(models::store(v.operand, at.address, at.type.size));
        return cut();
      }
      case CStatement::kValue:
        begin(to_string(s.value) + ";", s.line);
        if (const Function* f = called(s.value);
            f != nullptr && (f->kind == Function::kStore || f->kind == Function::kFence))
          call(s.value, *f);
        else
          value(s.value);
        return cut();
    }
  }

  void branch_unless(const CExpr& condition) {
    const Typed v = promoted(value(condition));
    const Reg flags = temporary();
    op(alu(Alu::kCompare, flags, v.operand, imm(0), v.size));
    op(branch(Cond::kEq, reg(flags), 0));
  }

  void conditional(const CStatement& s) {
    begin("if (" + to_string(s.value) + ") {", s.line);
    branch_unless(s.value);
    cut();
    const int test = next() - 1;
    statements(s.body);
    if (s.has_else) {
      begin("} else {", s.line);
      op(branch(Cond::kAlways, imm(0), 0));
      cut();
      const int jump = next() - 1;
      thread_.code[test].ops.back().target = next();
      statements(s.otherwise);
      thread_.code[jump].ops.back().target = next();
    } else {
      thread_.code[test].ops.back().target = next();
    }
    plain_line("}", s.line);
  }

  void loop(const CStatement& s) {
    const int start = next();
    begin("while (" + to_string(s.value) + ") {", s.line);
    branch_unless(s.value);
    cut();
    const int test = next() - 1;
    statements(s.body);
    begin("}", s.line);
    op(branch(Cond::kAlways, imm(0), start));
    cut();
    thread_.code[test].ops.back().target = next();
  }

  // ---- names ----

  // No other thread sees a variable of a function: that it is atomic makes no difference.
  const Variable& declare(const CType& type, const CExpr& name) {
    if (pointers_.contains(name.text)) fail(name.line, name.text + " is a parameter already");
    const auto [it, fresh] = variables_.emplace(name.text, Variable{numbered(name.text), type});
    // A name that several blocks declare is one variable here.
    if (!fresh && (it->second.type.size != type.size || it->second.type.sign != type.sign))
      fail(name.line, name.text + " is declared with different types");
    return it->second;
  }
  const Variable& variable(const CExpr& e) const {
    const auto it = variables_.find(e.text);
    if (it != variables_.end()) return it->second;
    if (pointers_.contains(e.text))
      fail(e.line, e.text + " is a pointer: its value is not read; *" + e.text + " is what it points to");
    fail(e.line, "no variable '" + e.text + "'" + nearest_note(e.text, keys(variables_)));
  }

  // ---- memory ----

  struct Place {
    Address address;
    CType type;
  };

  // x, or x + an integer.
  Place place(const CExpr& e, const std::string& what) {
    Place out;
    if (e.kind == CExpr::kBinary && e.text == "+") {
      const bool first = e.operands[1].kind == CExpr::kName && pointers_.contains(e.operands[1].text);
      out = place(e.operands[first ? 1 : 0], what);
      if (out.address.index.reg != kNoReg) fail(e.line, "more than one offset is not read: " + to_string(e));
      const Typed offset = value(e.operands[first ? 0 : 1]);
      out.address.index = offset.operand;
      out.address.shift = std::countr_zero(static_cast<unsigned>(out.type.size));
      return out;
    }
    const auto it = pointers_.find(e.text);
    if (e.kind != CExpr::kName || it == pointers_.end())
      fail(e.line, what + " wants a parameter that points to memory, found '" + to_string(e) + "'" +
                       nearest_note(e.text, keys(pointers_)));
    const CType& type = it->second.type;
    out.address.base = imm(address_of(it->second.location));
    out.type = type;
    return out;
  }

  // Of *x. The functions of <stdatomic.h> take what is not declared atomic too, as herd7 has it and
  // C++20's atomic_ref does.
  Place plain_place(const CExpr& e, const std::string& what) {
    const Place out = place(e, what);
    if (out.type.atomic)
      fail(e.line, "*" + to_string(e) +
                       " of an atomic object: say atomic_load_explicit or atomic_store_explicit, or "
                       "declare it as int*");
    return out;
  }

  // C leaves open in which order operands and arguments are evaluated.
  static void unsequenced(const std::vector<const CExpr*>& operands, int line) {
    if (std::count_if(operands.begin(), operands.end(), [](const CExpr* e) { return accesses(*e) > 0; }) > 1)
      fail(line, "C leaves the order of these accesses open: make them statements of their own");
  }

  static std::uint16_t order_of(const CExpr& e) {
    static const std::map<std::string, std::uint16_t> table = {{"memory_order_relaxed", kRelaxed},
                                                               {"memory_order_acquire", kRelaxed | kAcquire},
                                                               {"memory_order_release", kRelaxed | kRelease},
                                                               {"memory_order_acq_rel", kRelaxed | kAcquire | kRelease},
                                                               {"memory_order_seq_cst", kSequential}};
    if (e.text == "memory_order_consume")
      fail(e.line, "memory_order_consume is not modelled: compilers take it for memory_order_acquire");
    const auto it = table.find(e.text);
    if (it == table.end())
      fail(e.line, "unknown memory order '" + to_string(e) + "'" + nearest_note(e.text, keys(table)));
    return it->second;
  }
  // What an access of one direction has of it.
  static std::uint16_t one_way(std::uint16_t order, std::uint16_t lacks, const CExpr& e) {
    if ((order & lacks) != 0 && (order & kSeqCst) == 0)
      fail(e.line, e.text + " cannot be " + (e.operands.back().text) +
                       (lacks == kRelease ? ": it stores nothing" : ": it loads nothing"));
    return static_cast<std::uint16_t>(order & ~lacks);
  }

  // ---- expressions ----

  const Function* called(const CExpr& e) const {
    if (e.kind != CExpr::kCall) return nullptr;
    const auto it = functions().find(e.text);
    if (it == functions().end())
      fail(e.line, "unknown function '" + e.text + "'" + nearest_note(e.text, keys(functions())));
    if (e.operands.size() != arguments(it->second))
      fail(e.line, e.text + " takes " + std::to_string(arguments(it->second)) + " arguments, found " +
                       std::to_string(e.operands.size()));
    return &it->second;
  }

  Typed value(const CExpr& e) {
    switch (e.kind) {
      case CExpr::kNumber: {
        const Value v = *to_integer(e.text);
        return {imm(v), models::cut(v, 4, true) == v ? 4 : 8, true};
      }
      case CExpr::kName: {
        const Variable& v = variable(e);
        return {reg(v.reg), v.type.size, v.type.sign};
      }
      case CExpr::kCall: {
        const Function& f = *called(e);
        if (f.kind == Function::kStore || f.kind == Function::kFence) fail(e.line, e.text + " has no value");
        return call(e, f);
      }
      case CExpr::kUnary:
        return unary(e);
      case CExpr::kBinary:
        return binary(e);
    }
    return {};
  }

  Typed computed(Alu op_, Operand a, Operand b, int size, bool sign) {
    const Reg r = temporary();
    op(alu(op_, r, a, b, size, sign));
    return {reg(r), size, sign};
  }
  // 1 or 0.
  Typed truth(Cond cond, Operand a, Operand b, int size) {
    const Reg flags = temporary(), r = temporary();
    op(alu(Alu::kCompare, flags, a, b, size));
    MicroOp set = alu(Alu::kSetIf, r, reg(flags), {});
    set.cond = cond;
    op(set);
    return {reg(r), 4, true};
  }

  Typed unary(const CExpr& e) {
    const CExpr& of = e.operands[0];
    if (e.text == "*") {
      const Place at = plain_place(of, "an access to memory");
      const Reg r = temporary();
      op(models::load(r, at.address, at.type.size, kPlain, at.type.sign));
      return {reg(r), at.type.size, at.type.sign};
    }
    if (e.text == "&") fail(e.line, "&" + to_string(of) + " is only read as what a compare-exchange expects");
    const Typed v = promoted(value(of));
    if (e.text == "!") return truth(Cond::kEq, v.operand, imm(0), v.size);
    if (e.text == "~") return computed(Alu::kXor, v.operand, imm(-1), v.size, v.sign);
    return computed(Alu::kSub, {}, v.operand, v.size, v.sign);
  }

  Typed binary(const CExpr& e) {
    const bool logical = e.text == "&&" || e.text == "||";
    if (logical && accesses(e.operands[1]) > 0)
      fail(e.line, "an access behind " + e.text + " is not read: write an if");
    unsequenced({&e.operands[0], &e.operands[1]}, e.line);
    const Typed a = promoted(value(e.operands[0])), b = promoted(value(e.operands[1]));
    if (logical)
      return computed(e.text == "&&" ? Alu::kAnd : Alu::kOr, truth(Cond::kNe, a.operand, imm(0), a.size).operand,
                      truth(Cond::kNe, b.operand, imm(0), b.size).operand, 4, true);
    // The usual arithmetic conversions; a shift has the type of its left side.
    const bool shift = e.text == "<<" || e.text == ">>";
    const int size = shift ? a.size : std::max(a.size, b.size);
    const bool sign = shift ? a.sign : (a.sign || a.size < size) && (b.sign || b.size < size);
    static const std::map<std::string, Alu> arithmetic = {{"+", Alu::kAdd}, {"-", Alu::kSub}, {"*", Alu::kMul},
                                                          {"&", Alu::kAnd}, {"|", Alu::kOr},  {"^", Alu::kXor},
                                                          {"<<", Alu::kShl}};
    if (const auto it = arithmetic.find(e.text); it != arithmetic.end())
      return computed(it->second, a.operand, b.operand, size, sign);
    if (e.text == ">>") return computed(sign ? Alu::kSar : Alu::kShr, a.operand, b.operand, size, sign);
    static const std::map<std::string, std::pair<Cond, Cond>> comparisons = {
        {"==", {Cond::kEq, Cond::kEq}},  {"!=", {Cond::kNe, Cond::kNe}}, {"<", {Cond::kLt, Cond::kLtU}},
        {">=", {Cond::kGe, Cond::kGeU}}, {">", {Cond::kGt, Cond::kGtU}}, {"<=", {Cond::kLe, Cond::kLeU}}};
    const auto& [as_signed, as_unsigned] = comparisons.at(e.text);
    return truth(sign ? as_signed : as_unsigned, a.operand, b.operand, size);
  }

  // The result of a store or a fence means nothing.
  Typed call(const CExpr& e, const Function& f) {
    std::vector<const CExpr*> all;
    for (const CExpr& o : e.operands) all.push_back(&o);
    unsequenced(all, e.line);
    const auto& args = e.operands;
    const std::uint16_t order = f.kind == Function::kCompareExchange ? std::uint16_t{kSequential}
                                : f.explicit_order                   ? order_of(args.back())
                                                                     : std::uint16_t{kSequential};
    if (f.kind == Function::kFence) {
      thread_fence(order);
      return {};
    }
    if (f.kind == Function::kCompareExchange) return compare_exchange(e, f);
    Typed operand;
    if (f.kind != Function::kLoad) operand = value(args[1]);
    const Place at = place(args[0], e.text);
    const int size = at.type.size;
    if (f.kind == Function::kStore) {
      op(models::store(operand.operand, at.address, size, one_way(order, kAcquire, e)));
      return {};
    }
    const Reg r = temporary();
    if (f.kind == Function::kLoad)
      op(models::load(r, at.address, size, one_way(order, kRelease, e), at.type.sign));
    else
      op(rmw(f.alu, r, operand.operand, at.address, size, order, at.type.sign));
    return {reg(r), size, at.type.sign};
  }

  void thread_fence(std::uint16_t order) {
    if ((order & kSeqCst) != 0)
      op(fence(FenceKind::kFenceSeqCst));
    else if ((order & (kAcquire | kRelease)) == (kAcquire | kRelease))
      op(fence(FenceKind::kFenceAcqRel));
    else if ((order & kAcquire) != 0)
      op(fence(FenceKind::kFenceAcquire, kR, kRW));
    else if ((order & kRelease) != 0)
      op(fence(FenceKind::kFenceRelease, kRW, kW));
    // A relaxed fence does nothing (C++20 [atomics.fences]/5).
  }

  // Whether it stored. What it expects is a variable, &r0, or lies in memory that a parameter
  // points to, as herd7 has it; where it fails, what was found goes there.
  Typed compare_exchange(const CExpr& e, const Function& f) {
    const auto& args = e.operands;
    const std::uint16_t success = f.explicit_order ? order_of(args[3]) : std::uint16_t{kSequential};
    const std::uint16_t failure =
        f.explicit_order ? one_way(order_of(args[4]), kRelease, e) : one_way(success, kRelease, e);
    const Typed desired = value(args[2]);
    const Place at = place(args[0], e.text);
    const Reg old = temporary(), wrote = temporary();
    const auto exchange = [&](Operand expected) {
      MicroOp m = cas(old, expected, desired.operand, at.address, at.type.size, success);
      m.failure = failure, m.sign = at.type.sign, m.dst2 = wrote, m.weak = f.weak;
      op(m);
    };
    const CExpr& expected = args[1];
    if (expected.kind == CExpr::kUnary && expected.text == "&") {
      const Variable& v = variable(expected.operands[0]);
      exchange(reg(v.reg));
      // Where it succeeds the two are equal.
      op(alu(Alu::kSecond, v.reg, {}, reg(old), v.type.size, v.type.sign));
    } else {
      const Place from = place(expected, "what " + e.text + " expects");
      const Reg loaded = temporary(), flags = temporary();
      op(models::load(loaded, from.address, from.type.size, kPlain, from.type.sign));
      exchange(reg(loaded));
      op(alu(Alu::kCompare, flags, reg(wrote), imm(0)));
      op(branch(Cond::kNe, reg(flags), next() + 2));
      cut();
      op(models::store(reg(old), from.address, from.type.size));
      cut();
    }
    return {reg(wrote), 4, true};
  }

  LitmusTest& test_;
  Thread& thread_;
  Instruction now_;
  int temporaries_ = 0;
  std::map<std::string, Pointed> pointers_;
  std::map<std::string, Variable> variables_;
};

}  // namespace

void read_c_code(std::string_view text, int line, LitmusTest& test) {
  const auto functions = parse_c_functions(text, line);
  if (functions.empty()) throw CError{line, "no code: expected a function P0 (…) { … }"};
  for (const CFunction& f : functions) {
    test.threads.emplace_back();
    Compiler(test, test.threads.back()).function(f, test.threads.size() - 1);
  }
}

std::vector<MicroOp> read_c_statement(std::string_view text) {
  const auto statements = parse_c_statements(text, 1);
  if (statements.size() != 1) throw CError{1, "expected one statement"};
  LitmusTest test;
  Thread thread;
  return Compiler(test, thread).alone(statements[0]);
}

}  // namespace fenceline::models
