// Functions and statements of C.
#include <models/dialect/c_compiler.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// Does a location hold the address of an element of that array, behind its first?
bool points_inside(const LitmusTest& test, int array) {
  const auto inside = [&](Value v) {
    return location_at(v, static_cast<int>(test.locations.size())) == array && v != address_of(array);
  };
  return std::any_of(test.locations.begin(), test.locations.end(),
                     [&](const Location& l) { return std::any_of(l.init.begin(), l.init.end(), inside); });
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
  plain_line("P" + std::to_string(number) + " (" + join(parameters, ", ") + ") {", f.at);
  statements(f.body);
  land(returns_, next());
  plain_line("}", f.at);
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
  // What the initial state says without a type is an int.
  if (!library_.untyped() && location.size == 4) {
    if (location.elements > 1 && location.size != p.type.size() && points_inside(test_, index))
      fail(p.at, p.name + " is an array of ints in the initial state: give it its type there");
    location.size = p.type.size();
  } else if (library_.untyped() && location.elements == 1) {
    location.size = std::max(location.size, p.type.size());
  }
  if (location.size != p.type.size() && !library_.untyped())
    fail(p.at, p.name + " is declared with types of " + std::to_string(location.size) + " and of " +
                   std::to_string(p.type.size()) + " bytes");
  if (!pointers_.emplace(p.name, CValue{imm(address_of(index)), p.type.pointer()}).second)
    fail(p.at, "two parameters are named " + p.name);
}

// ---- instructions -------------------------------------------------------------------------------

// The statement goes on in another instruction, which a branch may lead to.
void CCompiler::cut() {
  thread_.code.push_back(std::move(now_));
  now_ = {};
  now_.line = thread_.code.back().line;
}

void CCompiler::begin(std::string text, CWhere at) {
  now_ = {};
  now_.text = std::move(text);
  now_.line = at.line;
  temporaries_ = 0;
}

void CCompiler::plain_line(std::string text, CWhere at) {
  begin(std::move(text), at);
  cut();
}

void CCompiler::unless(Cond cond, Operand flags, const std::function<void()>& then) {
  op(branch(cond, flags, next() + 2));
  cut();
  then();
  cut();
}

// ---- statements ---------------------------------------------------------------------------------

void CCompiler::statements(const std::vector<CStatement>& all) {
  for (const CStatement& s : all) statement(s);
}

void CCompiler::statement(const CStatement& s) {
  switch (s.kind) {
    case CStatement::kIf:
      return conditional(s);
    case CStatement::kLoop:
      return loop(s);
    case CStatement::kDo:
      return do_loop(s);
    case CStatement::kJump:
      return jump(s);
    case CStatement::kDeclare:
      declared(s);
      return cut();
    case CStatement::kValue:
      begin(to_string(*s.value) + ";", s.at);
      if (s.value->kind == CExpr::kCall)
        called(*s.value);
      else
        value(*s.value);
      return cut();
  }
}

void CCompiler::declared(const CStatement& s) {
  const std::string text = s.type.name() + " " + s.target.text;
  begin(text + (s.value ? " = " + to_string(*s.value) : "") + ";", s.at);
  if (!s.value) return void(declare(s.type, s.target));
  // Where types say nothing, a variable may be known in its own initial value.
  if (library_.untyped()) declare(s.type, s.target);
  const CValue v = value(*s.value);
  assign(declare(s.type, s.target), s.target, v, *s.value);
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
  for (std::size_t t = 0; t < functions.size(); ++t)
    CCompiler(test, test.threads[t], library).function(functions[t], t);
}

bool untyped(const CLibrary& library) { return library.untyped(); }

std::vector<MicroOp> read_c_statement(std::string_view text, const CLibrary& library) {
  const auto statements = parse_c_statements(text, {});
  if (statements.size() != 1) throw CError{{}, "expected one statement"};
  LitmusTest test;
  Thread thread;
  return CCompiler(test, thread, library).alone(statements[0]);
}

}  // namespace fenceline::models
