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
    if (take("var")) {
      group(&GoParser::variables, out);
    } else if (take("type")) {
      group(&GoParser::type_declaration, out);
    } else if (take("func")) {
      if (peek() == "(") fail("methods are not read: write a function that takes a pointer");
      const std::string name = word("the name of a function");
      out.functions.push_back(function(here, name));
      out.functions.back().text = name;
    } else {
      fail("expected var, type or func, found " + found());
    }
    end_of_statement();
  }
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
  types_[std::move(name)] = type();
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
GoExpr GoParser::function(GoPlace at, const std::string& name) {
  GoCode out;
  expect("(", "after " + name);
  while (!take(")")) {
    if (!out.parameters.empty()) expect(",", "between parameters");
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
  static const std::map<std::string_view, std::string_view> refused = {{"switch", "write if"},
                                                                       {"goto", "write for"},
                                                                       {"type", "declare types outside of functions"},
                                                                       {"const", "write the constant where it is used"},
                                                                       {"fallthrough", "switch is not read"}};
  if (const auto it = refused.find(peek()); it != refused.end())
    fail(std::string(it->first) + " is not read: " + std::string(it->second));
  GoStatement s;
  if (peek() == "{") {
    s = of(GoStatement::kBlock);
    s.body = block();
  } else if (peek() == "if") {
    s = conditional();
  } else if (peek() == "for") {
    s = loop();
  } else if (peek() == "select") {
    s = select();
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
  expect("{", "after select");
  while (!take("}")) {
    if (at_end()) go_fail(s.at, "this select has no closing '}'");
    if (take(";")) continue;
    GoStatement one = of(GoStatement::kBlock);
    if (take("case"))
      one.init.push_back(simple());
    else
      expect("default", "or case in a select");
    expect(":", "after a case of a select");
    while (peek() != "case" && peek() != "default" && peek() != "}") {
      if (at_end()) go_fail(s.at, "this select has no closing '}'");
      if (!take(";")) one.body.push_back(statement());
    }
    s.body.push_back(std::move(one));
  }
  return s;
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
    if (go_word(peek())) fail("labels are not read: leave the loops one by one");
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
  s.targets.push_back(name());
  if (peek() != "=") s.text = type();
  if (take("=")) s.value.push_back(expression());
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
    s.value.push_back(expression());
  } else if (const auto* it = std::find(std::begin(kAssigns), std::end(kAssigns), peek()); it != std::end(kAssigns)) {
    s.kind = GoStatement::kAssign;
    s.text = *it;
    const GoPlace here = where();
    ++next_;
    if (s.text == "++" || s.text == "--")
      s.value.push_back({GoExpr::kNumber, "1", {}, here}), s.text = s.text.substr(1) + "=";
    else
      s.value.push_back(expression());
  } else {
    s.value = std::move(s.targets);
    s.targets.clear();
  }
  if (s.value.size() > 1 || peek() == ",")
    fail("of several values at once only 'v, ok := <-c' and the results of a function are read");
  return s;
}

}  // namespace fenceline::models
