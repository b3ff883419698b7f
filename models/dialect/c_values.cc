// Expressions of C, and the memory that they name.
#include <base/nearest.h>
#include <models/dialect/c_compiler.h>

#include <algorithm>
#include <bit>

namespace fenceline::models {
namespace {

CType integer(int bytes, bool sign) {
  CType out;
  out.text = std::string(sign ? "int" : "uint") + std::to_string(8 * bytes) + "_t";
  out.bytes = bytes, out.is_signed = sign;
  return out;
}

// As arithmetic takes it.
CType promoted(const CType& t) { return t.size() < 4 ? integer(4, true) : t; }

// Does the value of an expression take an access to memory?
bool accesses(const CExpr& e) {
  return e.kind == CExpr::kCall || (e.kind == CExpr::kUnary && e.text == "*") ||
         std::any_of(e.operands.begin(), e.operands.end(), accesses);
}

bool assigns(const CExpr& e) {
  return e.kind == CExpr::kAssign || e.kind == CExpr::kAfter ||
         std::any_of(e.operands.begin(), e.operands.end(), assigns);
}
bool names(const CExpr& e, const std::string& name) {
  return (e.kind == CExpr::kName && e.text == name) ||
         std::any_of(e.operands.begin(), e.operands.end(), [&](const CExpr& o) { return names(o, name); });
}
// Does it assign a variable that `other` names?
bool assigns_what_is_named(const CExpr& e, const CExpr& other) {
  const bool assigned = (e.kind == CExpr::kAssign || e.kind == CExpr::kAfter) && e.operands[0].kind == CExpr::kName;
  return (assigned && names(other, e.operands[0].text)) ||
         std::any_of(e.operands.begin(), e.operands.end(),
                     [&](const CExpr& o) { return assigns_what_is_named(o, other); });
}

constexpr std::string_view kOpen = "C leaves the order of these accesses open: make them statements of their own";

}  // namespace

CType common_type(const CType& a, const CType& b) {
  const CType at = promoted(a), bt = promoted(b);
  const int size = std::max(at.size(), bt.size());
  return integer(size, (at.sign() || at.size() < size) && (bt.sign() || bt.size() < size));
}

std::optional<Alu> c_operation(const std::string& op, bool sign) {
  static const std::map<std::string, Alu> operations = {{"+", Alu::kAdd}, {"-", Alu::kSub}, {"*", Alu::kMul},
                                                        {"&", Alu::kAnd}, {"|", Alu::kOr},  {"^", Alu::kXor},
                                                        {"<<", Alu::kShl}};
  if (op == ">>") return sign ? Alu::kSar : Alu::kShr;
  const auto it = operations.find(op);
  return it == operations.end() ? std::nullopt : std::optional(it->second);
}

// ---- memory -------------------------------------------------------------------------------------

CPlace CCompiler::place(const CExpr& e, const std::string& what) {
  const CValue pointer = value(e);
  if (pointer.type.stars == 0 && !library_.untyped())
    fail(e.at,
         what + " wants a pointer to memory, found '" + to_string(e) + "'" + nearest_note(e.text, keys(pointers_)));
  CPlace out;
  out.address.base = pointer.operand;
  // An integer that is taken for a pointer leads to what has its own type.
  out.type = pointer.type.stars > 0 ? pointer.type.pointed() : pointer.type;
  out.size = library_.untyped() ? 8 : out.type.size();
  return out;
}

CPlace CCompiler::named_place(const CExpr& e, const std::string& what) {
  if (e.kind != CExpr::kUnary || e.text != "*") fail(e.at, what + " wants memory, as *x, found '" + to_string(e) + "'");
  return place(e.operands[0], what);
}

void CCompiler::unsequenced(const std::vector<const CExpr*>& operands, CWhere at) {
  if (std::count_if(operands.begin(), operands.end(), [](const CExpr* e) { return accesses(*e); }) > 1)
    fail(at, std::string(kOpen));
  for (const CExpr* e : operands)
    for (const CExpr* other : operands)
      if (e != other && assigns_what_is_named(*e, *other))
        fail(at,
             "C leaves open whether what is assigned here is assigned before it is read elsewhere: make it a "
             "statement of its own");
}

// Two operands, in an order that C leaves open. What only reads, and reads what the other does not, may as well be done
// in this one: loads that are neither acquire nor seq_cst, of different locations, make no difference to each other.
void CCompiler::either_order(const CExpr& a, const std::function<void()>& first, const CExpr& b,
                             const std::function<void()>& second, CWhere at) {
  if (!accesses(a) || !accesses(b)) {
    unsequenced({&a, &b}, at);
    first(), second();
    return;
  }
  const int begun = next();
  const std::size_t start = now_.ops.size();
  first();
  const std::size_t middle = now_.ops.size();
  second();
  bool apart = next() == begun && !assigns(a) && !assigns(b);
  const auto computes = [](const MicroOp& m) { return m.op == Op::kAlu; };
  const auto reads = [](const MicroOp& m) {
    return m.op == Op::kLoad && (m.order | kRelaxed) == kRelaxed && m.base.reg == kNoReg && m.index.reg == kNoReg;
  };
  for (std::size_t i = start; apart && i < middle; ++i)
    for (std::size_t j = middle; apart && j < now_.ops.size(); ++j) {
      const MicroOp &m = now_.ops[i], &n = now_.ops[j];
      if (!computes(m) && !computes(n)) apart = reads(m) && reads(n) && m.base.imm != n.base.imm;
    }
  if (!apart) fail(at, std::string(kOpen));
}

// ---- values -------------------------------------------------------------------------------------

CValue CCompiler::value(const CExpr& e) {
  switch (e.kind) {
    case CExpr::kNumber: {
      const Value v = *to_integer(e.text.substr(0, e.text.find_first_of("ul")));
      const bool sign = e.text.find('u') == std::string::npos, wide = e.text.find('l') != std::string::npos;
      return {imm(v), integer(!wide && models::cut(v, 4, sign) == v ? 4 : 8, sign)};
    }
    case CExpr::kName: {
      const auto pointer = pointers_.find(e.text);
      return pointer != pointers_.end() ? pointer->second : variable(e);
    }
    case CExpr::kCall: {
      const auto result = called(e);
      if (!result) fail(e.at, e.text + " has no value");
      return *result;
    }
    case CExpr::kCast: {
      const CValue v = value(e.operands[0]);
      return {converted(v, e.type), e.type};
    }
    case CExpr::kUnary:
      return unary(e);
    case CExpr::kBinary:
      return binary(e);
    case CExpr::kChoice:
      return choice(e);
    case CExpr::kAssign:
      return assignment(e);
    case CExpr::kAfter:
      return changed(e.operands[0], e.text.substr(1), {imm(1), integer(4, true)}, true);
  }
  return {};
}

Operand CCompiler::converted(const CValue& v, const CType& to) {
  const bool fits = v.type.size() < to.size() || (v.type.size() == to.size() && v.type.sign() == to.sign());
  if (fits || to.size() == 8) return v.operand;
  if (v.operand.reg == kNoReg) return imm(models::cut(v.operand.imm, to.size(), to.sign()));
  return computed(Alu::kSecond, {}, v.operand, to).operand;
}

CValue CCompiler::computed(Alu op_, Operand a, Operand b, const CType& type) {
  if (a.reg == kNoReg && b.reg == kNoReg) return {imm(compute(op_, a.imm, b.imm, type.size(), type.sign())), type};
  const Reg r = temporary();
  op(alu(op_, r, a, b, type.size(), type.sign()));
  return {reg(r), type};
}

CValue CCompiler::truth(Cond cond, Operand a, Operand b, int size) {
  const Reg flags = temporary(), r = temporary();
  op(alu(Alu::kCompare, flags, a, b, size));
  MicroOp set = alu(Alu::kSetIf, r, reg(flags), {});
  set.cond = cond;
  op(set);
  return {reg(r), integer(4, true)};
}

std::optional<CValue> CCompiler::called(const CExpr& e) {
  const auto& known = library_.functions();
  if (!std::binary_search(known.begin(), known.end(), e.text))
    fail(e.at, "unknown function '" + e.text + "'" + nearest_note(e.text, known));
  if (e.operands.size() != library_.arguments(e.text))
    fail(e.at, e.text + " takes " + std::to_string(library_.arguments(e.text)) + " arguments, found " +
                   std::to_string(e.operands.size()));
  return library_.call(*this, e);
}

CValue CCompiler::unary(const CExpr& e) {
  const CExpr& of = e.operands[0];
  if (e.text == "*") return loaded(place(of, "an access to memory"));
  if (e.text == "&") return address(e);
  const CValue v = value(of);
  const CType type = promoted(v.type);
  if (e.text == "!") return truth(Cond::kEq, v.operand, imm(0), type.size());
  if (e.text == "~") return computed(Alu::kXor, v.operand, imm(-1), type);
  return computed(Alu::kSub, {}, v.operand, type);
}

// So many elements of what a pointer leads to, in bytes. Where types say nothing those of an array are of 8, as an
// access is.
Operand CCompiler::elements(const CType& pointer, const CValue& count) {
  const int element = library_.untyped() ? 8 : pointer.pointed().size();
  if (count.operand.reg == kNoReg) return imm(count.operand.imm * element);
  if (element == 1) return count.operand;
  return computed(Alu::kShl, count.operand, imm(std::countr_zero(static_cast<unsigned>(element))), pointer).operand;
}

CValue CCompiler::binary(const CExpr& e) {
  const CExpr &left = e.operands[0], &right = e.operands[1];
  if ((e.text == "&&" || e.text == "||") && (accesses(right) || assigns(right))) return logical(e);
  CValue a, b;
  either_order(
      left, [&] { a = value(left); }, right, [&] { b = value(right); }, e.at);
  return arithmetic(e.text, a, b);
}

CValue CCompiler::arithmetic(const std::string& op, const CValue& a, const CValue& b) {
  const CType at = promoted(a.type), bt = promoted(b.type);
  if (op == "&&" || op == "||")
    return computed(op == "&&" ? Alu::kAnd : Alu::kOr, truth(Cond::kNe, a.operand, imm(0), at.size()).operand,
                    truth(Cond::kNe, b.operand, imm(0), bt.size()).operand, integer(4, true));
  if ((op == "+" || op == "-") && at.stars > 0 && bt.stars == 0)
    return computed(*c_operation(op, false), a.operand, elements(at, b), at);
  if (op == "+" && bt.stars > 0 && at.stars == 0) return computed(Alu::kAdd, b.operand, elements(bt, a), bt);
  // A shift has the type of its left side.
  const CType type = op == "<<" || op == ">>" ? integer(at.size(), at.sign()) : common_type(at, bt);
  if (const auto known = c_operation(op, type.sign())) return computed(*known, a.operand, b.operand, type);
  static const std::map<std::string, std::pair<Cond, Cond>> comparisons = {
      {"==", {Cond::kEq, Cond::kEq}},  {"!=", {Cond::kNe, Cond::kNe}}, {"<", {Cond::kLt, Cond::kLtU}},
      {">=", {Cond::kGe, Cond::kGeU}}, {">", {Cond::kGt, Cond::kGtU}}, {"<=", {Cond::kLe, Cond::kLeU}}};
  const auto& [as_signed, as_unsigned] = comparisons.at(op);
  return truth(type.sign() ? as_signed : as_unsigned, a.operand, b.operand, type.size());
}

}  // namespace fenceline::models
