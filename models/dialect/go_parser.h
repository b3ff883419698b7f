// The parser of Go: declarations and statements (go_parse.cc), types and expressions (go_parse_expression.cc).
#pragma once

#include <models/dialect/go_syntax.h>
#include <models/dialect/go_tokens.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

class GoParser {
 public:
  GoParser(std::string_view text, int line) : all_(go_tokens(text, line)), end_{line, 1} {
    if (!all_.empty()) end_ = all_.back().at;
  }
  GoFile file();

 private:
  [[noreturn]] void fail(const std::string& message) const { go_fail(at(), message); }
  bool at_end() const { return next_ == all_.size(); }
  std::string_view peek(std::size_t ahead = 0) const {
    return next_ + ahead < all_.size() ? all_[next_ + ahead].text : std::string_view();
  }
  GoPlace at() const { return at_end() ? end_ : all_[next_].at; }
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
    explicit Depth(GoParser& p) : parser(p) {
      if (++parser.depth_ > 100) parser.fail("nested too deeply");
    }
    ~Depth() { --parser.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    GoParser& parser;
  };

  // ---- declarations ----
  void group(void (GoParser::*one)(GoFile&), GoFile& out);
  void type_declaration(GoFile&);
  void variables(GoFile& out);
  GoExpr function(GoPlace at, const std::string& name);

  // ---- statements ----
  std::vector<GoStatement> block();
  GoStatement of(GoStatement::Kind kind) const;
  GoStatement statement();
  GoStatement conditional();
  GoStatement select();
  GoStatement loop();
  GoStatement simple();
  GoStatement declaration();
  GoStatement assignment();
  GoExpr condition(const GoStatement& s) const;

  // ---- types and expressions ----
  std::string type();
  std::string structure();
  GoExpr name();
  GoExpr expression(int least = 1);
  GoExpr unary();
  GoExpr primary();
  GoExpr argument(const GoExpr& of);
  GoExpr composite();
  GoExpr operand();

  std::vector<GoToken> all_;
  std::size_t next_ = 0;
  GoPlace end_;
  int depth_ = 0;
  std::map<std::string, std::string, std::less<>> types_;  // that the file declares, by what they are
};

}  // namespace fenceline::models
