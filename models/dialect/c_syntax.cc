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

// Words of a type's name, in any order; "atomic_uint" is one.
struct TypeWord {
  int size = 0;   // 0: says nothing of it
  int sign = -1;  // 0 unsigned, 1 signed, -1: says nothing of it
  bool atomic = false;
};

const std::map<std::string, TypeWord, std::less<>>& type_words() {
  static const auto table = [] {
    std::map<std::string, TypeWord, std::less<>> t = {
        {"const", {}},        {"volatile", {}},     {"_Atomic", {0, -1, true}},
        {"unsigned", {0, 0}}, {"signed", {0, 1}},   {"_Bool", {1, 0}},
        {"bool", {1, 0}},     {"char", {1}},        {"short", {2}},
        {"int", {0}},         {"long", {8}},        {"size_t", {8, 0}},
        {"intptr_t", {8, 1}}, {"uintptr_t", {8, 0}}};
    for (int bytes = 1; bytes <= 8; bytes *= 2) {
      t["int" + std::to_string(8 * bytes) + "_t"] = {bytes, 1};
      t["uint" + std::to_string(8 * bytes) + "_t"] = {bytes, 0};
    }
    for (const auto& [name, size] : {std::pair("char", 1), {"short", 2}, {"int", 4}, {"long", 8}, {"llong", 8}}) {
      t[std::string("atomic_") + name] = {size, 1, true};
      t[std::string("atomic_u") + name] = {size, 0, true};
    }
    t["atomic_bool"] = {1, 0, true};
    t["atomic_size_t"] = t["atomic_uintptr_t"] = {8, 0, true};
    t["atomic_intptr_t"] = {8, 1, true};
    return t;
  }();
  return table;
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

  // Nothing if no type's name stands here.
  std::optional<CType> type() {
    CType out;
    bool any = false;
    for (bool bracket = false;;) {
      const auto it = type_words().find(peek());
      if (it == type_words().end()) {
        if (bracket) expect(")", "after the type of _Atomic(");
        break;
      }
      const TypeWord& w = it->second;
      if (w.size != 0) out.size = w.size;
      if (w.sign >= 0) out.sign = w.sign == 1;
      out.atomic |= w.atomic;
      out.text += (any ? " " : "") + std::string(peek());
      any = true;
      ++next_;
      if (it->first == "_Atomic" && take("(")) bracket = true;
    }
    return any ? std::optional(out) : std::nullopt;
  }

  CFunction function(std::size_t number) {
    CFunction out;
    take("void"), take("static");
    out.line = line();
    const std::string name = "P" + std::to_string(number);
    if (!take(name)) fail("expected the function " + name + ", found " + found());
    expect("(", "after " + name);
    while (!take(")")) {
      if (!out.parameters.empty()) expect(",", "between parameters");
      CParameter p;
      const auto t = type();
      if (!t)
        fail("expected the type of a parameter, found " + found() +
             "; known are atomic_int, int, "
             "atomic_long, long, …");
      p.type = *t;
      expect("*", "after the type " + t->text + ": each parameter points to a location");
      take("const"), take("restrict");
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
    s.type = type();
    if (s.type && peek() == "*") fail("variables that hold pointers are not read");
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
      if (type()) {  // a cast of what is an integer anyway
        if (take("*")) fail("casts to pointers are not read");
        fail("casts are not read");
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
