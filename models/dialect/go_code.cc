// A file of Go: what is declared outside of functions, and which goroutines there are.
#include <models/dialect/go_code.h>
#include <models/dialect/go_compiler.h>

namespace fenceline::models {
namespace {

// Its line in the code that is written again.
std::string declare(GoProgram& program, const GoVariable& v) {
  if (v.name.find('.') != std::string::npos || program.shared.contains(v.name))
    go_fail(v.line, v.name + " is declared twice");
  const GoExpr* init = v.value.empty() ? nullptr : &v.value[0];
  GoShared& x = program.shared[v.name];
  if (init != nullptr && init->kind == GoExpr::kCall && init->operands[0].text == "make") {
    const auto& args = init->operands;
    const auto capacity = args.size() == 3 ? to_integer(args[2].text) : std::optional<long long>(0);
    if (args.size() < 2 || args.size() > 3 || !args[1].text.starts_with("chan ") || !capacity || *capacity < 0)
      go_fail(v.line, "expected make(chan T) or make(chan T, capacity), found '" + to_string(*init) + "'");
    x.type = go_type(args[1].text, v.line);
    x.capacity = static_cast<int>(std::min<long long>(*capacity, kMostSends));
    x.location = static_cast<int>(program.test.locations.size());
    add_channel(program.test, v.name);
    return "var " + v.name + " = " + to_string(*init);
  }
  Value value = 0;
  std::string type = v.type;
  if (init != nullptr) {
    const bool negative = init->kind == GoExpr::kUnary && init->text == "-";
    const GoExpr& of = negative ? init->operands[0] : *init;
    if (of.kind == GoExpr::kNumber) {
      value = negative ? -*to_integer(of.text) : *to_integer(of.text);
    } else if (of.text == "true" || of.text == "false") {
      value = of.text == "true" ? 1 : 0;
      if (type.empty()) type = "bool";
    } else if (of.kind == GoExpr::kUnary && of.text == "&" && program.shared.contains(of.operands[0].text)) {
      const GoShared& target = program.shared.at(of.operands[0].text);
      value = address_of(target.location);
      if (type.empty()) type = "*" + target.type.text;
    } else if (of.text != "nil") {
      go_fail(v.line, "cannot read the initial value '" + to_string(*init) + "'");
    }
  }
  x.type = go_type(type.empty() ? "int" : type, v.line);
  if (x.type.kind == GoType::kChannel)
    go_fail(v.line, v.name + " is nil, and all that it does is wait: make the channel");
  x.location = add_location(program.test, v.name, x.type.size, value, x.type.kind == GoType::kArray ? 2 : 1);
  return "var " + v.name + (v.type.empty() ? "" : " " + v.type) + (init == nullptr ? "" : " = " + to_string(*init));
}

}  // namespace

void read_go_code(std::string_view text, int line, LitmusTest& test) {
  const GoFile file = parse_go_file(text, line);
  GoProgram program{test};
  std::vector<std::string> declarations;
  for (const GoVariable& v : file.variables) declarations.push_back(declare(program, v));
  for (const GoFunction& f : file.functions)
    if (!program.functions.emplace(f.name, f).second) go_fail(f.line, "the function " + f.name + " is declared twice");
  program.has_main = program.functions.contains("main");
  if (program.has_main) {
    program.threads.push_back({program.functions.at("main").body, program.functions.at("main").line});
  } else {
    for (std::string name = "P0"; program.functions.contains(name); name = "P" + std::to_string(program.threads.size()))
      program.threads.push_back({program.functions.at(name).body, program.functions.at(name).line});
    if (program.threads.empty()) go_fail(line, "no code: expected func main() or func P0()");
  }
  for (std::size_t t = 0; t < program.threads.size(); ++t) {
    test.threads.emplace_back().started = program.threads[t].flag >= 0;
    GoCompiler(program, static_cast<int>(t)).thread(t == 0 ? declarations : std::vector<std::string>());
  }
}

}  // namespace fenceline::models
