#include <models/dialect/c_syntax.h>
#include <base/text.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace fenceline::models {
namespace {

struct Token {
  std::string_view text;
  int line = 1;
};

bool letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_word(std::string_view s) { return !s.empty() && letter(s[0]); }

std::vector<Token> tokens_of(std::string_view text, int line) {
  static constexpr std::string_view kTwo[] = {"==", "!=", "<=", ">=", "&&", "||", "<<",
                                              ">>", "++", "--", "+=", "-=", "->", "::"};
  std::vector<Token> out;
  while (!text.empty()) {
    std::size_t length = 1;
    if (text[0] == '\n') ++line;
    if (std::isspace(static_cast<unsigned char>(text[0])) == 0) {
      if (letter(text[0]) || digit(text[0]))
        while (length < text.size() && (letter(text[length]) || digit(text[length]))) ++length;
      else if (std::find(std::begin(kTwo), std::end(kTwo), text.substr(0, 2)) != std::end(kTwo))
        length = 2;
      out.push_back({text.substr(0, length), line});
    }
    text.remove_prefix(length);
  }
  return out;
}

// How tightly binary operators bind, as in C.
int precedence(std::string_view op) {
  static const std::map<std::string_view, int> table = {{"||", 1}, {"&&", 2}, {"|", 3}, {"^", 4},  {"&", 5},  {"==", 6},
                                                        {"!=", 6}, {"<", 7},  {">", 7}, {"<=", 7}, {">=", 7}, {"<<", 8},
                                                        {">>", 8}, {"+", 9},  {"-", 9}, {"*", 10}};
  const auto it = table.find(op);
  return it == table.end() ? 0 : it->second;
}

class Parser {
 public:
  Parser(std::string_view text, int line) : all_(tokens_of(text, line)), last_line_(line) {
    if (!all_.empty()) last_line_ = all_.back().line;
  }

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
  [[noreturn]] void fail(const std::string& message) const { throw CError{line(), message}; }
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
    if (!is_word(peek())) fail("expected " + std::string(what) + ", found " + found());
    return std::string(all_[next_++].text);
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

  // Nothing if no type's name stands here; `pointers`: also the stars behind it.
  std::optional<CType> type(bool pointers) {
    CType out;
    bool any = false;
    for (bool bracket = false;;) {
      const CTypeWord* w = c_type_word(peek());
      if (w == nullptr) {
        if (bracket) expect(")", "after the type of _Atomic(");
        break;
      }
      if (w->size != 0) out.bytes = w->size;
      if (w->sign >= 0) out.is_signed = w->sign == 1;
      out.atomic |= w->atomic;
      const std::string word(peek());
      out.text += (any ? " " : "") + word;
      any = true;
      ++next_;
      if (word == "_Atomic" && take("(")) bracket = true;
    }
    while (any && pointers && take("*")) {
      ++out.stars;
      while (take("const") || take("restrict") || take("volatile")) {
      }
    }
    return any ? std::optional(out) : std::nullopt;
  }

  CFunction function(std::size_t number) {
    CFunction out;
    take("static"), take("void");
    out.line = line();
    const std::string name = "P" + std::to_string(number);
    if (!take(name)) fail("expected the function " + name + ", found " + found());
    expect("(", "after " + name);
    if (peek() == "void" && peek(1) == ")") ++next_;
    while (!take(")")) {
      if (!out.parameters.empty()) expect(",", "between parameters");
      CParameter p;
      const auto t = type(true);
      if (!t)
        fail("expected the type of a parameter, found " + found() +
             "; known are atomic_int, int, "
             "atomic_long, long, …");
      if (t->stars == 0)
        fail("expected '*' after the type " + t->text + ": each parameter points to a location, found " + found());
      p.type = t->pointed();
      p.line = line();
      p.name = word("the name of a parameter");
      out.parameters.push_back(std::move(p));
    }
    expect("{", "before the code of " + name);
    block(out.body, name);
    return out;
  }

  // Up to the closing brace.
  void block(std::vector<CStatement>& out, const std::string& what) {
    while (!take("}")) {
      if (at_end()) fail("the code of " + what + " has no closing '}'");
      statement(out);
    }
  }

  void statement(std::vector<CStatement>& out) {
    const Depth depth(*this);
    CStatement s;
    s.line = line();
    if (take(";")) return;
    if (take("{")) return block(out, "a block");  // its names are the function's
    if (take("if") || peek() == "while") {
      s.kind = take("while") ? CStatement::kWhile : CStatement::kIf;
      expect("(", "before a condition");
      s.value = expression();
      expect(")", "after a condition");
      statement(s.body);
      if (s.kind == CStatement::kIf && take("else")) {
        s.has_else = true;
        statement(s.otherwise);
      }
      out.push_back(std::move(s));
      return;
    }
    simple(s);
    expect(";", "after a statement");
    out.push_back(std::move(s));
  }

  void simple(CStatement& s) {
    s.type = type(true);
    if (s.type || (is_word(peek()) && peek(1) == "=")) {
      s.target = name("a variable");
      s.kind = take("=") ? CStatement::kAssign : CStatement::kDeclare;
      if (s.kind == CStatement::kAssign) s.value = expression();
      return;
    }
    CExpr e = expression();
    if (!take("=")) {
      s.kind = CStatement::kValue;
      s.value = std::move(e);
      return;
    }
    if (e.kind != CExpr::kUnary || e.text != "*") fail("cannot assign to '" + to_string(e) + "'");
    s.kind = CStatement::kStore;
    s.target = std::move(e.operands[0]);
    s.value = expression();
  }

  CExpr name(std::string_view what) {
    CExpr e;
    e.kind = CExpr::kName;
    e.line = line();
    e.text = word(what);
    return e;
  }

  CExpr expression(int least = 1) {
    const Depth depth(*this);
    CExpr left = unary();
    for (int terms = 1;; ++terms) {
      if (terms > 1000) fail("more than 1000 operators in a row");
      const int level = precedence(peek());
      if (level < least) return left;
      CExpr e;
      e.kind = CExpr::kBinary;
      e.line = line();
      e.text = peek();
      ++next_;
      e.operands.push_back(std::move(left));
      e.operands.push_back(expression(level + 1));
      left = std::move(e);
    }
  }

  CExpr unary() {
    const Depth depth(*this);
    CExpr e;
    e.line = line();
    for (std::string_view op : {"*", "&", "!", "~", "-"}) {
      if (!take(op)) continue;
      e.kind = CExpr::kUnary;
      e.text = op;
      e.operands.push_back(unary());
      return e;
    }
    if (take("(")) {
      if (const auto to = type(true)) {
        expect(")", "after the type of a cast");
        e.kind = CExpr::kCast;
        e.type = *to;
        e.operands.push_back(unary());
        return e;
      }
      e = expression();
      expect(")", "after an expression");
      return e;
    }
    if (!peek().empty() && digit(peek()[0])) {
      std::string_view number = peek();
      while (!number.empty() &&
             (number.back() == 'u' || number.back() == 'U' || number.back() == 'l' || number.back() == 'L'))
        number.remove_suffix(1);
      const auto value = to_integer(number);
      if (!value || *value < 0) fail("cannot read the number '" + std::string(peek()) + "'");
      ++next_;
      e.text = std::to_string(*value);
      return e;
    }
    e = name("an expression");
    if (peek() == "::" || peek() == "." || peek() == "->")
      fail("C++'s own spelling is not read: write atomic_load_explicit(x, memory_order_acquire)");
    if (!take("(")) return e;
    e.kind = CExpr::kCall;
    while (!take(")")) {
      if (!e.operands.empty()) expect(",", "between arguments");
      e.operands.push_back(expression());
    }
    return e;
  }

  std::vector<Token> all_;
  std::size_t next_ = 0;
  int last_line_;
  int depth_ = 0;
};

}  // namespace

std::vector<CFunction> parse_c_functions(std::string_view text, int line) { return Parser(text, line).functions(); }
std::vector<CStatement> parse_c_statements(std::string_view text, int line) { return Parser(text, line).statements(); }

std::string to_string(const CExpr& e) {
  const auto inner = [](const CExpr& o) { return o.kind == CExpr::kBinary ? "(" + to_string(o) + ")" : to_string(o); };
  switch (e.kind) {
    case CExpr::kNumber:
    case CExpr::kName:
      return e.text;
    case CExpr::kUnary:
      return e.text +
             (e.operands[0].kind == CExpr::kUnary ? "(" + to_string(e.operands[0]) + ")" : inner(e.operands[0]));
    case CExpr::kCast:
      return "(" + e.type.name() + ")" + inner(e.operands[0]);
    case CExpr::kBinary:
      return inner(e.operands[0]) + " " + e.text + " " + inner(e.operands[1]);
    case CExpr::kCall: {
      std::vector<std::string> arguments;
      for (const CExpr& o : e.operands) arguments.push_back(to_string(o));
      return e.text + "(" + join(arguments, ", ") + ")";
    }
  }
  return {};
}

}  // namespace fenceline::models
