// A file of Go: what is declared outside of functions, and which goroutines there are.
#include <models/dialect/go_code.h>
#include <models/dialect/go_compiler.h>
#include <base/text.h>

#include <algorithm>

namespace fenceline::models {

int GoProgram::add_variable(const std::string& name, const GoType& type, Value value, GoPlace at) {
  const auto [x, fresh] = shared.try_emplace(name);
  if (!fresh) go_fail(at, name + " is declared twice");
  x->second = {type, static_cast<int>(test.locations.size())};
  const int location = x->second.location;
  if (type.kind == GoType::kStruct)
    for (const GoPart& part : go_parts(type, at)) add_variable(name + part.name, part.type, 0, at);
  else
    add_location(test, name, type.size, type.kind == GoType::kAtomicValue ? kEmpty : value, type.elements,
                 type.sign || (type.kind != GoType::kInteger && type.kind != GoType::kAtomic));
  return location;
}

void GoProgram::add_channel(const std::string& name, const GoExpr& make) {
  const auto& args = make.operands;
  const auto capacity = args.size() == 3 ? to_integer(args[2].text) : std::optional<long long>(0);
  if (args.size() < 2 || args.size() > 3 || !args[1].text.starts_with("chan ") || !capacity || *capacity < 0)
    go_fail(make.at, "expected make(chan T) or make(chan T, capacity), found '" + to_string(make) + "'");
  GoShared& x = shared[name];
  x.type = go_type(args[1].text, make.at);
  x.capacity = static_cast<int>(std::min<long long>(*capacity, kMostSends));
  x.location = static_cast<int>(test.locations.size());
  models::add_channel(test, name);
}

namespace {

using Lines = std::vector<std::string>;  // of the code that is written again

bool calls(const GoVariable& v, const std::string& function) {
  return !v.value.empty() && v.value[0].kind == GoExpr::kCall && to_string(v.value[0].operands[0]) == function;
}

Lines declare_channel(GoProgram& program, const GoVariable& v) {
  program.add_channel(v.name, v.value[0]);
  return {"var " + v.name + " = " + to_string(v.value[0])};
}

// Its lock is v.L too.
Lines declare_cond(GoProgram& program, const GoVariable& v) {
  const auto& args = v.value[0].operands;
  const GoExpr* of =
      args.size() == 2 && args[1].kind == GoExpr::kUnary && args[1].text == "&" ? &args[1].operands[0] : nullptr;
  const auto lock = of == nullptr ? program.shared.end() : program.shared.find(to_string(*of));
  if (lock == program.shared.end() || lock->second.type.kind != GoType::kMutex)
    go_fail(v.at, "expected sync.NewCond(&mu) of a sync.Mutex that is declared before, found '" +
                      to_string(v.value[0]) + "'");
  const GoShared mutex = lock->second;
  program.shared[v.name + ".L"] = mutex;
  program.shared[v.name] = {
      {GoType::kCond, "*sync.Cond"}, static_cast<int>(program.test.locations.size()), 0, mutex.location};
  add_cond(program.test, v.name);
  return {"var " + v.name + " = " + to_string(v.value[0])};
}

// As their documentation has them: a sync.Once that runs the function, and a variable for what it returns.
Lines declare_once(GoProgram& program, const GoVariable& v, bool has_value) {
  const auto& args = v.value[0].operands;
  if (args.size() != 2) go_fail(v.at, "expected a function in '" + to_string(v.value[0].operands[0]) + "(…)'");
  GoExpr f = args[1];
  if (f.kind == GoExpr::kName && program.functions.contains(f.text)) f = program.functions.at(f.text);
  if (f.kind != GoExpr::kFunction || !f.code->parameters.empty() || f.code->results.size() != (has_value ? 1 : 0))
    go_fail(v.at,
            std::string("expected a function without parameters, with ") + (has_value ? "one result" : "no result"));
  program.add_variable(v.name, go_type("sync.Once", v.at), 0, v.at);
  Lines out = {"var " + v.name + " sync.Once"};
  std::string value;
  if (has_value) {
    value = v.name + "Value";
    program.add_variable(value, go_type(f.code->results[0], v.at), 0, v.at);
    out.push_back("var " + value + " " + f.code->results[0]);
  }
  program.once[v.name] = {std::move(f), value};
  return out;
}

// The number of a constant, and the type that it has where none is given.
std::pair<Value, std::string> constant(const GoProgram& program, const GoExpr& init) {
  const bool negative = init.kind == GoExpr::kUnary && init.text == "-";
  const GoExpr& of = negative ? init.operands[0] : init;
  if (of.kind == GoExpr::kNumber) return {negative ? -*to_integer(of.text) : *to_integer(of.text), "int"};
  if (of.text == "true" || of.text == "false") return {of.text == "true" ? 1 : 0, "bool"};
  if (of.kind == GoExpr::kName && of.text == "nil") return {0, "int"};
  if (of.kind == GoExpr::kUnary && of.text == "&")
    if (const auto target = program.shared.find(to_string(of.operands[0])); target != program.shared.end())
      return {address_of(target->second.location), "*" + target->second.type.text};
  go_fail(init.at, "cannot read the initial value '" + to_string(init) + "'");
}

Lines declare(GoProgram& program, const GoVariable& v) {
  if (program.shared.contains(v.name)) go_fail(v.at, v.name + " is declared twice");
  if (calls(v, "make")) return declare_channel(program, v);
  if (calls(v, "sync.NewCond")) return declare_cond(program, v);
  for (const bool has_value : {false, true})
    if (calls(v, has_value ? "sync.OnceValue" : "sync.OnceFunc")) return declare_once(program, v, has_value);
  const auto [value, type] = v.value.empty() ? std::pair(Value{0}, v.type) : constant(program, v.value[0]);
  const GoType of = go_type(v.type.empty() ? type : v.type, v.at);
  if (of.kind == GoType::kChannel) go_fail(v.at, v.name + " is nil, and all that it does is wait: make the channel");
  if (!v.value.empty() && !of.is_word()) go_fail(v.at, "an initial value of a " + of.text + " is not read: assign it");
  program.add_variable(v.name, of, value, v.at);
  return {"var " + v.name + (v.type.empty() ? "" : " " + v.type) +
          (v.value.empty() ? "" : " = " + to_string(v.value[0]))};
}

void find_threads(GoProgram& program, int line) {
  const auto add = [&](const std::string& name) {
    const GoExpr& f = program.functions.at(name);
    if (!f.code->parameters.empty() || !f.code->results.empty())
      go_fail(f.at, name + " starts a goroutine, and has no parameters and results");
    program.threads.push_back({f});
  };
  program.has_main = program.functions.contains("main");
  if (program.has_main) return add("main");
  for (std::string name = "P0"; program.functions.contains(name); name = "P" + std::to_string(program.threads.size()))
    add(name);
  if (program.threads.empty()) go_fail({line, 1}, "no code: expected func main() or func P0()");
}

bool is_object(const std::string& type, GoPlace at) {
  const GoType of = go_type(type, at);
  if (of.kind != GoType::kStruct) return of.is_object();
  const auto parts = go_parts(of, at);
  return std::any_of(parts.begin(), parts.end(), [](const GoPart& part) { return part.type.is_object(); });
}

// Channels, locks and the like that a function of a goroutine declares are memory as well: where the function runs once,
// they may as well be declared outside of it.
void take_objects_out(GoFile& file, GoExpr& function) {
  GoCode code = *function.code;
  const auto taken = std::stable_partition(code.body.begin(), code.body.end(), [&](const GoStatement& s) {
    if (s.targets.size() != 1) return true;
    GoVariable v{s.targets[0].text, s.text, s.value, s.at};
    const bool declares = s.kind == GoStatement::kDeclare, makes = calls(v, "make") || calls(v, "sync.NewCond");
    if ((declares || s.kind == GoStatement::kDefine) &&
        (makes || (declares && s.value.empty() && is_object(s.text, s.at)))) {
      file.variables.push_back(std::move(v));
      return false;
    }
    return true;
  });
  code.body.erase(taken, code.body.end());
  function.code = std::make_shared<const GoCode>(std::move(code));
}

bool starts_goroutine(const std::string& name) {
  return name == "main" || (name.size() > 1 && name[0] == 'P' && name.find_first_not_of("0123456789", 1) == name.npos);
}

// "Initialization": main.main starts when all init functions are complete. They are written into it.
void run_first(GoProgram& program, const std::vector<GoExpr>& inits) {
  if (inits.empty()) return;
  const auto main = program.functions.find("main");
  if (main == program.functions.end()) go_fail(inits[0].at, "init runs before main, which is not there");
  GoCode code = *main->second.code;
  std::vector<GoStatement> calls;
  for (const GoExpr& f : inits) {
    if (!f.code->parameters.empty() || !f.code->results.empty()) go_fail(f.at, "init has no parameters and results");
    GoExpr literal = f;
    literal.text.clear();
    GoStatement call;
    call.value = {{GoExpr::kCall, "", {std::move(literal)}, f.at}};
    call.at = f.at;
    calls.push_back(std::move(call));
  }
  code.body.insert(code.body.begin(), calls.begin(), calls.end());
  main->second.code = std::make_shared<const GoCode>(std::move(code));
}

}  // namespace

void read_go_code(std::string_view text, int line, LitmusTest& test) {
  GoFile file = parse_go_file(text, line);
  for (GoExpr& f : file.functions)
    if (starts_goroutine(f.text)) take_objects_out(file, f);
  GoProgram program{test};
  std::vector<GoExpr> inits;
  for (const GoExpr& f : file.functions)
    if (f.text == "init")
      inits.push_back(f);
    else if (!program.functions.emplace(f.text, f).second)
      go_fail(f.at, "the function " + f.text + " is declared twice");
  Lines declarations;
  for (const GoVariable& v : file.variables)
    for (std::string& declared : declare(program, v)) declarations.push_back(std::move(declared));
  run_first(program, inits);
  find_threads(program, line);
  for (std::size_t t = 0; t < program.threads.size(); ++t) {
    test.threads.emplace_back().started = program.threads[t].flag >= 0;
    GoCompiler(program, static_cast<int>(t)).thread(t == 0 ? declarations : Lines());
  }
}

}  // namespace fenceline::models
