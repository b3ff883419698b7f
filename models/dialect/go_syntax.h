// Syntax trees of the subset of Go that litmus tests are written in: "The Go Programming Language Specification".
#pragma once

#include <models/dialect/go_tokens.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// What could not be read.
struct GoError {
  GoPlace at;
  std::string message;
};
[[noreturn]] inline void go_fail(GoPlace at, const std::string& message) { throw GoError{at, message}; }

struct GoCode;

struct GoExpr {
  enum Kind {
    kNumber,
    kName,   // also a type, as an argument
    kUnary,  // also <- and &
    kBinary,
    kCall,      // operands: what is called, then arguments
    kSelector,  // operand.text
    kIndex,     // operands: array, index
    kAssert,    // operand.(text)
    kFunction,  // a literal; text is the name of one that has one
    kComposite  // text{operands}: text is the type
  } kind = kNumber;
  std::string text;
  std::vector<GoExpr> operands = {};
  GoPlace at = {};
  std::shared_ptr<const GoCode> code = {};  // of kFunction
};

struct GoStatement {
  enum Kind {
    kValue,    // values
    kDeclare,  // var target type = value
    kDefine,   // targets := values
    kAssign,   // target text value, as in x += 1
    kSend,     // target <- value
    kIf,       // init; value
    kFor,      // init; value; post
    kRange,    // target := range value, of a channel
    kBlock,
    kGo,
    kDefer,
    kReturn,  // values
    kBreak,
    kContinue,
    kSelect,  // body: a kBlock for each case, whose init is what it sends or receives; none: default
    kSwitch   // init; value, or none; body: a kBlock for each case, whose values are compared; none: default
  } kind = kValue;
  std::string text = {};  // the operator of kAssign, the type of kDeclare
  std::vector<GoExpr> targets = {};
  std::vector<GoExpr> value = {};  // one or none, but for kReturn, kDefine, kAssign and the cases of a kSwitch
  std::vector<GoStatement> init = {}, post = {}, body = {}, otherwise = {};
  GoPlace at = {};
  std::string label = {};  // that stands before it; that kBreak or kContinue names
};

// What a function is.
struct GoParameter {
  std::string name, type;
};
struct GoCode {
  std::vector<GoParameter> parameters = {};
  std::vector<std::string> results = {};  // types
  std::vector<GoStatement> body = {};
};

// Outside of functions: `var names type = values`.
struct GoVariable {
  std::string name, type;
  std::vector<GoExpr> value = {};  // none or one
  GoPlace at = {};
};

// Types that the file declares stand in it by what they are.
struct GoFile {
  std::vector<GoVariable> variables;
  std::vector<GoExpr> functions;  // kFunction
};

// Throws GoError; `line` is the first line's number.
GoFile parse_go_file(std::string_view text, int line);

// Where the body of a function stands in a text; one is there at most, where it is compiled.
constexpr char kGoBody = '\1';
// As gofmt has it, but for blanks around operators, which are everywhere.
std::string to_string(const GoExpr& e);
// What a function takes and returns: "(x int) bool".
std::string go_signature(const GoExpr& function);
// Without bodies: a head, or all of a simple statement.
std::string to_string(const GoStatement& s);

}  // namespace fenceline::models
