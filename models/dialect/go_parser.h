// The parser of Go: declarations and statements (go_parse.cc), types and expressions (go_parse_expression.cc).
#pragma once

#include <models/dialect/go_syntax.h>
#include <models/dialect/go_tokens.h>
#include <models/dialect/token_reader.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

class GoParser : TokenReader<GoToken, GoError> {
 public:
  GoParser(std::string_view text, int line) : TokenReader(go_tokens(text, line), {line, 1}, go_word, 100) {}
  GoFile file();

 private:
  void end_of_statement() {
    if (!at_end() && peek() != "}" && peek() != ")") expect(";", "or a new line after a statement");
  }

  // ---- declarations ----
  void imports();
  void constant(GoFile&);
  void group(void (GoParser::*one)(GoFile&), GoFile& out);
  void type_declaration(GoFile&);
  void variables(GoFile& out);
  GoExpr declared_function(GoPlace at);
  GoExpr function(GoPlace at, const std::string& name, std::vector<GoParameter> receiver = {});

  // ---- statements ----
  std::vector<GoStatement> block();
  GoStatement of(GoStatement::Kind kind) const;
  GoStatement statement();
  GoStatement conditional();
  GoStatement select();
  GoStatement switch_statement();
  void cases(GoStatement& s, const std::function<void(GoStatement&)>& read);
  GoStatement loop();
  GoStatement simple();
  GoStatement declaration();
  GoStatement assignment();
  void values(GoStatement& s);
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

  std::map<std::string, std::string, std::less<>> types_;  // that the file declares, by what they are
  std::string declaring_;                                  // the one that is being declared
  std::map<std::string, GoExpr, std::less<>> constants_;
};

}  // namespace fenceline::models
