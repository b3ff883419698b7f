// Variables and other names of C.
#include <base/nearest.h>
#include <models/dialect/c_compiler.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// The type of a name that is not declared.
CType word() {
  CType out;
  out.text = "intptr_t";
  out.bytes = 8;
  return out;
}

}  // namespace

Reg CCompiler::numbered(const std::string& name) {
  auto& names = thread_.registers;
  const auto at = std::find(names.begin(), names.end(), name) - names.begin();
  if (at == std::ssize(names)) names.push_back(name);
  return static_cast<Reg>(at);
}

Reg CCompiler::temporary() { return numbered("#" + std::to_string(temporaries_++)); }

// No other thread sees a variable of a function: that it is atomic makes no difference.
const CCompiler::Variable& CCompiler::declare(const CType& type, const CExpr& name) {
  if (pointers_.contains(name.text)) fail(name.at, name.text + " is a parameter already");
  const auto [it, fresh] = variables_.emplace(name.text, Variable{numbered(name.text), type});
  Variable& v = it->second;
  // A name that several blocks declare is one variable here.
  if (!fresh && (v.type.size() != type.size() || v.type.sign() != type.sign())) {
    if (!library_.untyped()) fail(name.at, name.text + " is declared with different types");
    if (v.type.size() < type.size()) v.type = type;
  }
  return v;
}

// Null where there is none. Where types say nothing, what the initial state gives a value needs no declaration.
const CCompiler::Variable* CCompiler::find(const CExpr& name) {
  const auto it = variables_.find(name.text);
  if (it != variables_.end()) return &it->second;
  const auto& known = thread_.registers;
  const bool given = library_.untyped() && std::find(known.begin(), known.end(), name.text) != known.end();
  return given ? &declare(word(), name) : nullptr;
}

const CCompiler::Variable& CCompiler::assigned(const CExpr& name) {
  if (const Variable* v = find(name)) return *v;
  if (library_.untyped()) return declare(word(), name);
  unknown_variable(name);
}

CValue CCompiler::variable(const CExpr& e) {
  const Variable* v = find(e);
  if (v == nullptr) unknown_variable(e);
  return {reg(v->reg), v->type};
}

void CCompiler::unknown_variable(const CExpr& e) const {
  if (pointers_.contains(e.text))
    fail(e.at, e.text + " is a parameter, which points to a location: *" + e.text + " is what lies there");
  fail(e.at, "no variable '" + e.text + "'" + nearest_note(e.text, keys(variables_)));
}

void CCompiler::assign(const Variable& to, const CExpr& name, const CValue& v, const CExpr& from) {
  const bool points = v.type.stars > 0;
  if (points != (to.type.stars > 0) && !library_.untyped() && v.operand != imm(0))
    fail(from.at, to_string(from) + (points ? " is a pointer, " : " is no pointer, ") + name.text +
                      (points ? " is none: *" + to_string(from) + " is what it points to" : " is one"));
  op(alu(Alu::kSecond, to.reg, {}, v.operand, to.type.size(), to.type.sign()));
}

// Of &e: a location that the thread does not take as a parameter goes by its name.
CValue CCompiler::address(const CExpr& e) {
  const CExpr& of = e.operands[0];
  if (of.kind == CExpr::kUnary && of.text == "*") return value(of.operands[0]);
  if (of.kind == CExpr::kName && pointers_.contains(of.text))
    fail(e.at, of.text + " is a parameter, which points to a location: write " + of.text);
  if (is_variable(of))
    fail(e.at, "&" + of.text + " is only read as what a compare-exchange expects: no other thread sees a variable");
  const auto& known = test_.locations;
  const auto it = std::find_if(known.begin(), known.end(), [&](const Location& l) { return l.name == of.text; });
  if (of.kind != CExpr::kName || it == known.end()) {
    std::vector<std::string> all;
    for (const Location& l : known) all.push_back(l.name);
    fail(e.at, "no location '" + to_string(of) + "'" + nearest_note(to_string(of), all));
  }
  CType type;
  type.text = "int", type.bytes = it->size, type.is_signed = it->sign;
  return {imm(address_of(static_cast<int>(it - known.begin()))), type.pointer()};
}

}  // namespace fenceline::models
