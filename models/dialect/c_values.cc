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

// How many accesses to memory the value of an expression takes.
int accesses(const CExpr& e) {
  int count = e.kind == CExpr::kCall || (e.kind == CExpr::kUnary && e.text == "*") ? 1 : 0;
  for (const CExpr& o : e.operands) count += accesses(o);
  return count;
}

}  // namespace

// ---- memory -------------------------------------------------------------------------------------

CPlace CCompiler::place(const CExpr& e, const std::string& what) {
  const CValue pointer = value(e);
  if (pointer.type.stars == 0 && !library_.untyped())
    fail(e.line, what + " wants a pointer to memory, found '" + to_string(e) + "'" +
                     nearest_note(e.text, keys(pointers_)));
  CPlace out;
  out.address.base = pointer.operand;
  // An integer that is taken for a pointer leads to what has its own type.
  out.type = pointer.type.stars > 0 ? pointer.type.pointed() : pointer.type;
  out.size = library_.untyped() ? 8 : out.type.size();
  return out;
}

CPlace CCompiler::named_place(const CExpr& e, const std::string& what) {
  if (e.kind != CExpr::kUnary || e.text != "*")
    fail(e.line, what + " wants memory, as *x, found '" + to_string(e) + "'");
  return place(e.operands[0], what);
}

// Of *x. The functions of <stdatomic.h> take what is not declared atomic too, as herd7 has it and
// C++20's atomic_ref does.
CPlace CCompiler::plain_place(const CExpr& e, const std::string& what) {
  const CPlace out = place(e, what);
  if (out.type.atomic && out.type.stars == 0)
    fail(e.line, "*" + to_string(e) +
                     " of an atomic object: say atomic_load_explicit or atomic_store_explicit, or "
                     "declare it as int*");
  return out;
}

void CCompiler::unsequenced(const std::vector<const CExpr*>& operands, int line) {
  if (std::count_if(operands.begin(), operands.end(), [](const CExpr* e) { return accesses(*e) > 0; }) > 1)
    fail(line, "C leaves the order of these accesses open: make them statements of their own");
}

// ---- values -------------------------------------------------------------------------------------

CValue CCompiler::value(const CExpr& e) {
  switch (e.kind) {
    case CExpr::kNumber: {
      const Value v = *to_integer(e.text);
      return {imm(v), integer(models::cut(v, 4, true) == v ? 4 : 8, true)};
    }
    case CExpr::kName: {
      const auto pointer = pointers_.find(e.text);
      return pointer != pointers_.end() ? pointer->second : variable(e);
    }
    case CExpr::kCall: {
      const auto result = called(e);
      if (!result) fail(e.line, e.text + " has no value");
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
    fail(e.line, "unknown function '" + e.text + "'" + nearest_note(e.text, known));
  if (e.operands.size() != library_.arguments(e.text))
    fail(e.line, e.text + " takes " + std::to_string(library_.arguments(e.text)) + " arguments, found " +
                     std::to_string(e.operands.size()));
  return library_.call(*this, e);
}

CValue CCompiler::unary(const CExpr& e) {
  const CExpr& of = e.operands[0];
  if (e.text == "*") {
    const CPlace at = plain_place(of, "an access to memory");
    const Reg r = temporary();
    op(models::load(r, at.address, at.size, kPlain, at.type.sign()));
    return {reg(r), at.type};
  }
  if (e.text == "&") {
    if (of.kind == CExpr::kUnary && of.text == "*") return value(of.operands[0]);
    fail(e.line, "&" + to_string(of) + " is only read as what a compare-exchange expects");
  }
  const CValue v = value(of);
  const CType type = promoted(v.type);
  if (e.text == "!") return truth(Cond::kEq, v.operand, imm(0), type.size());
  if (e.text == "~") return computed(Alu::kXor, v.operand, imm(-1), type);
  return computed(Alu::kSub, {}, v.operand, type);
}

// A pointer plus or minus so many elements of what it points to.
CValue CCompiler::moved(const CExpr& e, CValue pointer, const CValue& by) {
  const Value element = pointer.type.pointed().size();
  const Alu direction = e.text == "-" ? Alu::kSub : Alu::kAdd;
  Operand bytes = by.operand;
  if (bytes.reg == kNoReg)
    bytes.imm *= element;
  else if (element > 1)
    bytes = computed(Alu::kShl, bytes, imm(std::countr_zero(static_cast<unsigned>(element))), pointer.type).operand;
  return computed(direction, pointer.operand, bytes, pointer.type);
}

CValue CCompiler::binary(const CExpr& e) {
  const bool logical = e.text == "&&" || e.text == "||";
  if (logical && accesses(e.operands[1]) > 0) fail(e.line, "an access behind " + e.text + " is not read: write an if");
  unsequenced({&e.operands[0], &e.operands[1]}, e.line);
  const CValue a = value(e.operands[0]), b = value(e.operands[1]);
  const CType at = promoted(a.type), bt = promoted(b.type);
  if (logical)
    return computed(e.text == "&&" ? Alu::kAnd : Alu::kOr, truth(Cond::kNe, a.operand, imm(0), at.size()).operand,
                    truth(Cond::kNe, b.operand, imm(0), bt.size()).operand, integer(4, true));
  if ((e.text == "+" || e.text == "-") && at.stars > 0 && bt.stars == 0) return moved(e, a, b);
  if (e.text == "+" && bt.stars > 0 && at.stars == 0) return moved(e, b, a);
  // The usual arithmetic conversions; a shift has the type of its left side.
  const bool shift = e.text == "<<" || e.text == ">>";
  const int size = shift ? at.size() : std::max(at.size(), bt.size());
  const bool sign = shift ? at.sign() : (at.sign() || at.size() < size) && (bt.sign() || bt.size() < size);
  static const std::map<std::string, Alu> arithmetic = {{"+", Alu::kAdd}, {"-", Alu::kSub}, {"*", Alu::kMul},
                                                        {"&", Alu::kAnd}, {"|", Alu::kOr},  {"^", Alu::kXor},
                                                        {"<<", Alu::kShl}};
  if (const auto it = arithmetic.find(e.text); it != arithmetic.end())
    return computed(it->second, a.operand, b.operand, integer(size, sign));
  if (e.text == ">>") return computed(sign ? Alu::kSar : Alu::kShr, a.operand, b.operand, integer(size, sign));
  static const std::map<std::string, std::pair<Cond, Cond>> comparisons = {
      {"==", {Cond::kEq, Cond::kEq}},  {"!=", {Cond::kNe, Cond::kNe}}, {"<", {Cond::kLt, Cond::kLtU}},
      {">=", {Cond::kGe, Cond::kGeU}}, {">", {Cond::kGt, Cond::kGtU}}, {"<=", {Cond::kLe, Cond::kLeU}}};
  const auto& [as_signed, as_unsigned] = comparisons.at(e.text);
  return truth(sign ? as_signed : as_unsigned, a.operand, b.operand, size);
}

}  // namespace fenceline::models
