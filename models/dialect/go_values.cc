// Expressions of Go.
#include <models/dialect/go_compiler.h>
#include <base/text.h>

namespace fenceline::models {

GoType GoCompiler::boolean() { return {GoType::kBool, "bool", 1, false}; }

GoAccesses GoCompiler::accesses(const GoExpr& e) const {
  const std::string& called = e.kind == GoExpr::kCall ? e.operands[0].text : e.text;
  if (e.kind == GoExpr::kCall && called == "cap") return {};
  if (e.kind == GoExpr::kCall ? called != "min" && called != "max" : e.kind == GoExpr::kUnary && called == "<-")
    return {1, 1};
  if (shared(e) != nullptr) return {1, 0};
  if (e.kind == GoExpr::kUnary && e.text == "&") return {};
  const bool through = (e.kind == GoExpr::kUnary && e.text == "*") || e.kind == GoExpr::kSelector;
  const bool own = (e.kind == GoExpr::kSelector || e.kind == GoExpr::kIndex) && e.operands[0].kind == GoExpr::kName &&
                   local(e.operands[0].text) != nullptr && local(e.operands[0].text)->type.is_words();
  GoAccesses out{through && !own ? 1 : 0, 0};
  for (const GoExpr& o : e.operands) {
    const GoAccesses more = accesses(o);
    out.all += more.all, out.ordered += more.ordered;
  }
  return out;
}

void GoCompiler::unsequenced(const std::vector<const GoExpr*>& operands, GoPlace at) const {
  int all = 0, ordered = 0;
  for (const GoExpr* e : operands) all += accesses(*e).all > 0, ordered += accesses(*e).ordered;
  if (all > 1 && ordered > 0)
    go_fail(at, "Go leaves the order of these accesses open: make them statements of their own");
}

GoTyped GoCompiler::fitting(GoTyped v, const GoType& type, GoPlace at) const {
  if (v.constant && v.type.kind != GoType::kBool && type.kind != GoType::kBool) return {v.operand, type, true};
  if (!(v.type == type)) go_fail(at, "a value of type " + v.type.text + " where " + type.text + " is wanted");
  return v;
}

void GoCompiler::value_or_nothing(const GoExpr& e) {
  if (e.kind == GoExpr::kCall && e.operands[0].kind == GoExpr::kFunction) return void(call_of_function(e));
  if (e.kind == GoExpr::kCall) return void(call(e, false));
  if (e.kind != GoExpr::kUnary || e.text != "<-") go_fail(e.at, "'" + to_string(e) + "' is not used");
  value(e);
}

GoTyped GoCompiler::value(const GoExpr& e) {
  switch (e.kind) {
    case GoExpr::kNumber:
      return {imm(*to_integer(e.text)), {}, true};
    case GoExpr::kName:
      return named(e);
    case GoExpr::kCall:
      if (e.operands[0].kind == GoExpr::kFunction) {
        const auto results = call_of_function(e);
        if (results.size() != 1)
          go_fail(e.at, "one value is wanted, and the function has " + std::to_string(results.size()) + " results");
        return results[0];
      }
      return *call(e, true);
    case GoExpr::kUnary:
      return unary(e);
    case GoExpr::kBinary:
      return binary(e);
    case GoExpr::kSelector:
    case GoExpr::kIndex:
      if (const auto part = part_of_local(e)) return *part;
      return read(place(e), e.at);
    case GoExpr::kAssert:
      return asserted_or_panic(e);
    case GoExpr::kComposite:
      if (e.text == "struct{}") return {imm(0), go_type(e.text, e.at)};
      go_fail(e.at, "a value of several words is only assigned as a whole");
    case GoExpr::kFunction:
      go_fail(e.at, "a function is no value that is read: call it, or start it");
  }
  return {};
}

GoTyped GoCompiler::read(const Place& from, GoPlace at) {
  if (!from.type.is_word())
    go_fail(at, "a value of several words, " + from.type.text + ", is only assigned as a whole");
  const Reg r = to_.temporary();
  to_.op(load(r, from.address, from.type.size, kPlain, from.type.sign));
  return {reg(r), from.type};
}

GoTyped GoCompiler::named(const GoExpr& e) {
  if (e.text == "true" || e.text == "false") return {imm(e.text == "true" ? 1 : 0), boolean(), true};
  if (e.text == "nil") return {imm(0), {}, true};
  const Local* of = local(e.text);
  if (of == nullptr) return read(place(e), e.at);
  if (of->type.is_words()) go_fail(e.at, e.text + " is a value of several words: read its parts");
  return {reg(of->regs[0]), of->type};
}

GoTyped GoCompiler::computed(Alu op, Operand a, Operand b, const GoType& type, bool constant) {
  const Reg r = to_.temporary();
  to_.op(alu(op, r, a, b, type.size, type.sign));
  return {reg(r), type, constant};
}

GoTyped GoCompiler::truth(Cond cond, Operand a, Operand b, int size) {
  const Reg flags = to_.temporary(), r = to_.temporary();
  to_.op(alu(Alu::kCompare, flags, a, b, size));
  MicroOp set = alu(Alu::kSetIf, r, reg(flags), {});
  set.cond = cond;
  to_.op(set);
  return {reg(r), boolean()};
}

GoTyped GoCompiler::address(const GoExpr& of) {
  if (of.kind == GoExpr::kComposite) go_fail(of.at, "& of a value is not read: p := new(T), then *p = T{…}");
  if (of.kind == GoExpr::kName && local(of.text) != nullptr)
    go_fail(of.at, of.text + " is a variable of a function, of which no pointers are read: declare it outside");
  if (of.kind == GoExpr::kName || shared(of) != nullptr) {
    const GoShared& x = object(of);
    return {imm(address_of(x.location)), go_type("*" + x.type.text, of.at)};
  }
  const Place at = location(of);
  if (at.address.base.reg == kNoReg) return {at.address.base, go_type("*" + at.type.text, of.at)};
  return computed(Alu::kAdd, {at.address.base.reg, 0}, imm(at.address.base.imm), go_type("*" + at.type.text, of.at));
}

GoTyped GoCompiler::unary(const GoExpr& e) {
  const GoExpr& of = e.operands[0];
  if (e.text == "*") return read(place(e), e.at);
  if (e.text == "<-") {
    const GoShared& c = channel(of, Use::kReceive);
    return {reg(go_receive(to_, {c.location, c.capacity}).value), go_type(c.type.of, e.at)};
  }
  if (e.text == "&") return address(of);
  const GoTyped v = value(of);
  if (e.text == "!") {
    if (v.type.kind != GoType::kBool) go_fail(e.at, "! takes a bool, found " + to_string(of));
    return truth(Cond::kEq, v.operand, imm(0), 1);
  }
  if (v.operand.reg == kNoReg) return {imm(e.text == "^" ? ~v.operand.imm : -v.operand.imm), v.type, v.constant};
  return e.text == "^" ? computed(Alu::kXor, v.operand, imm(-1), v.type) : computed(Alu::kSub, {}, v.operand, v.type);
}

GoTyped GoCompiler::binary(const GoExpr& e) {
  const bool logical = e.text == "&&" || e.text == "||";
  if (logical && accesses(e.operands[1]).all > 0)
    go_fail(e.at, "an access behind " + e.text + " is not read: write an if");
  unsequenced({&e.operands[0], &e.operands[1]}, e.at);
  GoTyped a = value(e.operands[0]), b = value(e.operands[1]);
  const bool shift = e.text == "<<" || e.text == ">>";
  if (a.constant && !shift)
    a = fitting(a, b.type, e.at);
  else if (!shift)
    b = fitting(b, a.type, e.at);
  if (logical) return computed(e.text == "&&" ? Alu::kAnd : Alu::kOr, a.operand, b.operand, a.type);
  static const std::map<std::string, Alu> arithmetic = {{"+", Alu::kAdd},  {"-", Alu::kSub},    {"*", Alu::kMul},
                                                        {"&", Alu::kAnd},  {"|", Alu::kOr},     {"^", Alu::kXor},
                                                        {"<<", Alu::kShl}, {"&^", Alu::kAndNot}};
  const bool constant = a.constant && b.constant;
  if (const auto it = arithmetic.find(e.text); it != arithmetic.end())
    return computed(it->second, a.operand, b.operand, a.type, constant);
  if (e.text == ">>") return computed(a.type.sign ? Alu::kSar : Alu::kShr, a.operand, b.operand, a.type, constant);
  static const std::map<std::string, std::pair<Cond, Cond>> comparisons = {
      {"==", {Cond::kEq, Cond::kEq}},  {"!=", {Cond::kNe, Cond::kNe}}, {"<", {Cond::kLt, Cond::kLtU}},
      {">=", {Cond::kGe, Cond::kGeU}}, {">", {Cond::kGt, Cond::kGtU}}, {"<=", {Cond::kLe, Cond::kLeU}}};
  const auto& [as_signed, as_unsigned] = comparisons.at(e.text);
  return truth(a.type.sign ? as_signed : as_unsigned, a.operand, b.operand, a.type.size);
}

}  // namespace fenceline::models
