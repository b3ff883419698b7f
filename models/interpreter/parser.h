// What the parser of expressions and that of instructions have in common.
#pragma once

#include <models/interpreter/syntax.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models::cat {

// The words that are left.
class Cursor {
 public:
  explicit Cursor(std::vector<Token> all) : all_(std::move(all)) {}

  const Token& peek(std::size_t ahead = 0) const { return all_[std::min(at_ + ahead, all_.size() - 1)]; }
  const Where& where() const { return peek().where; }
  Token take() {
    Token out = peek();
    if (at_ + 1 < all_.size()) ++at_;
    return out;
  }
  bool is(std::string_view word, std::size_t ahead = 0) const {
    const Token& t = peek(ahead);
    return (t.kind == Token::kKeyword || t.kind == Token::kSymbol) && t.text == word;
  }
  bool is_any(std::initializer_list<std::string_view> words) const {
    for (const auto word : words)
      if (is(word)) return true;
    return false;
  }
  // Takes the word if it comes next.
  bool accept(std::string_view word) {
    const bool yes = is(word);
    if (yes) take();
    return yes;
  }
  void expect(std::string_view word) {
    if (!accept(word)) fail("'" + std::string(word) + "'");
  }
  std::string expect(Token::Kind kind, const char* what) {
    if (peek().kind != kind) fail(what);
    return take().text;
  }
  std::string expect_name() { return expect(Token::kName, "a name"); }
  [[noreturn]] void fail(const std::string& wanted) const;
  std::size_t position() const { return at_; }
  // The words from one position to before this one, with blanks between them.
  std::string text_from(std::size_t position) const;

 private:
  std::vector<Token> all_;
  std::size_t at_ = 0;
};

class ExpressionParser {
 public:
  explicit ExpressionParser(Cursor& c) : c_(c) {}
  // Any expression, a tuple without parentheses too.
  ExprPtr expression();
  // One that holds together by operators alone.
  ExprPtr base() { return alternatives(); }
  // A name, something in parentheses …: what a function may be called with.
  ExprPtr simple();
  std::vector<Binding> bindings();
  Pattern formals();
  Pattern formals_or_one();  // in parentheses, or one name without
  std::shared_ptr<const Variant> variant();

 private:
  ExprPtr alternatives();  // r | s
  ExprPtr additions();     // e ++ s
  ExprPtr sequences();     // r ; s
  ExprPtr differences();
  ExprPtr intersections();
  ExprPtr prefixed();
  ExprPtr postfixed();
  ExprPtr application();
  ExprPtr condition();
  ExprPtr match();
  ExprPtr match_set(const Where& where, ExprPtr of);
  std::string name_or_blank();
  bool begins_simple() const;
  bool begins_base() const;
  bool begins_variant() const;
  Variant variant_or();
  Variant variant_and();
  Variant variant_not();

  Cursor& c_;
  int depth_ = 0;
};

}  // namespace fenceline::models::cat
