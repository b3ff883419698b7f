// Expressions of cat, by recursive descent: each function is one level of precedence.
#include <models/interpreter/parser.h>

#include <base/text.h>

namespace fenceline::models::cat {
namespace {

constexpr int kDeepestExpression = 200;  // expressions within each other

std::shared_ptr<Expr> made(Expr::Kind kind, const Where& where, std::vector<ExprPtr> parts = {}) {
  auto out = std::make_shared<Expr>();
  out->kind = kind;
  out->where = where;
  out->parts = std::move(parts);
  return out;
}

}  // namespace

void Cursor::fail(const std::string& wanted) const {
  const std::string found = peek().kind == Token::kEnd ? "the end of the text" : "'" + printable(peek().text) + "'";
  throw Wrong(where(), wanted + " is expected, not " + found);
}

std::string Cursor::text_from(std::size_t position) const {
  std::string out;
  for (std::size_t i = position; i < at_; ++i) {
    const bool apart =
        i > position && (all_[i - 1].where.line != all_[i].where.line ||
                         all_[i - 1].where.column + static_cast<int>(all_[i - 1].text.size()) != all_[i].where.column);
    out += (apart ? " " : "") + all_[i].text;
  }
  return out;
}

ExprPtr ExpressionParser::expression() {
  const Where where = c_.where();
  if (++depth_ > kDeepestExpression) throw Wrong(where, "expressions are nested more than 200 deep");
  ExprPtr out;
  if (c_.is("let")) {
    c_.take();
    auto let = made(c_.accept("rec") ? Expr::kLetRec : Expr::kLet, where);
    let->bindings = bindings();
    c_.expect("in");
    let->parts = {expression()};
    out = let;
  } else if (c_.accept("fun")) {
    auto function = made(Expr::kFunction, where);
    function->name = "fun";
    function->pattern = formals_or_one();
    c_.expect("->");
    function->parts = {expression()};
    out = function;
  } else if (c_.accept("try")) {
    ExprPtr first = expression();
    c_.expect("with");
    out = made(Expr::kTry, where, {std::move(first), expression()});
  } else if (c_.is("if")) {
    out = condition();
  } else if (c_.is("match")) {
    out = match();
  } else {
    out = base();
    if (c_.is(",")) {
      std::vector<ExprPtr> parts = {out};
      while (c_.accept(",")) parts.push_back(base());
      out = made(Expr::kTuple, where, std::move(parts));
    }
  }
  --depth_;
  return out;
}

ExprPtr ExpressionParser::condition() {
  const Where where = c_.where();
  c_.expect("if");
  std::vector<ExprPtr> compared;
  Expr::Compare compare = Expr::kEqual;
  std::shared_ptr<const Variant> asked;
  if (begins_variant()) {
    asked = variant();
  } else {
    compared.push_back(expression());
    if (c_.accept("="))
      compare = Expr::kEqual;
    else if (c_.accept("subset"))
      compare = Expr::kSubset;
    else if (c_.accept("in"))
      compare = Expr::kIn;
    else
      c_.fail("'=', 'subset' or 'in'");
    compared.push_back(expression());
  }
  auto out = made(asked ? Expr::kIfVariant : Expr::kIf, where, std::move(compared));
  out->compare = compare;
  out->variant = asked;
  c_.expect("then");
  out->parts.push_back(expression());
  c_.expect("else");
  out->parts.push_back(expression());
  return out;
}

ExprPtr ExpressionParser::match() {
  const Where where = c_.where();
  c_.expect("match");
  ExprPtr of = expression();
  c_.expect("with");
  c_.accept("||");
  const bool of_tags = c_.peek().kind == Token::kTag || (c_.is("_") && c_.is("->", 1));
  if (!of_tags) return match_set(where, std::move(of));
  auto out = made(Expr::kMatchTag, where, {std::move(of)});
  do {
    Expr::Clause clause;
    if (!c_.accept("_")) clause.tag = c_.expect(Token::kTag, "a tag");
    c_.expect("->");
    clause.body = expression();
    out->clauses.push_back(std::move(clause));
  } while (!out->clauses.back().tag.empty() && c_.accept("||"));
  c_.expect("end");
  return out;
}

// {} -> …, and element ++ rest -> …, or before | element ++ behind -> …
ExprPtr ExpressionParser::match_set(const Where& where, ExprPtr of) {
  auto out = made(Expr::kMatchSet, where, {std::move(of), nullptr, nullptr});
  for (int clause = 0; clause < 2; ++clause) {
    if (clause > 0) c_.expect("||");
    if (c_.is("{")) {
      if (out->parts[1]) c_.fail("a clause for a set that is not empty");
      c_.take();
      c_.expect("}");
      c_.expect("->");
      out->parts[1] = expression();
      continue;
    }
    if (out->parts[2]) c_.fail("'{}'");
    std::vector<std::string> names = {name_or_blank()};
    if (c_.accept("|")) names.push_back(name_or_blank());
    c_.expect("++");
    names.push_back(name_or_blank());
    out->pattern.names = std::move(names);
    c_.expect("->");
    out->parts[2] = expression();
  }
  c_.expect("end");
  return out;
}

ExprPtr ExpressionParser::alternatives() {
  const Where where = c_.where();
  if (++depth_ > kDeepestExpression) throw Wrong(where, "expressions are nested more than 200 deep");
  std::vector<ExprPtr> parts = {additions()};
  while (c_.accept("|")) parts.push_back(additions());
  --depth_;
  return parts.size() == 1 ? parts[0] : made(Expr::kUnion, where, std::move(parts));
}

ExprPtr ExpressionParser::additions() {
  const Where where = c_.where();
  std::vector<ExprPtr> parts = {sequences()};
  while (c_.accept("++")) parts.push_back(sequences());
  ExprPtr out = parts.back();
  for (std::size_t i = parts.size() - 1; i-- > 0;) out = made(Expr::kAdd, where, {parts[i], out});
  return out;
}

ExprPtr ExpressionParser::sequences() {
  const Where where = c_.where();
  std::vector<ExprPtr> parts = {differences()};
  while (c_.accept(";")) parts.push_back(differences());
  return parts.size() == 1 ? parts[0] : made(Expr::kSequence, where, std::move(parts));
}

ExprPtr ExpressionParser::differences() {
  const Where where = c_.where();
  ExprPtr out = intersections();
  while (c_.accept("\\")) out = made(Expr::kDifference, where, {out, intersections()});
  return out;
}

ExprPtr ExpressionParser::intersections() {
  const Where where = c_.where();
  std::vector<ExprPtr> parts = {prefixed()};
  while (c_.accept("&")) parts.push_back(prefixed());
  ExprPtr out = parts.back();
  for (std::size_t i = parts.size() - 1; i-- > 0;) out = made(Expr::kIntersection, where, {parts[i], out});
  return out;
}

ExprPtr ExpressionParser::prefixed() {
  const Where where = c_.where();
  if (!c_.accept("~")) return postfixed();
  if (++depth_ > kDeepestExpression) throw Wrong(where, "expressions are nested more than 200 deep");
  ExprPtr out = made(Expr::kComplement, where, {prefixed()});
  --depth_;
  return out;
}

// r+ r* r? r^-1, and s * t: the star is one between two where an operand follows.
ExprPtr ExpressionParser::postfixed() {
  const Where where = c_.where();
  ExprPtr out = application();
  for (;;) {
    if (c_.accept("+")) {
      out = made(Expr::kClosure, where, {out});
    } else if (c_.accept("?")) {
      out = made(Expr::kMaybe, where, {out});
    } else if (c_.accept("^")) {
      c_.expect("-1");
      out = made(Expr::kInverse, where, {out});
    } else if (c_.accept("*")) {
      out = begins_base() ? made(Expr::kProduct, where, {out, prefixed()}) : made(Expr::kStar, where, {out});
    } else {
      return out;
    }
  }
}

ExprPtr ExpressionParser::application() {
  if (c_.peek().kind != Token::kName) return simple();
  ExprPtr out = simple();
  while (begins_simple()) {
    const Where where = c_.where();
    out = made(Expr::kApply, where, {out, simple()});
  }
  return out;
}

bool ExpressionParser::begins_simple() const {
  return c_.peek().kind == Token::kName || c_.peek().kind == Token::kTag ||
         c_.is_any({"0", "{", "_", "(", "begin", "["});
}

bool ExpressionParser::begins_base() const { return begins_simple() || c_.is("~"); }

ExprPtr ExpressionParser::simple() {
  const Where where = c_.where();
  if (c_.peek().kind == Token::kName || c_.peek().kind == Token::kTag) {
    auto out = made(c_.peek().kind == Token::kName ? Expr::kName : Expr::kTag, where);
    out->name = c_.take().text;
    return out;
  }
  if (c_.accept("0")) return made(Expr::kEmptyRelation, where);
  if (c_.accept("_")) return made(Expr::kUniverse, where);
  if (c_.accept("{")) {
    std::vector<ExprPtr> parts;
    if (!c_.is("}")) do
        parts.push_back(base());
      while (c_.accept(","));
    c_.expect("}");
    return parts.empty() ? made(Expr::kNothing, where) : made(Expr::kSet, where, std::move(parts));
  }
  if (c_.accept("[")) {
    auto out = made(Expr::kIdentity, where, {expression()});
    c_.expect("]");
    return out;
  }
  const bool begun = c_.accept("begin");
  if (!begun && !c_.accept("(")) c_.fail("a set or a relation");
  if (!begun && c_.accept(")")) return made(Expr::kTuple, where);
  ExprPtr out = expression();
  c_.expect(begun ? "end" : ")");
  return out;
}

// ---- names that are bound -----------------------------------------------------------------------

std::string ExpressionParser::name_or_blank() { return c_.accept("_") ? "_" : c_.expect_name(); }

Pattern ExpressionParser::formals() {
  Pattern out;
  if (c_.is(")")) {
    out.tuple = true;
    return out;
  }
  do out.names.push_back(name_or_blank());
  while (c_.accept(","));
  out.tuple = out.names.size() > 1;
  return out;
}

Pattern ExpressionParser::formals_or_one() {
  if (!c_.accept("(")) return {{name_or_blank()}, false};
  Pattern out = formals();
  c_.expect(")");
  return out;
}

// NAME = …, (a, b) = …, a, b = …, F ARGUMENT = …, F (A, B) = …; joined by `and`.
std::vector<Binding> ExpressionParser::bindings() {
  std::vector<Binding> out;
  do {
    Binding binding;
    binding.where = c_.where();
    const bool function = c_.peek().kind == Token::kName && !c_.is("=", 1) && !c_.is(",", 1);
    if (function) {
      const std::string name = c_.expect_name();
      auto value = made(Expr::kFunction, binding.where);
      value->name = name;
      value->pattern = formals_or_one();
      c_.expect("=");
      value->parts = {expression()};
      binding.pattern.names = {name};
      binding.value = value;
    } else {
      if (c_.accept("(")) {
        binding.pattern = formals();
        c_.expect(")");
      } else {
        binding.pattern = formals();
      }
      c_.expect("=");
      binding.value = expression();
    }
    out.push_back(std::move(binding));
  } while (c_.accept("and"));
  return out;
}

// ---- variants -----------------------------------------------------------------------------------

bool ExpressionParser::begins_variant() const {
  std::size_t ahead = 0;
  while (c_.is("(", ahead)) ++ahead;
  return c_.peek(ahead).kind == Token::kString || c_.is("not", ahead) || c_.is("variant", ahead);
}

std::shared_ptr<const Variant> ExpressionParser::variant() { return std::make_shared<const Variant>(variant_or()); }

Variant ExpressionParser::variant_or() {
  Variant out = variant_and();
  while (c_.accept("||")) out = {Variant::kOr, "", {out, variant_and()}};
  return out;
}

Variant ExpressionParser::variant_and() {
  Variant out = variant_not();
  while (c_.accept("&&")) out = {Variant::kAnd, "", {out, variant_not()}};
  return out;
}

Variant ExpressionParser::variant_not() {
  if (++depth_ > kDeepestExpression) throw Wrong(c_.where(), "expressions are nested more than 200 deep");
  Variant out;
  if (c_.accept("not")) {
    out = {Variant::kNot, "", {variant_not()}};
  } else if (c_.accept("(")) {
    out = variant_or();
    c_.expect(")");
  } else {
    c_.accept("variant");
    out.name = c_.expect(Token::kString, "the name of a variant in quotes");
  }
  --depth_;
  return out;
}

}  // namespace fenceline::models::cat
