// Functions, statements and names of C.
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

CCompiler::CCompiler(LitmusTest& test, Thread& thread, const CLibrary& library)
    : test_(test), thread_(thread), library_(library) {}

void CCompiler::function(const CFunction& f, std::size_t number) {
  std::vector<std::string> parameters;
  for (const CParameter& p : f.parameters) {
    declare(p);
    parameters.push_back(p.type.pointer().name() + " " + p.name);
  }
  plain_line("P" + std::to_string(number) + " (" + join(parameters, ", ") + ") {", f.line);
  statements(f.body);
  plain_line("}", f.line);
}

std::vector<MicroOp> CCompiler::alone(const CStatement& s) {
  statement(s);
  return thread_.code.at(0).ops;
}

void CCompiler::declare(const CParameter& p) {
  auto& known = test_.locations;
  const auto it = std::find_if(known.begin(), known.end(), [&](const Location& l) { return l.name == p.name; });
  const int index = static_cast<int>(it - known.begin());
  if (it == known.end()) {
    known.emplace_back().name = p.name;
    known.back().size = p.type.size();
  }
  Location& location = known[index];
  if (location.elements > 1) fail(p.line, "arrays are not read in C: " + p.name);
  // What the initial state says without a type is an int.
  if (library_.untyped())
    location.size = std::max(location.size, p.type.size());
  else if (location.size == 4)
    location.size = p.type.size();
  if (location.size != p.type.size() && !library_.untyped())
    fail(p.line, p.name + " is declared with types of " + std::to_string(location.size) + " and of " +
                     std::to_string(p.type.size()) + " bytes");
  if (!pointers_.emplace(p.name, CValue{imm(address_of(index)), p.type.pointer()}).second)
    fail(p.line, "two parameters are named " + p.name);
}

// ---- instructions ----

Reg CCompiler::numbered(const std::string& name) {
  auto& names = thread_.registers;
  const auto at = std::find(names.begin(), names.end(), name) - names.begin();
  if (at == std::ssize(names)) names.push_back(name);
  return static_cast<Reg>(at);
}

Reg CCompiler::temporary() { return numbered("#" + std::to_string(temporaries_++)); }

// The statement goes on in another instruction, which a branch may lead to.
void CCompiler::cut() {
  thread_.code.push_back(std::move(now_));
  now_ = {};
  now_.line = thread_.code.back().line;
}

void CCompiler::begin(std::string text, int line) {
  now_ = {};
  now_.text = std::move(text);
  now_.line = line;
  temporaries_ = 0;
}

void CCompiler::plain_line(std::string text, int line) {
  begin(std::move(text), line);
  cut();
}

void CCompiler::unless(Cond cond, Operand flags, const std::function<void()>& then) {
  op(branch(cond, flags, next() + 2));
  cut();
  then();
  cut();
}

// ---- statements ----

void CCompiler::statements(const std::vector<CStatement>& all) {
  for (const CStatement& s : all) statement(s);
}

void CCompiler::statement(const CStatement& s) {
  switch (s.kind) {
    case CStatement::kNothing:
      return;
    case CStatement::kIf:
      return conditional(s);
    case CStatement::kWhile:
      return loop(s);
    case CStatement::kDeclare:
      begin(s.type->name() + " " + s.target.text + ";", s.line);
      declare(*s.type, s.target);
      return cut();
    case CStatement::kAssign: {
      begin((s.type ? s.type->name() + " " : "") + s.target.text + " = " + to_string(s.value) + ";", s.line);
      // A variable is known in its own initial value.
      if (s.type && library_.untyped()) declare(*s.type, s.target);
      const CValue v = value(s.value);
      const Variable& to = assigned(s);
      if ((v.type.stars > 0) != (to.type.stars > 0) && !library_.untyped() && v.operand != imm(0))
        fail(s.line, to_string(s.value) + (v.type.stars > 0 ? " is a pointer, " : " is no pointer, ") + s.target.text +
                         (v.type.stars > 0 ? " is none: *" + to_string(s.value) + " is what it points to" : " is one"));
      op(alu(Alu::kSecond, to.reg, {}, v.operand, to.type.size(), to.type.sign()));
      return cut();
    }
    case CStatement::kStore: {
      begin(to_string(CExpr{CExpr::kUnary, "*", {s.target}, {}, s.line}) + " = " + to_string(s.value) + ";", s.line);
      unsequenced({&s.target, &s.value}, s.line);
      const CValue v = value(s.value);
      const CPlace at = plain_place(s.target, "an assignment to memory");
      op(models::store(converted(v, at.type), at.address, at.size));
      return cut();
    }
    case CStatement::kValue:
      begin(to_string(s.value) + ";", s.line);
      if (s.value.kind == CExpr::kCall)
        called(s.value);
      else
        value(s.value);
      return cut();
  }
}

void CCompiler::branch_unless(const CExpr& condition) {
  const CValue v = value(condition);
  const Reg flags = temporary();
  op(alu(Alu::kCompare, flags, v.operand, imm(0), std::max(4, v.type.size())));
  op(branch(Cond::kEq, reg(flags), 0));
}

// What follows is done either way, and so does not depend on the condition: the kernel's explanation.txt, "Dependency
// relations"; no model of C++ looks at dependencies.
void CCompiler::conditional(const CStatement& s) {
  begin("if (" + to_string(s.value) + ") {", s.line);
  branch_unless(s.value);
  now_.ops.back().scoped = true;
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
  begin("}", s.line);
  op(join_ways());
  cut();
}

void CCompiler::loop(const CStatement& s) {
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
const CCompiler::Variable& CCompiler::declare(const CType& type, const CExpr& name) {
  if (pointers_.contains(name.text)) fail(name.line, name.text + " is a parameter already");
  const auto [it, fresh] = variables_.emplace(name.text, Variable{numbered(name.text), type});
  Variable& v = it->second;
  // A name that several blocks declare is one variable here.
  if (!fresh && (v.type.size() != type.size() || v.type.sign() != type.sign())) {
    if (!library_.untyped()) fail(name.line, name.text + " is declared with different types");
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

const CCompiler::Variable& CCompiler::assigned(const CStatement& s) {
  if (s.type) return declare(*s.type, s.target);
  if (const Variable* v = find(s.target)) return *v;
  if (library_.untyped()) return declare(word(), s.target);
  unknown_variable(s.target);
}

CValue CCompiler::variable(const CExpr& e) {
  const Variable* v = find(e);
  if (v == nullptr) unknown_variable(e);
  return {reg(v->reg), v->type};
}

void CCompiler::unknown_variable(const CExpr& e) const {
  fail(e.line, "no variable '" + e.text + "'" + nearest_note(e.text, keys(variables_)));
}

// ---- of several threads -------------------------------------------------------------------------

bool c_names(const CLibrary& library, std::string_view name) {
  const auto& functions = library.functions();
  const auto types = library.types();
  return std::binary_search(functions.begin(), functions.end(), name) ||
         std::find(types.begin(), types.end(), name) != types.end();
}

void read_c_code(const std::vector<CFunction>& functions, const CLibrary& library, LitmusTest& test) {
  test.threads.resize(functions.size());
  for (std::size_t t = 0; t < functions.size(); ++t) CCompiler(test, test.threads[t], library).function(functions[t], t);
}

bool untyped(const CLibrary& library) { return library.untyped(); }

std::vector<MicroOp> read_c_statement(std::string_view text, const CLibrary& library) {
  const auto statements = parse_c_statements(text, 1);
  if (statements.size() != 1) throw CError{1, "expected one statement"};
  LitmusTest test;
  Thread thread;
  return CCompiler(test, thread, library).alone(statements[0]);
}

}  // namespace fenceline::models
