// Syntax trees of the subset of C that litmus tests are written in.
#pragma once

#include <models/dialect/c_tokens.h>
#include <models/dialect/c_types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// What could not be read.
struct CError {
  CWhere at;
  std::string message;
};

struct CExpr {
  enum Kind {
    kNumber,
    kName,
    kUnary,
    kBinary,
    kChoice,  // a ? b : c
    kAssign,  // =, += …; ++x is x += 1
    kAfter,   // x++, x--
    kCall,
    kCast,
  } kind = kNumber;
  std::string text;  // the number, the name, the operator, the function
  std::vector<CExpr> operands;
  CType type = {};  // of a kCast
  CWhere at;
};

struct CStatement {
  enum Kind {
    kValue,
    kDeclare,
    kIf,
    kLoop,  // while, and for behind what comes before its loop
    kDo,
    kJump,  // break, continue, return
  } kind = kValue;
  CType type = {};             // of a variable that is declared here
  CExpr target;                // the variable
  std::optional<CExpr> value;  // of kValue; the variable's initial value; the condition
  std::optional<CExpr> step;   // of a for, behind each round
  std::vector<CStatement> body, otherwise;
  bool has_else = false;
  std::string word = {};  // of kJump
  CWhere at;
};

struct CParameter {
  CType type;  // of what it points to
  std::string name;
  CWhere at;
};

struct CFunction {
  std::vector<CParameter> parameters;
  std::vector<CStatement> body;
  CWhere at;
};

// Both throw CError; `begin` is where the text stands.
std::vector<CFunction> parse_c_functions(std::string_view text, CWhere begin);
std::vector<CStatement> parse_c_statements(std::string_view text, CWhere begin);

std::string to_string(const CExpr& e);

}  // namespace fenceline::models
