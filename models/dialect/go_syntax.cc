#include <models/dialect/go_syntax.h>
#include <models/dialect/go_tokens.h>
#include <base/text.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace fenceline::models {
namespace {

// How tightly binary operators bind ("Operator precedence").
int precedence(std::string_view op) {
  static const std::map<std::string_view, int> table = {{"||", 1}, {"&&", 2}, {"==", 3}, {"!=", 3}, {"<", 3}, {"<=", 3},
                                                        {">", 3},  {">=", 3}, {"+", 4},  {"-", 4},  {"|", 4}, {"^", 4},
                                                        {"*", 5},  {"<<", 5}, {">>", 5}, {"&", 5},  {"&^", 5}};
  const auto it = table.find(op);
  return it == table.end() ? 0 : it->second;
}

class Parser {
 public:
  Parser(std::string_view text, int line) : all_(go_tokens(text, line)), last_line_(line) {
    if (!all_.empty()) last_line_ = all_.back().line;
  }

  GoFile file() {
    GoFile out;
    while (!at_end()) {
      if (take(";")) continue;
      if (take("var")) {
        if (!take("(")) {
          variables(out.variables);
        } else {
          while (!take(")"))
            if (!take(";")) variables(out.variables);
        }
      } else if (take("func")) {
        out.functions.push_back(function());
      } else {
        fail("expected var or func, found " + found());
      }
      end_of_statement();
    }
    return out;
  }

  std::vector<GoStatement> statements() {
    std::vector<GoStatement> out;
    while (!at_end())
      if (!take(";")) out.push_back(statement());
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const { throw GoError{line(), message}; }
  bool at_end() const { return next_ == all_.size(); }
  std::string_view peek(std::size_t ahead = 0) const {
    return next_ + ahead < all_.size() ? all_[next_ + ahead].text : std::string_view();
  }
  int line() const { return at_end() ? last_line_ : all_[next_].line; }
  std::string found() const { return at_end() ? "the end of the code" : "'" + std::string(peek()) + "'"; }
  bool take(std::string_view text) {
    if (peek() != text) return false;
    ++next_;
    return true;
  }
  void expect(std::string_view text, std::string_view where) {
    if (!take(text)) fail("expected '" + std::string(text) + "' " + std::string(where) + ", found " + found());
  }
  std::string word(std::string_view what) {
    if (!go_word(peek())) fail("expected " + std::string(what) + ", found " + found());
    return std::string(all_[next_++].text);
  }
  void end_of_statement() {
    if (!at_end() && peek() != "}" && peek() != ")") expect(";", "or a new line after a statement");
  }

  // Text may nest deeper than the stack is high.
  struct Depth {
    explicit Depth(Parser& p) : parser(p) {
      if (++parser.depth_ > 100) parser.fail("nested too deeply");
    }
    ~Depth() { --parser.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    Parser& parser;
  };

  // ---- declarations ----

  std::string type() {
    if (take("*")) return "*" + type();
    if (take("[")) {
      const std::string size(peek());
      if (size.empty() || !go_digit(size[0])) fail("expected the length of an array, found " + found());
      ++next_;
      expect("]", "after the length of an array");
      return "[" + size + "]" + type();
    }
    if (take("chan")) return "chan " + type();
    if (take("struct")) {
      expect("{", "after struct");
      expect("}", "as of structs the empty one alone is read");
      return "struct{}";
    }
    std::string out = word("a type");
    if (take(".")) out += "." + word("a type of the package " + out);
    return out;
  }

  void variables(std::vector<GoVariable>& out) {
    std::vector<GoVariable> all;
    do {
      const int at = line();
      all.push_back({word("the name of a variable"), "", {}, at});
    } while (take(","));
    const std::string of = peek() == "=" ? "" : type();
    for (GoVariable& v : all) v.type = of;
    if (take("=")) {
      for (std::size_t i = 0; i < all.size(); ++i) {
        if (i > 0) expect(",", "between initial values");
        all[i].value.push_back(expression());
      }
    }
    out.insert(out.end(), all.begin(), all.end());
  }

  GoFunction function() {
    GoFunction out;
    out.line = line();
    out.name = word("the name of a function");
    no_parameters(out.name);
    out.body = block();
    return out;
  }
  void no_parameters(const std::string& name) {
    expect("(", "after " + name);
    if (!take(")")) fail("parameters are not read: functions share the variables that are declared outside of them");
    if (peek() != "{") fail("results are not read: expected '{' after " + name + "(), found " + found());
  }

  // ---- statements ----

  std::vector<GoStatement> block() {
    const Depth depth(*this);
    std::vector<GoStatement> out;
    const int begin = line();
    expect("{", "before a block");
    while (!take("}")) {
      if (at_end()) throw GoError{begin, "this block has no closing '}'"};
      if (!take(";")) out.push_back(statement());
    }
    return out;
  }

  GoStatement of(GoStatement::Kind kind) const {
    GoStatement s;
    s.kind = kind;
    s.line = line();
    return s;
  }

  GoStatement statement() {
    const Depth depth(*this);
    static const std::map<std::string_view, std::string_view> refused = {
        {"switch", "write if"},
        {"goto", "write for"},
        {"type", "types are not declared"},
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
      s = of(GoStatement::kSelect);
      ++next_;
      expect("{", "after select");
      if (!take("}")) fail("select with cases is not modelled: only 'select {}', which waits for ever, is read");
    } else {
      s = simple();
    }
    end_of_statement();
    return s;
  }

  GoStatement conditional() {
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

  GoExpr condition(const GoStatement& s) const {
    if (s.kind != GoStatement::kValue) fail("expected a condition, found a statement");
    return s.value[0];
  }

  GoStatement loop() {
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

  GoStatement simple() {
    if (take("return")) return of(GoStatement::kReturn);
    if (take("break")) return of(GoStatement::kBreak);
    if (take("continue")) return of(GoStatement::kContinue);
    if (peek() == "go" || peek() == "defer") {
      GoStatement s = of(take("go") ? GoStatement::kGo : GoStatement::kDefer);
      if (s.kind == GoStatement::kDefer) ++next_;
      s.value.push_back(expression());
      if (s.value[0].kind != GoExpr::kCall)
        fail(std::string(s.kind == GoStatement::kGo ? "go" : "defer") + " takes a call, found '" +
             to_string(s.value[0]) + "'");
      return s;
    }
    if (take("var")) {
      GoStatement s = of(GoStatement::kDeclare);
      s.targets.push_back(name());
      if (peek() != "=") s.text = type();
      if (take("=")) s.value.push_back(expression());
      return s;
    }
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
      ++next_;
      if (s.text == "++" || s.text == "--")
        s.value.push_back({GoExpr::kNumber, "1", {}, {}, line()}), s.text = s.text.substr(1) + "=";
      else
        s.value.push_back(expression());
    } else {
      s.value = std::move(s.targets);
      s.targets.clear();
    }
    if (s.value.size() > 1 || peek() == ",") fail("of several values at once only 'v, ok := <-c' is read");
    return s;
  }

  // ---- expressions ----

  GoExpr name() {
    const int at = line();
    return {GoExpr::kName, word("a name"), {}, {}, at};
  }

  GoExpr expression(int least = 1) {
    const Depth depth(*this);
    GoExpr left = unary();
    for (int terms = 1;; ++terms) {
      if (terms > 1000) fail("more than 1000 operators in a row");
      const int level = precedence(peek());
      if (level < least) return left;
      GoExpr e{GoExpr::kBinary, std::string(peek()), {}, {}, line()};
      ++next_;
      e.operands.push_back(std::move(left));
      e.operands.push_back(expression(level + 1));
      left = std::move(e);
    }
  }

  GoExpr unary() {
    const Depth depth(*this);
    for (std::string_view op : {"<-", "*", "&", "!", "^", "-"}) {
      GoExpr e{GoExpr::kUnary, std::string(op), {}, {}, line()};
      if (!take(op)) continue;
      e.operands.push_back(unary());
      return e;
    }
    return primary();
  }

  GoExpr primary() {
    GoExpr e = operand();
    for (;;) {
      const int at = line();
      if (take(".")) {
        e = {GoExpr::kSelector, word("a name after '.'"), {std::move(e)}, {}, at};
      } else if (take("[")) {
        e = {GoExpr::kIndex, "", {std::move(e), expression()}, {}, at};
        expect("]", "after an index");
      } else if (take("(")) {
        GoExpr call{GoExpr::kCall, "", {std::move(e)}, {}, at};
        while (!take(")")) {
          if (call.operands.size() > 1) expect(",", "between arguments");
          call.operands.push_back(argument());
        }
        e = std::move(call);
      } else {
        return e;
      }
    }
  }

  // make takes a type.
  GoExpr argument() {
    if (peek() != "chan") return expression();
    const int at = line();
    return {GoExpr::kName, type(), {}, {}, at};
  }

  GoExpr operand() {
    const int at = line();
    if (take("(")) {
      GoExpr e = expression();
      expect(")", "after an expression");
      return e;
    }
    if (take("func")) {
      GoExpr e{GoExpr::kFunction, "", {}, {}, at};
      no_parameters("func");
      e.body = block();
      return e;
    }
    if (peek() == "[" || peek() == "struct") {
      GoExpr e{GoExpr::kComposite, type(), {}, {}, at};
      expect("{", "after the type " + e.text);
      while (!take("}")) {
        if (!e.operands.empty()) expect(",", "between elements");
        e.operands.push_back(expression());
      }
      return e;
    }
    if (!peek().empty() && go_digit(peek()[0])) {
      const auto value = to_integer(peek());
      if (!value) fail("cannot read the number '" + std::string(peek()) + "'");
      ++next_;
      return {GoExpr::kNumber, std::to_string(*value), {}, {}, at};
    }
    if (peek() == "\"" || peek() == "`" || peek() == "'")
      fail("strings and runes are not read: a string is two words, a pointer and a length; write [2]int");
    return name();
  }

  std::vector<GoToken> all_;
  std::size_t next_ = 0;
  int last_line_;
  int depth_ = 0;
};

}  // namespace

GoFile parse_go_file(std::string_view text, int line) { return Parser(text, line).file(); }
std::vector<GoStatement> parse_go_statements(std::string_view text, int line) {
  return Parser(text, line).statements();
}

std::string to_string(const GoExpr& e) {
  const auto list = [&](std::size_t from) {
    std::vector<std::string> out;
    for (std::size_t i = from; i < e.operands.size(); ++i) out.push_back(to_string(e.operands[i]));
    return join(out, ", ");
  };
  const auto inner = [](const GoExpr& o) {
    return o.kind == GoExpr::kBinary ? "(" + to_string(o) + ")" : to_string(o);
  };
  switch (e.kind) {
    case GoExpr::kNumber:
    case GoExpr::kName:
      return e.text;
    case GoExpr::kUnary:
      return e.text + inner(e.operands[0]);
    case GoExpr::kBinary:
      return inner(e.operands[0]) + " " + e.text + " " + inner(e.operands[1]);
    case GoExpr::kCall:
      return to_string(e.operands[0]) + "(" + list(1) + ")";
    case GoExpr::kSelector:
      return to_string(e.operands[0]) + "." + e.text;
    case GoExpr::kIndex:
      return to_string(e.operands[0]) + "[" + list(1) + "]";
    case GoExpr::kFunction:
      return "func() {…}";
    case GoExpr::kComposite:
      return e.text + "{" + list(0) + "}";
  }
  return {};
}

}  // namespace fenceline::models
