// Syntax trees of the subset of C that litmus tests are written in.
#pragma once

#include <models/dialect/c_types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// What could not be read.
struct CError {
  int line;
  std::string message;
};

struct CExpr {
  enum Kind { kNumber, kName, kUnary, kBinary, kCall, kCast } kind = kNumber;
  std::string text;  // the number, the name, the operator, the function
  std::vector<CExpr> operands;
  CType type = {};  // of a kCast
  int line = 0;
};

struct CStatement {
  enum Kind { kNothing, kValue, kDeclare, kAssign, kStore, kIf, kWhile } kind = kNothing;
  std::optional<CType> type;  // of a variable that is declared here
  CExpr target;               // the variable; the pointer of a kStore
  CExpr value;                // also the condition
  std::vector<CStatement> body, otherwise;
  bool has_else = false;
  int line = 0;
};

struct CParameter {
  CType type;  // of what it points to
  std::string name;
  int line = 0;
};

struct CFunction {
  std::vector<CParameter> parameters;
  std::vector<CStatement> body;
  int line = 0;
};

// Both throw CError; `line` is the first line's number.
std::vector<CFunction> parse_c_functions(std::string_view text, int line);
std::vector<CStatement> parse_c_statements(std::string_view text, int line);
std::string to_string(const CExpr& e);

}  // namespace fenceline::models
