#include <models/dialect/go_parser.h>

#include <algorithm>
#include <iterator>

namespace fenceline::models {

GoFile parse_go_file(std::string_view text, int line) { return GoParser(text, line).file(); }

// ---- declarations --------------------------------------------------------------------------------

GoFile GoParser::file() {
  GoFile out;
  while (!at_end()) {
    const GoPlace here = where();
    if (take(";")) continue;
    if (take("package")) {
      word("the name of a package");
    } else if (take("import")) {
      imports();
    } else if (take("const")) {
      group(&GoParser::constant, out);
    } else if (take("var")) {
      group(&GoParser::variables, out);
    } else if (take("type")) {
      group(&GoParser::type_declaration, out);
    } else if (take("func")) {
      out.functions.push_back(declared_function(here));
    } else {
      fail("expected var, const, type or func, found " + found());
    }
    end_of_statement();
  }
  return out;
}

// What they are of is known by name.
void GoParser::imports() {
  const auto one = [&] {
    const bool renamed = go_word(peek());
    if (renamed) fail("an import under another name is not read: import \"sync\"");
    expect("\"", "before what is imported");
    while (!at_end() && peek() != "\"" && peek() != ";") ++next_;
    expect("\"", "after what is imported");
  };
  if (!take("(")) return one();
  while (!take(")"))
    if (!take(";")) one();
}

void GoParser::constant(GoFile&) {
  std::string name = word("the name of a constant");
  if (go_word(peek())) type();
  expect("=", "after the name of a constant");
  const GoExpr value = expression();
  const bool negative = value.kind == GoExpr::kUnary && value.text == "-";
  const GoExpr& number = negative ? value.operands[0] : value;
  if (number.kind != GoExpr::kNumber)
    go_fail(value.at, "of constants numbers are read, found '" + to_string(value) + "'");
  constants_[std::move(name)] = value;
}

// A method has its type before its name, and what it is called of as the first parameter.
GoExpr GoParser::declared_function(GoPlace at) {
  std::vector<GoParameter> receiver;
  std::string of;
  if (take("(")) {
    receiver.push_back({word("the name of a receiver"), type()});
    of = receiver[0].type;
    if (!of.starts_with("*struct{")) fail("a method is read of a pointer to a structure, found " + of);
    of = of.substr(1) + ".";
    expect(")", "after a receiver");
  }
  const std::string name = word("the name of a function");
  GoExpr out = function(at, name, std::move(receiver));
  out.text = of + name;
  return out;
}

// One declaration, or several in brackets.
void GoParser::group(void (GoParser::*one)(GoFile&), GoFile& out) {
  if (!take("(")) return (this->*one)(out);
  while (!take(")"))
    if (!take(";")) (this->*one)(out);
}

void GoParser::type_declaration(GoFile&) {
  std::string name = word("the name of a type");
  if (peek() != "struct") fail("of declared types structs alone are read: write what " + name + " is where it is used");
  declaring_ = name;
  types_[std::move(name)] = type();
  declaring_.clear();
}

void GoParser::variables(GoFile& out) {
  std::vector<GoVariable> all;
  do {
    const GoPlace here = where();
    all.push_back({word("the name of a variable"), "", {}, here});
  } while (take(","));
  const std::string of = peek() == "=" ? "" : type();
  for (GoVariable& v : all) v.type = of;
  if (take("=")) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i > 0) expect(",", "between initial values");
      all[i].value.push_back(expression());
    }
  }
  out.variables.insert(out.variables.end(), all.begin(), all.end());
}

// What stands behind `func`, or behind its name.
GoExpr GoParser::function(GoPlace at, const std::string& name, std::vector<GoParameter> receiver) {
  GoCode out;
  const std::size_t own = receiver.size();
  out.parameters = std::move(receiver);
  expect("(", "after " + name);
  while (!take(")")) {
    if (out.parameters.size() > own) expect(",", "between parameters");
    const std::size_t first = out.parameters.size();
    do {
      out.parameters.push_back({word("the name of a parameter"), ""});
    } while (take(","));
    const std::string of = type();
    for (std::size_t i = first; i < out.parameters.size(); ++i) out.parameters[i].type = of;
  }
  if (take("(")) {
    while (!take(")")) {
      if (!out.results.empty()) expect(",", "between results");
      if (go_word(peek()) && go_word(peek(1))) fail("results with names are not read: give their types alone");
      out.results.push_back(type());
    }
  } else if (peek() != "{") {
    out.results.push_back(type());
  }
  out.body = block();
  return {GoExpr::kFunction, "", {}, at, std::make_shared<const GoCode>(std::move(out))};
}

// ---- statements ----------------------------------------------------------------------------------

std::vector<GoStatement> GoParser::block() {
  const Depth depth(*this);
  std::vector<GoStatement> out;
  const GoPlace begin = where();
  expect("{", "before a block");
  while (!take("}")) {
    if (at_end()) go_fail(begin, "this block has no closing '}'");
    if (!take(";")) out.push_back(statement());
  }
  return out;
}

GoStatement GoParser::of(GoStatement::Kind kind) const {
  GoStatement s;
  s.kind = kind;
  s.at = where();
  return s;
}

GoStatement GoParser::statement() {
  const Depth depth(*this);
  static const std::map<std::string_view, std::string_view> refused = {{"goto", "write for"},
                                                                       {"type", "declare types outside of functions"},
                                                                       {"const", "declare it outside of functions"},
                                                                       {"fallthrough", "write the statements twice"}};
  if (const auto it = refused.find(peek()); it != refused.end())
    fail(std::string(it->first) + " is not read: " + std::string(it->second));
  GoStatement s;
  if (go_word(peek()) && peek(1) == ":") {
    const std::string label = word("a label");
    ++next_;
    take(";");
    if (peek() != "for" && peek() != "select" && peek() != "switch")
      fail("a label is read before for, select and switch, found " + found());
    s = statement();
    s.label = label;
    return s;
  }
  if (peek() == "{") {
    s = of(GoStatement::kBlock);
    s.body = block();
  } else if (peek() == "if") {
    s = conditional();
  } else if (peek() == "for") {
    s = loop();
  } else if (peek() == "select") {
    s = select();
  } else if (peek() == "switch") {
    s = switch_statement();
  } else {
    s = simple();
  }
  end_of_statement();
  return s;
}

GoStatement GoParser::conditional() {
  GoStatement s = of(GoStatement::kIf);
  ++next_;
  GoStatement first = simple();
  if (take(";")) {
    s.init.push_back(std::move(first));
    first = simple();
  }
  s.value.push_back(condition(first));
  s.body = block();
  if (take("else")) {
    if (peek() == "if")
      s.otherwise.push_back(conditional());
    else
      s.otherwise = block();
    if (s.otherwise.empty()) s.otherwise.push_back(of(GoStatement::kBlock));
  }
  return s;
}

GoExpr GoParser::condition(const GoStatement& s) const {
  if (s.kind != GoStatement::kValue) fail("expected a condition, found a statement");
  return s.value[0];
}

GoStatement GoParser::select() {
  GoStatement s = of(GoStatement::kSelect);
  ++next_;
  cases(s, [&](GoStatement& one) { one.init.push_back(simple()); });
  return s;
}

// switch x {, switch x := <-c; x {, switch {.
GoStatement GoParser::switch_statement() {
  GoStatement s = of(GoStatement::kSwitch);
  ++next_;
  if (peek() != "{") {
    GoStatement first = of(GoStatement::kBlock);
    if (peek() != ";") first = simple();
    if (take(";")) {
      if (first.kind != GoStatement::kBlock) s.init.push_back(std::move(first));
      if (peek() != "{") s.value.push_back(expression());
    } else {
      s.value.push_back(condition(first));
    }
  }
  cases(s, [&](GoStatement& one) {
    do {
      one.value.push_back(expression());
    } while (take(","));
  });
  return s;
}

// Those of a select or of a switch, up to the closing bracket; `read` takes what stands behind `case`.
void GoParser::cases(GoStatement& s, const std::function<void(GoStatement&)>& read) {
  const std::string of_what = s.kind == GoStatement::kSelect ? "select" : "switch";
  expect("{", "before the cases of a " + of_what);
  while (!take("}")) {
    if (at_end()) go_fail(s.at, "this " + of_what + " has no closing '}'");
    if (take(";")) continue;
    GoStatement one = of(GoStatement::kBlock);
    if (take("case"))
      read(one);
    else
      expect("default", "or case in a " + of_what);
    expect(":", "after a case of a " + of_what);
    while (peek() != "case" && peek() != "default" && peek() != "}") {
      if (at_end()) go_fail(s.at, "this " + of_what + " has no closing '}'");
      if (!take(";")) one.body.push_back(statement());
    }
    s.body.push_back(std::move(one));
  }
}

GoStatement GoParser::loop() {
  GoStatement s = of(GoStatement::kFor);
  ++next_;
  if (peek() == "{") {
    s.body = block();
    return s;
  }
  if (peek() == "range" || (go_word(peek()) && peek(1) == ":=" && peek(2) == "range")) {
    s.kind = GoStatement::kRange;
    if (!take("range")) {
      s.targets.push_back(name());
      next_ += 2;
    }
    s.value.push_back(expression());
    s.body = block();
    return s;
  }
  GoStatement first = of(GoStatement::kBlock);
  if (peek() != ";") first = simple();
  if (take(";")) {
    if (first.kind != GoStatement::kBlock) s.init.push_back(std::move(first));
    if (peek() != ";") s.value.push_back(expression());
    expect(";", "after the condition of a loop");
    if (peek() != "{") s.post.push_back(simple());
  } else {
    s.value.push_back(condition(first));
  }
  s.body = block();
  return s;
}

GoStatement GoParser::simple() {
  GoStatement s = of(GoStatement::kValue);
  if (take("break") || take("continue")) {
    s.kind = all_[next_ - 1].text == "break" ? GoStatement::kBreak : GoStatement::kContinue;
    if (go_word(peek())) s.label = word("a label");
    return s;
  }
  if (take("return")) {
    s.kind = GoStatement::kReturn;
    if (!at_end() && peek() != ";" && peek() != "}") do {
        s.value.push_back(expression());
      } while (take(","));
    return s;
  }
  if (peek() == "go" || peek() == "defer") {
    s.kind = take("go") ? GoStatement::kGo : GoStatement::kDefer;
    if (s.kind == GoStatement::kDefer) ++next_;
    s.value.push_back(expression());
    if (s.value[0].kind != GoExpr::kCall)
      fail(std::string(s.kind == GoStatement::kGo ? "go" : "defer") + " takes a call, found '" + to_string(s.value[0]) +
           "'");
    return s;
  }
  return peek() == "var" ? declaration() : assignment();
}

GoStatement GoParser::declaration() {
  GoStatement s = of(GoStatement::kDeclare);
  ++next_;
  do {
    s.targets.push_back(name());
  } while (take(","));
  if (peek() != "=") s.text = type();
  if (take("=")) values(s);
  return s;
}

GoStatement GoParser::assignment() {
  GoStatement s = of(GoStatement::kValue);
  GoExpr first = expression();
  if (take("<-")) {
    s.kind = GoStatement::kSend;
    s.targets.push_back(std::move(first));
    s.value.push_back(expression());
    return s;
  }
  s.targets.push_back(std::move(first));
  while (take(",")) s.targets.push_back(expression());
  static constexpr std::string_view kAssigns[] = {"=", "+=", "-=", "*=", "|=", "&=", "^=", "++", "--"};
  if (take(":=")) {
    s.kind = GoStatement::kDefine;
    values(s);
  } else if (const auto* it = std::find(std::begin(kAssigns), std::end(kAssigns), peek()); it != std::end(kAssigns)) {
    s.kind = GoStatement::kAssign;
    s.text = *it;
    const GoPlace here = where();
    ++next_;
    if (s.text == "++" || s.text == "--")
      s.value.push_back({GoExpr::kNumber, "1", {}, here}), s.text = s.text.substr(1) + "=";
    else
      values(s);
    if (s.text != "=" && (s.targets.size() > 1 || s.value.size() > 1))
      fail(s.text + " takes one variable and one value");
  } else {
    s.value = std::move(s.targets);
    s.targets.clear();
    if (s.value.size() > 1) fail("expected := or = after several expressions, found " + found());
  }
  return s;
}

// Of one expression, or one for each variable.
void GoParser::values(GoStatement& s) {
  do {
    s.value.push_back(expression());
  } while (take(","));
  if (s.value.size() > 1 && s.value.size() != s.targets.size())
    fail(std::to_string(s.targets.size()) + " variables for " + std::to_string(s.value.size()) + " values");
}

}  // namespace fenceline::models
