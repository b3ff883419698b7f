// Variables and expressions of Go.
#include <models/dialect/go_compiler.h>

namespace fenceline::models {

// ---- variables -----------------------------------------------------------------------------------

// Names of inner blocks do not hide those of outer ones: one name is one variable.
const GoCompiler::Local& GoCompiler::declare(const GoExpr& name, const GoType& type) {
  if (name.kind != GoExpr::kName) go_fail(name.line, "cannot declare '" + to_string(name) + "'");
  if (name.text == "_") go_fail(name.line, "_ is not read: name it");
  if (program_.shared.contains(name.text))
    go_fail(name.line, name.text + " is a variable outside of functions already");
  for (const auto& scope : scopes_)
    if (scope.contains(name.text)) go_fail(name.line, name.text + " is declared already: hiding it is not read");
  if (type.kind != GoType::kInteger && type.kind != GoType::kBool && type.kind != GoType::kPointer &&
      type.kind != GoType::kArray)
    go_fail(name.line, "a " + type.text + " inside of a function is not read: declare it outside");
  const bool array = type.kind == GoType::kArray;
  const Reg first = to_.numbered(array ? name.text + "[0]" : name.text);
  const Reg second = array ? to_.numbered(name.text + "[1]") : kNoReg;
  const auto [it, fresh] = locals_.emplace(name.text, Local{type, first, second});
  if (!fresh && !(it->second.type == type)) go_fail(name.line, name.text + " is declared with different types");
  scopes_.back().insert(name.text);
  return it->second;
}

bool GoCompiler::visible(const std::string& name) const {
  return std::any_of(scopes_.begin(), scopes_.end(), [&](const auto& scope) { return scope.contains(name); });
}

void GoCompiler::set(const Local& local, const GoTyped& v) {
  to_.op(alu(Alu::kSecond, local.reg, {}, v.operand, local.type.size, local.type.sign));
}

void GoCompiler::zero(const Local& local) {
  for (const Reg r : {local.reg, local.second})
    if (r != kNoReg) to_.op(alu(Alu::kSecond, r, {}, imm(0)));
}

void GoCompiler::define(const GoStatement& s) {
  const GoExpr& from = s.value[0];
  if (s.targets.size() == 2) {
    if (from.kind != GoExpr::kUnary || from.text != "<-")
      go_fail(s.line, "of several values at once only 'v, ok := <-c' is read");
    const GoShared& c = channel(from.operands[0]);
    const GoReceived received = go_receive(to_, {c.location, c.capacity});
    const GoType type = go_type(c.type.of, s.line);
    if (s.targets[0].text != "_") set(declare(s.targets[0], type), {reg(received.value), type});
    if (s.targets[1].text != "_") set(declare(s.targets[1], boolean()), {reg(received.ok), boolean()});
    return;
  }
  if (s.targets.size() > 2) go_fail(s.line, "of several values at once only 'v, ok := <-c' is read");
  if (const GoShared* whole = array(from)) {
    const Local& local = declare(s.targets[0], whole->type);
    MicroOp m = load(local.reg, {imm(address_of(whole->location)), {}, 0}, whole->type.size, kPlain, whole->type.sign);
    m.pair = Pair::kApart, m.dst2 = local.second;
    return to_.op(m);
  }
  const GoTyped v = value(from);
  set(declare(s.targets[0], v.type), v);
}

void GoCompiler::assign(const GoStatement& s) {
  if (s.targets.size() > 1)
    go_fail(s.line, "several assignments at once are not read: make them statements of their own");
  const GoExpr& target = s.targets[0];
  if (const GoShared* whole = array(target)) return assign_array(*whole, s);
  unsequenced({&target, &s.value[0]}, s.line);
  const GoTyped v = s.text == "=" ? value(s.value[0])
                                  : value({GoExpr::kBinary, s.text.substr(0, 1), {target, s.value[0]}, {}, s.line});
  if (target.kind == GoExpr::kName && visible(target.text)) {
    const Local& local = locals_.at(target.text);
    if (local.type.kind == GoType::kArray) go_fail(s.line, "an array is assigned where it is declared");
    return set(local, fitting(v, local.type, s.line));
  }
  const Place to = place(target);
  to_.op(store(fitting(v, to.type, s.line).operand, to.address, to.type.size));
}

// Two accesses, in no order: a value that is larger than a word.
void GoCompiler::assign_array(const GoShared& whole, const GoStatement& s) {
  const GoExpr& from = s.value[0];
  if (s.text != "=" || from.kind != GoExpr::kComposite || from.text != whole.type.text || from.operands.size() != 2)
    go_fail(s.line, "expected " + whole.type.text + "{…, …} for " + to_string(s.targets[0]));
  const GoType element = go_type(whole.type.of, s.line);
  const Operand first = fitting(value(from.operands[0]), element, s.line).operand;
  MicroOp m = store(first, {imm(address_of(whole.location)), {}, 0}, element.size);
  m.pair = Pair::kApart, m.a2 = fitting(value(from.operands[1]), element, s.line).operand;
  to_.op(m);
}

const GoShared* GoCompiler::array(const GoExpr& e) const {
  const auto it = program_.shared.find(e.text);
  return e.kind == GoExpr::kName && it != program_.shared.end() && it->second.type.kind == GoType::kArray ? &it->second
                                                                                                          : nullptr;
}

// ---- memory --------------------------------------------------------------------------------------

const GoShared& GoCompiler::object(const GoExpr& e) const {
  const auto it = program_.shared.find(e.text);
  if (e.kind != GoExpr::kName || it == program_.shared.end())
    go_fail(e.line,
            "no variable '" + to_string(e) + "' outside of functions" + nearest_note(e.text, keys(program_.shared)));
  return it->second;
}

const GoShared& GoCompiler::channel(const GoExpr& e) const {
  const GoShared& c = object(e);
  if (c.type.kind != GoType::kChannel) go_fail(e.line, e.text + " is a " + c.type.text + ", no channel");
  return c;
}

// x, x[1], *p.
GoCompiler::Place GoCompiler::place(const GoExpr& e) {
  if (e.kind == GoExpr::kUnary && e.text == "*") {
    const GoTyped p = value(e.operands[0]);
    if (p.type.kind != GoType::kPointer) go_fail(e.line, "'" + to_string(e.operands[0]) + "' is no pointer");
    const int good = to_.branch_if(Cond::kNe, p.operand, imm(0));
    to_.panic(Sync::kNone);
    to_.land(good);
    return {{p.operand, {}, 0}, go_type(p.type.of, e.line)};
  }
  if (e.kind == GoExpr::kIndex) {
    const GoShared* whole = array(e.operands[0]);
    const GoExpr& index = e.operands[1];
    if (whole == nullptr || index.kind != GoExpr::kNumber || *to_integer(index.text) > 1)
      go_fail(e.line, "'" + to_string(e) + "' is no element of an array, with a constant index");
    const GoType type = go_type(whole->type.of, e.line);
    return {{imm(address_of(whole->location) + *to_integer(index.text) * type.size), {}, 0}, type};
  }
  if (e.kind == GoExpr::kName && !visible(e.text) && !program_.shared.contains(e.text)) {
    auto known = keys(program_.shared);
    for (const auto& scope : scopes_) known.insert(known.end(), scope.begin(), scope.end());
    go_fail(e.line, "no variable '" + e.text + "'" + nearest_note(e.text, known) +
                        "; goroutines share those alone that are declared outside of functions");
  }
  const GoShared& x = object(e);
  if (x.type.kind != GoType::kInteger && x.type.kind != GoType::kBool && x.type.kind != GoType::kPointer)
    go_fail(e.line, e.text + " is a " + x.type.text + ", whose value is not read");
  return {{imm(address_of(x.location)), {}, 0}, x.type};
}

// ---- expressions ---------------------------------------------------------------------------------

GoType GoCompiler::boolean() { return {GoType::kBool, "bool", 1, false}; }

GoAccesses GoCompiler::accesses(const GoExpr& e) const {
  if (e.kind == GoExpr::kCall || (e.kind == GoExpr::kUnary && e.text == "<-")) return {1, 1};
  if (e.kind == GoExpr::kName) return {program_.shared.contains(e.text) ? 1 : 0, 0};
  if (e.kind == GoExpr::kUnary && e.text == "&") return {};
  GoAccesses out{e.kind == GoExpr::kUnary && e.text == "*" ? 1 : 0, 0};
  for (const GoExpr& o : e.operands) {
    const GoAccesses more = accesses(o);
    out.all += more.all, out.ordered += more.ordered;
  }
  return out;
}

void GoCompiler::unsequenced(const std::vector<const GoExpr*>& operands, int line) const {
  int all = 0, ordered = 0;
  for (const GoExpr* e : operands) all += accesses(*e).all > 0, ordered += accesses(*e).ordered;
  if (all > 1 && ordered > 0)
    go_fail(line, "Go leaves the order of these accesses open: make them statements of their own");
}

GoTyped GoCompiler::fitting(GoTyped v, const GoType& type, int line) const {
  if (v.constant && v.type.kind != GoType::kBool && type.kind != GoType::kBool) return {v.operand, type, true};
  if (!(v.type == type)) go_fail(line, "a value of type " + v.type.text + " where " + type.text + " is wanted");
  return v;
}

void GoCompiler::value_or_nothing(const GoExpr& e) {
  if (e.kind == GoExpr::kCall && call(e, false)) return;
  if (e.kind != GoExpr::kCall) {
    if (e.kind != GoExpr::kUnary || e.text != "<-") go_fail(e.line, "'" + to_string(e) + "' is not used");
    value(e);
  }
}

GoTyped GoCompiler::value(const GoExpr& e) {
  switch (e.kind) {
    case GoExpr::kNumber:
      return {imm(*to_integer(e.text)), {}, true};
    case GoExpr::kName:
      return named(e);
    case GoExpr::kCall: {
      const auto v = call(e, true);
      return *v;
    }
    case GoExpr::kUnary:
      return unary(e);
    case GoExpr::kBinary:
      return binary(e);
    case GoExpr::kIndex:
      if (const GoExpr& of = e.operands[0]; of.kind == GoExpr::kName && visible(of.text)) return element(e);
      return read(place(e));
    case GoExpr::kComposite:
      if (e.text == "struct{}") return {imm(0), go_type(e.text, e.line)};
      go_fail(e.line, "an array is only assigned as a whole to a variable outside of functions");
    default:
      go_fail(e.line, "'" + to_string(e) + "' is not read as a value");
  }
}

GoTyped GoCompiler::element(const GoExpr& e) {
  const Local& local = locals_.at(e.operands[0].text);
  const GoExpr& index = e.operands[1];
  if (local.type.kind != GoType::kArray || index.kind != GoExpr::kNumber || *to_integer(index.text) > 1)
    go_fail(e.line, "'" + to_string(e) + "' is no element of an array, with a constant index");
  return {reg(*to_integer(index.text) == 0 ? local.reg : local.second), go_type(local.type.of, e.line)};
}

GoTyped GoCompiler::read(const Place& from) {
  const Reg r = to_.temporary();
  to_.op(load(r, from.address, from.type.size, kPlain, from.type.sign));
  return {reg(r), from.type};
}

GoTyped GoCompiler::named(const GoExpr& e) {
  if (e.text == "true" || e.text == "false") return {imm(e.text == "true" ? 1 : 0), boolean(), true};
  if (e.text == "nil") return {imm(0), {}, true};
  if (!visible(e.text)) return read(place(e));
  const Local& local = locals_.at(e.text);
  if (local.type.kind == GoType::kArray) go_fail(e.line, e.text + " is an array: read its elements");
  return {reg(local.reg), local.type};
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

GoTyped GoCompiler::unary(const GoExpr& e) {
  const GoExpr& of = e.operands[0];
  if (e.text == "*") return read(place(e));
  if (e.text == "<-") {
    const GoShared& c = channel(of);
    return {reg(go_receive(to_, {c.location, c.capacity}).value), go_type(c.type.of, e.line)};
  }
  if (e.text == "&") {
    const GoShared& x = object(of);
    return {imm(address_of(x.location)), go_type("*" + x.type.text, e.line)};
  }
  const GoTyped v = value(of);
  if (e.text == "!") {
    if (v.type.kind != GoType::kBool) go_fail(e.line, "! takes a bool, found " + to_string(of));
    return truth(Cond::kEq, v.operand, imm(0), 1);
  }
  if (v.operand.reg == kNoReg) return {imm(e.text == "^" ? ~v.operand.imm : -v.operand.imm), v.type, v.constant};
  return e.text == "^" ? computed(Alu::kXor, v.operand, imm(-1), v.type) : computed(Alu::kSub, {}, v.operand, v.type);
}

GoTyped GoCompiler::binary(const GoExpr& e) {
  const bool logical = e.text == "&&" || e.text == "||";
  if (logical && accesses(e.operands[1]).all > 0)
    go_fail(e.line, "an access behind " + e.text + " is not read: write an if");
  unsequenced({&e.operands[0], &e.operands[1]}, e.line);
  GoTyped a = value(e.operands[0]), b = value(e.operands[1]);
  const bool shift = e.text == "<<" || e.text == ">>";
  if (a.constant && !shift)
    a = fitting(a, b.type, e.line);
  else if (!shift)
    b = fitting(b, a.type, e.line);
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
