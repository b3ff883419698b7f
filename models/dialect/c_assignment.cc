// Assignments of C, and accesses to memory that no function makes.
#include <models/dialect/c_compiler.h>

namespace fenceline::models {

// An atomic object that is named as any other is read and written, and changed by ++ or +=, as seq_cst: ISO C17,
// 6.2.6.1/9, 6.5.2.4/2, 6.5.16.2/3. (herd7 takes such an access for a plain one.) The functions of <stdatomic.h> take
// what is not declared atomic too, as herd7 has it and C++20's atomic_ref does. `lacks`: what the access's direction
// cannot have.
std::uint16_t CCompiler::order(const CPlace& at, std::uint16_t lacks) {
  if (!at.type.atomic() || library_.atomic_order() == kPlain) return kPlain;
  test_.remark =
      "an atomic object is accessed by its name alone, as in *x = 1: that is seq_cst, as C has it (C17, 6.2.6.1/9), "
      "where "
      "herd7 takes it for a plain access";
  return static_cast<std::uint16_t>(library_.atomic_order() & ~lacks);
}

CValue CCompiler::loaded(const CPlace& at) {
  const Reg r = temporary();
  op(models::load(r, at.address, at.size, order(at, kRelease), at.type.sign()));
  return {reg(r), at.type};
}

CValue CCompiler::assignment(const CExpr& e) {
  const CExpr &to = e.operands[0], &from = e.operands[1];
  const std::string operation = e.text.substr(0, e.text.size() - 1);
  if (to.kind == CExpr::kName) {
    const CValue v = value(from);
    if (!operation.empty()) return changed(to, operation, v, false);
    const Variable& variable = assigned(to);
    assign(variable, to, v, from);
    return {reg(variable.reg), variable.type};
  }
  CValue v;
  CPlace at;
  const CExpr& pointer = to.operands[0];
  either_order(
      from, [&] { v = value(from); }, pointer, [&] { at = place(pointer, "an assignment to memory"); }, e.at);
  if (!operation.empty()) return changed(at, operation, v, false);
  const Operand stored = converted(v, at.type);
  op(models::store(stored, at.address, at.size, order(at, kAcquire)));
  return {stored, at.type};
}

// What a compound assignment changes. `before`: its value is the one that was there.
CValue CCompiler::changed(const CExpr& target, const std::string& operation, const CValue& by, bool before) {
  if (target.kind != CExpr::kName)
    return changed(place(target.operands[0], "an assignment to memory"), operation, by, before);
  const CValue held = variable(target);
  const CValue old = before ? computed(Alu::kSecond, {}, held.operand, held.type) : held;
  assign(assigned(target), target, arithmetic(operation, held, by), target);
  return before ? old : held;
}

CValue CCompiler::changed(const CPlace& at, const std::string& operation, const CValue& by, bool before) {
  const std::uint16_t together = order(at, kPlain);
  if (together == kPlain) {
    const CValue old = loaded(at);
    const Operand stored = converted(arithmetic(operation, old, by), at.type);
    op(models::store(stored, at.address, at.size));
    return before ? old : CValue{stored, at.type};
  }
  const Operand operand = at.type.stars > 0 ? elements(at.type, by) : by.operand;
  const Alu how = *c_operation(operation, at.type.sign());
  const Reg old = temporary();
  op(rmw(how, old, operand, at.address, at.size, together, at.type.sign()));
  return before ? CValue{reg(old), at.type} : computed(how, reg(old), operand, at.type);
}

}  // namespace fenceline::models
