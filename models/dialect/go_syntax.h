// Syntax trees of the subset of Go that litmus tests are written in: "The Go Programming Language Specification".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// What could not be read.
struct GoError {
  int line;
  std::string message;
};

struct GoStatement;

struct GoExpr {
  enum Kind {
    kNumber,
    kName,
    kUnary,  // also <- and &
    kBinary,
    kCall,      // operands: what is called, then arguments
    kSelector,  // operand.text
    kIndex,     // operands: array, index
    kFunction,  // a literal: body
    kComposite  // [n]T{…}: text is the type
  } kind = kNumber;
  std::string text;
  std::vector<GoExpr> operands = {};
  std::vector<GoStatement> body;
  int line = 0;
};

struct GoStatement {
  enum Kind {
    kValue,    // value
    kDeclare,  // var target type = value
    kDefine,   // targets := value
    kAssign,   // target text value, as in x += 1
    kSend,     // target <- value
    kIf,       // init; value
    kFor,      // init; value; post
    kRange,    // target := range value, of a channel
    kBlock,
    kGo,
    kDefer,
    kReturn,
    kBreak,
    kContinue,
    kSelect,  // select {}
  } kind = kValue;
  std::string text = {};             // the operator of kAssign, the type of kDeclare
  std::vector<GoExpr> targets = {};  // one or two
  std::vector<GoExpr> value = {};    // none or one
  std::vector<GoStatement> init = {}, post = {}, body = {}, otherwise = {};
  int line = 0;
};

// Outside of functions: `var names type = values`.
struct GoVariable {
  std::string name, type;
  std::vector<GoExpr> value = {};  // none or one
  int line = 0;
};

struct GoFunction {
  std::string name;
  std::vector<GoStatement> body = {};
  int line = 0;
};

struct GoFile {
  std::vector<GoVariable> variables;
  std::vector<GoFunction> functions;
};

// Both throw GoError; `line` is the first line's number.
GoFile parse_go_file(std::string_view text, int line);
std::vector<GoStatement> parse_go_statements(std::string_view text, int line);
// As gofmt has it, but for blanks around operators, which are everywhere.
std::string to_string(const GoExpr& e);

}  // namespace fenceline::models
