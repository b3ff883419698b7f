#include <models/dialect/c_syntax.h>

#include <base/text.h>
#include <models/dialect/token_reader.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace fenceline::models {
namespace {

// How tightly binary operators bind, as in C.
int precedence(std::string_view op) {
  static const std::map<std::string_view, int> table = {{"||", 1}, {"&&", 2}, {"|", 3}, {"^", 4},  {"&", 5},  {"==", 6},
                                                        {"!=", 6}, {"<", 7},  {">", 7}, {"<=", 7}, {">=", 7}, {"<<", 8},
                                                        {">>", 8}, {"+", 9},  {"-", 9}, {"*", 10}};
  const auto it = table.find(op);
  return it == table.end() ? 0 : it->second;
}

CExpr number(std::string text, CWhere at) {
  CExpr e;
  e.text = std::move(text), e.at = at;
  return e;
}

CExpr made(CExpr::Kind kind, std::string_view text, CWhere at, std::vector<CExpr> operands) {
  CExpr e;
  e.kind = kind, e.text = text, e.at = at, e.operands = std::move(operands);
  return e;
}

class Parser : TokenReader<CToken, CError> {
 public:
  Parser(std::string_view text, CWhere begin) : TokenReader(c_tokens(text, begin), begin, is_c_word, 250) {}

  std::vector<CFunction> functions() {
    std::vector<CFunction> out;
    while (!at_end()) out.push_back(function(out.size()));
    if (out.empty()) fail("no code: expected a function P0 (…) { … }");
    return out;
  }
  std::vector<CStatement> statements() {
    std::vector<CStatement> out;
    while (!at_end()) statement(out);
    return out;
  }

 private:
  // ---- types ------------------------------------------------------------------------------------

  // Nothing if no type's name stands here. With the stars behind it.
  std::optional<CType> type() {
    const Depth depth(*this);
    CType out;
    bool any = false;
    if (peek().find("int128") != std::string_view::npos)
      fail("128 bits are not covered: '" + std::string(peek()) + "' is wider than what values are here");
    for (const CTypeWord* w = nullptr; (w = c_type_word(peek())) != nullptr; any = true) {
      const std::string word(peek());
      ++next_;
      if (word == "_Atomic" && take("(")) {
        const auto inner = type();
        if (!inner) fail("expected a type in _Atomic(…), found " + found());
        expect(")", "after the type of _Atomic(");
        const std::string before = any ? out.text + " " : "";
        out = *inner;
        out.text = before + (inner->stars == 0 ? "_Atomic " : "") + inner->text;
        out.atomics |= std::uint64_t{1} << out.stars;
        continue;
      }
      if (w->size != 0) out.bytes = w->size;
      if (w->sign >= 0) out.is_signed = w->sign == 1;
      if (w->atomic) out.atomics |= 1;
      out.text += (any ? " " : "") + word;
    }
    while (any && take("*")) {
      if (++out.stars >= kMostStars) fail("nested too deeply");
      while (take("const") || take("restrict") || take("volatile")) {
      }
      if (take("_Atomic")) out.atomics |= std::uint64_t{1} << out.stars;
    }
    return any ? std::optional(out) : std::nullopt;
  }

  CParameter parameter() {
    CParameter p;
    const auto t = type();
    if (!t)
      fail("expected the type of a parameter, found " + found() + "; known are atomic_int, int, atomic_long, long, …");
    p.type = *t;
    p.at = where();
    if (t->stars == 0 && peek(1) != "[")
      fail("expected '*' after the type " + t->text + ": each parameter points to a location, found " + found());
    p.name = word("the name of a parameter");
    // An array is its first element's address.
    if (take("[")) {
      if (is_c_number(peek())) ++next_;
      expect("]", "after the length of an array");
    } else {
      p.type = p.type.pointed();
    }
    return p;
  }

  CFunction function(std::size_t number) {
    CFunction out;
    take("static"), take("void");
    out.at = where();
    const std::string name = "P" + std::to_string(number);
    if (!take(name)) fail("expected the function " + name + ", found " + found());
    expect("(", "after " + name);
    if (peek() == "void" && peek(1) == ")") ++next_;
    while (!take(")")) {
      if (!out.parameters.empty()) expect(",", "between parameters");
      out.parameters.push_back(parameter());
    }
    expect("{", "before the code of " + name);
    block(out.body, name);
    return out;
  }

  // ---- statements -------------------------------------------------------------------------------

  // Up to the closing brace.
  void block(std::vector<CStatement>& out, const std::string& what) {
    while (!take("}")) {
      if (at_end()) fail("the code of " + what + " has no closing '}'");
      statement(out);
    }
  }

  CExpr condition() {
    expect("(", "before a condition");
    CExpr e = expression();
    expect(")", "after a condition");
    return e;
  }

  void statement(std::vector<CStatement>& out) {
    const Depth depth(*this);
    if (take(";")) return;
    if (take("{")) return block(out, "a block");  // its names are the function's
    if (peek() == "for") return counted(out);
    CStatement s;
    s.at = where();
    if (take("if")) {
      s.kind = CStatement::kIf;
      s.value = condition();
      statement(s.body);
      s.has_else = take("else");
      if (s.has_else) statement(s.otherwise);
    } else if (take("while")) {
      s.kind = CStatement::kLoop;
      s.value = condition();
      statement(s.body);
    } else if (take("do")) {
      s.kind = CStatement::kDo;
      statement(s.body);
      expect("while", "after the body of do");
      s.value = condition();
      expect(";", "after a statement");
    } else if (peek() == "break" || peek() == "continue" || peek() == "return") {
      s.kind = CStatement::kJump;
      s.word = word("a jump");
      expect(";", "after " + s.word);
    } else if (peek() == "goto" || peek() == "switch") {
      fail(std::string(peek()) + " is not read: write if, while, for, do, break, continue or return");
    } else {
      return simple(out);
    }
    out.push_back(std::move(s));
  }

  // What comes before a for's loop is a statement of its own.
  void counted(std::vector<CStatement>& out) {
    CStatement s;
    s.kind = CStatement::kLoop;
    s.at = where();
    ++next_;
    expect("(", "after for");
    if (!take(";")) simple(out);
    s.value = peek() == ";" ? number("1", where()) : expression();
    expect(";", "after the condition of for");
    if (peek() != ")") s.step = expression();
    expect(")", "after the last part of for");
    statement(s.body);
    out.push_back(std::move(s));
  }

  // With its semicolon: an expression, or declarations.
  void simple(std::vector<CStatement>& out) {
    CStatement s;
    s.at = where();
    if (const auto t = type()) {
      s.kind = CStatement::kDeclare;
      do {
        s.type = *t;
        // Of `int* a, *b` each has its own stars.
        if (s.target.kind == CExpr::kName) {
          s.type.stars = 0, s.type.atomics &= 1;
          while (take("*")) ++s.type.stars;
        }
        s.target = name("a variable");
        if (peek() == "[") fail("arrays of a thread's own are not read: " + s.target.text + " is no location");
        s.value = take("=") ? std::optional(assignment()) : std::nullopt;
        out.push_back(s);
      } while (take(","));
    } else {
      s.value = expression();
      out.push_back(std::move(s));
    }
    expect(";", "after a statement");
  }

  // ---- expressions ------------------------------------------------------------------------------

  CExpr name(std::string_view what) {
    CExpr e;
    e.kind = CExpr::kName;
    e.at = where();
    e.text = word(what);
    return e;
  }

  CExpr expression() { return assignment(); }

  void check_assigned(const CExpr& e) const {
    if (e.kind != CExpr::kName && (e.kind != CExpr::kUnary || e.text != "*"))
      throw CError{e.at, "cannot assign to '" + to_string(e) + "'"};
  }

  CExpr assignment() {
    const Depth depth(*this);
    CExpr left = choice();
    static constexpr std::string_view kOperators[] = {"=", "+=", "-=", "*=", "&=", "|=", "^=", "<<=", ">>="};
    if (std::find(std::begin(kOperators), std::end(kOperators), peek()) == std::end(kOperators)) return left;
    check_assigned(left);
    const CWhere at = where();
    const std::string_view op = all_[next_++].text;
    CExpr right = assignment();
    return made(CExpr::kAssign, op, at, {std::move(left), std::move(right)});
  }

  CExpr choice() {
    const Depth depth(*this);
    CExpr condition = binary(1);
    const CWhere at = where();
    if (!take("?")) return condition;
    CExpr yes = assignment();
    expect(":", "between the values of ?:");
    CExpr no = choice();
    return made(CExpr::kChoice, "?", at, {std::move(condition), std::move(yes), std::move(no)});
  }

  CExpr binary(int least) {
    const Depth depth(*this);
    CExpr left = unary();
    for (int terms = 1;; ++terms) {
      if (terms > 1000) fail("more than 1000 operators in a row");
      if (peek() == "/" || peek() == "%") fail("division is not read");
      const int level = precedence(peek());
      if (level < least) return left;
      const CWhere at = where();
      const std::string_view op = all_[next_++].text;
      CExpr right = binary(level + 1);
      left = made(CExpr::kBinary, op, at, {std::move(left), std::move(right)});
    }
  }

  CExpr unary() {
    const Depth depth(*this);
    const CWhere at = where();
    for (std::string_view op : {"*", "&", "!", "~", "-"})
      if (take(op)) return made(CExpr::kUnary, op, at, {unary()});
    if (take("+")) return unary();
    if (peek() == "++" || peek() == "--") {
      const std::string_view op = take("++") ? "+=" : (take("--"), "-=");
      CExpr of = unary();
      check_assigned(of);
      return made(CExpr::kAssign, op, at, {std::move(of), number("1", at)});
    }
    if (peek() == "(" && c_type_word(peek(1)) != nullptr) {
      ++next_;
      const auto to = type();
      expect(")", "after the type of a cast");
      CExpr e = made(CExpr::kCast, "", at, {unary()});
      e.type = *to;
      return e;
    }
    return behind(primary());
  }

  CExpr primary() {
    const CWhere at = where();
    if (take("(")) {
      CExpr e = expression();
      expect(")", "after an expression");
      return e;
    }
    if (is_c_number(peek())) {
      const std::string text = lower(peek());
      const std::size_t end = text.find_last_not_of("ul") + 1;
      const auto value = to_integer(text.substr(0, end));
      if (!value || *value < 0) fail("cannot read the number '" + std::string(peek()) + "'");
      ++next_;
      return number(std::to_string(*value) + text.substr(end), at);
    }
    if (peek() == "NULL" || peek() == "nullptr" || peek() == "false") return ++next_, number("0", at);
    if (peek() == "true") return ++next_, number("1", at);
    CExpr e = name("an expression");
    if (!take("(")) return e;
    e.kind = CExpr::kCall;
    while (!take(")")) {
      if (!e.operands.empty()) expect(",", "between arguments");
      e.operands.push_back(assignment());
    }
    return e;
  }

  // With what stands behind it: x[i], x++, x--.
  CExpr behind(CExpr e) {
    for (int n = 0;; ++n) {
      if (n > 100) fail("nested too deeply");
      const CWhere at = where();
      if (peek() == "::" || peek() == "." || peek() == "->")
        fail("C++'s own spelling is not read: write atomic_load_explicit(x, memory_order_acquire)");
      if (take("[")) {
        CExpr index = expression();
        expect("]", "after an index");
        e = made(CExpr::kUnary, "*", e.at, {made(CExpr::kBinary, "+", at, {std::move(e), std::move(index)})});
      } else if (peek() == "++" || peek() == "--") {
        check_assigned(e);
        e = made(CExpr::kAfter, all_[next_++].text, at, {std::move(e)});
      } else {
        return e;
      }
    }
  }
};

}  // namespace

std::vector<CFunction> parse_c_functions(std::string_view text, CWhere begin) {
  return Parser(text, begin).functions();
}
std::vector<CStatement> parse_c_statements(std::string_view text, CWhere begin) {
  return Parser(text, begin).statements();
}

}  // namespace fenceline::models
