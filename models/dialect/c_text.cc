// Expressions of C as they are written: with a bracket around each part that is no name, number or call.
#include <models/dialect/c_syntax.h>
#include <base/text.h>

namespace fenceline::models {
namespace {

std::string part(const CExpr& e) {
  const bool alone = e.kind == CExpr::kNumber || e.kind == CExpr::kName || e.kind == CExpr::kCall;
  return alone ? to_string(e) : "(" + to_string(e) + ")";
}
// Of a unary operator's operand alone: `*y + 1`.
std::string term(const CExpr& e) { return e.kind == CExpr::kUnary || e.kind == CExpr::kCast ? to_string(e) : part(e); }

}  // namespace

std::string to_string(const CExpr& e) {
  const std::vector<CExpr>& of = e.operands;
  switch (e.kind) {
    case CExpr::kNumber:
    case CExpr::kName:
      return e.text;
    case CExpr::kUnary:
      return e.text + (of[0].kind == CExpr::kCast ? to_string(of[0]) : part(of[0]));
    case CExpr::kCast:
      return "(" + e.type.name() + ")" + term(of[0]);
    case CExpr::kBinary:
      return term(of[0]) + " " + e.text + " " + term(of[1]);
    case CExpr::kChoice:
      return term(of[0]) + " ? " + term(of[1]) + " : " + term(of[2]);
    case CExpr::kAssign:
      return to_string(of[0]) + " " + e.text + " " + to_string(of[1]);
    case CExpr::kAfter:
      return part(of[0]) + e.text;
    case CExpr::kCall: {
      std::vector<std::string> arguments;
      for (const CExpr& o : of) arguments.push_back(to_string(o));
      return e.text + "(" + join(arguments, ", ") + ")";
    }
  }
  return {};
}

}  // namespace fenceline::models
