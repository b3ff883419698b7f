#include <models/dialect/go_parser.h>
#include <base/text.h>

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

}  // namespace

// ---- types ---------------------------------------------------------------------------------------

// Its text, with declared types by what they are.
std::string GoParser::type() {
  const Depth depth(*this);
  if (take("*")) return "*" + type();
  if (take("[")) {
    const std::string size(peek());
    if (size == "]")
      fail(
          "slices are not read: one is three words, a pointer, a length and a capacity; share an array, or a structure "
          "of these");
    if (size.empty() || !go_digit(size[0])) fail("expected the length of an array, found " + found());
    ++next_;
    expect("]", "after the length of an array");
    return "[" + size + "]" + type();
  }
  if (take("<-")) {
    expect("chan", "after <- in a type");
    return "<-chan " + type();
  }
  if (take("chan")) return take("<-") ? "chan<- " + type() : "chan " + type();
  if (take("struct")) return structure();
  static const std::map<std::string_view, std::string_view> refused = {
      {"func", "values of functions are not read: name the function where it is called"},
      {"map",
       "maps are not read: Go says of races on one only that memory may be corrupted; share a variable for each key"},
      {"interface", "interfaces are not read: one is two words, a type and a pointer; share a structure of these"}};
  if (const auto it = refused.find(peek()); it != refused.end()) fail(std::string(it->second));
  if (!declaring_.empty() && peek() == declaring_) fail("a type that has itself in it is not read: point to int");
  std::string out = word("a type");
  if (take(".")) {
    out += "." + word("a type of the package " + out);
    if (take("[")) {
      out += "[" + type() + "]";
      expect("]", "after the type that " + out + " is of");
    }
    return out;
  }
  const auto declared = types_.find(out);
  return declared == types_.end() ? out : declared->second;
}

std::string GoParser::structure() {
  std::vector<std::string> fields;
  expect("{", "after struct");
  while (!take("}")) {
    if (take(";")) continue;
    std::vector<std::string> names;
    do {
      names.push_back(word("the name of a field"));
    } while (take(","));
    const std::string of = type();
    for (const std::string& n : names) fields.push_back(n + " " + of);
    if (peek() != "}") expect(";", "or a new line after a field");
  }
  return "struct{" + join(fields, "; ") + "}";
}

// ---- expressions ---------------------------------------------------------------------------------

GoExpr GoParser::name() {
  const GoPlace here = where();
  return {GoExpr::kName, word("a name"), {}, here};
}

GoExpr GoParser::expression(int least) {
  const Depth depth(*this);
  GoExpr left = unary();
  for (int terms = 1;; ++terms) {
    if (terms > 1000) fail("more than 1000 operators in a row");
    const int level = precedence(peek());
    if (level < least) return left;
    GoExpr e{GoExpr::kBinary, std::string(peek()), {}, where()};
    ++next_;
    e.operands.push_back(std::move(left));
    e.operands.push_back(expression(level + 1));
    left = std::move(e);
  }
}

GoExpr GoParser::unary() {
  const Depth depth(*this);
  for (const std::string_view op : {"<-", "*", "&", "!", "^", "-"}) {
    GoExpr e{GoExpr::kUnary, std::string(op), {}, where()};
    if (!take(op)) continue;
    e.operands.push_back(unary());
    return e;
  }
  return primary();
}

// Calls stand where their bracket opens, selectors at their dot: `at` is that of the operand.
GoExpr GoParser::primary() {
  GoExpr e = operand();
  for (;;) {
    const GoPlace here = e.at;
    if (take(".")) {
      if (take("(")) {
        e = {GoExpr::kAssert, type(), {std::move(e)}, here};
        expect(")", "after a type");
      } else {
        e = {GoExpr::kSelector, word("a name after '.'"), {std::move(e)}, here};
      }
    } else if (take("[")) {
      e = {GoExpr::kIndex, "", {std::move(e), expression()}, here};
      expect("]", "after an index");
    } else if (take("(")) {
      GoExpr call{GoExpr::kCall, "", {std::move(e)}, here};
      while (!take(")")) {
        if (call.operands.size() > 1) expect(",", "between arguments");
        call.operands.push_back(argument(call.operands[0]));
      }
      e = std::move(call);
    } else {
      return e;
    }
  }
}

// make and new take a type.
GoExpr GoParser::argument(const GoExpr& of) {
  const GoPlace here = where();
  if (peek() == "chan" || (of.kind == GoExpr::kName && of.text == "new")) return {GoExpr::kName, type(), {}, here};
  return expression();
}

GoExpr GoParser::composite() {
  GoExpr e{GoExpr::kComposite, "", {}, where()};
  e.text = type();
  expect("{", "after the type " + e.text);
  while (!take("}")) {
    if (!e.operands.empty()) expect(",", "between elements");
    if (peek(1) == ":") fail("fields with names are not read: give all fields in their order");
    e.operands.push_back(expression());
  }
  return e;
}

GoExpr GoParser::operand() {
  const GoPlace here = where();
  if (take("(")) {
    GoExpr e = expression();
    expect(")", "after an expression");
    return e;
  }
  if (take("func")) return function(here, "func");
  if (peek() == "[" || peek() == "struct" || peek() == "map" || (types_.contains(peek()) && peek(1) == "{")) return composite();
  if (!peek().empty() && go_digit(peek()[0])) {
    const auto value = to_integer(peek());
    if (!value) fail("cannot read the number '" + std::string(peek()) + "'");
    ++next_;
    return {GoExpr::kNumber, std::to_string(*value), {}, here};
  }
  if (peek() == "\"" || peek() == "`" || peek() == "'")
    fail("strings and runes are not read: a string is two words, a pointer and a length; share a structure of these");
  if (const auto it = constants_.find(peek()); it != constants_.end()) {
    ++next_;
    return it->second;
  }
  return name();
}

}  // namespace fenceline::models
