// The text of syntax trees.
#include <models/dialect/go_syntax.h>
#include <base/text.h>

namespace fenceline::models {
namespace {

std::string list(const std::vector<GoExpr>& all, std::size_t from = 0) {
  std::vector<std::string> out;
  for (std::size_t i = from; i < all.size(); ++i) out.push_back(to_string(all[i]));
  return join(out, ", ");
}

std::string operand(const GoExpr& e) { return e.kind == GoExpr::kBinary ? "(" + to_string(e) + ")" : to_string(e); }

}  // namespace

std::string to_string(const GoExpr& e) {
  switch (e.kind) {
    case GoExpr::kNumber:
    case GoExpr::kName:
      return e.text;
    case GoExpr::kUnary:
      return e.text + operand(e.operands[0]);
    case GoExpr::kBinary:
      return operand(e.operands[0]) + " " + e.text + " " + operand(e.operands[1]);
    case GoExpr::kCall:
      return to_string(e.operands[0]) + "(" + list(e.operands, 1) + ")";
    case GoExpr::kSelector:
      return to_string(e.operands[0]) + "." + e.text;
    case GoExpr::kIndex:
      return to_string(e.operands[0]) + "[" + list(e.operands, 1) + "]";
    case GoExpr::kAssert:
      return to_string(e.operands[0]) + ".(" + e.text + ")";
    case GoExpr::kFunction:
      return "func" + go_signature(e) + " {" + kGoBody + "}";
    case GoExpr::kComposite:
      return e.text + "{" + list(e.operands) + "}";
  }
  return {};
}

std::string go_signature(const GoExpr& function) {
  std::vector<std::string> parameters;
  for (const GoParameter& p : function.code->parameters) parameters.push_back(p.name + " " + p.type);
  const std::string results = join(function.code->results, ", ");
  return "(" + join(parameters, ", ") + ")" +
         (function.code->results.empty()       ? ""
          : function.code->results.size() == 1 ? " " + results
                                               : " (" + results + ")");
}

std::string to_string(const GoStatement& s) {
  const std::string left = list(s.targets), right = list(s.value);
  const auto part = [](const std::vector<GoStatement>& of) { return of.empty() ? std::string() : to_string(of[0]); };
  switch (s.kind) {
    case GoStatement::kDeclare:
      return "var " + left + (s.text.empty() ? "" : " " + s.text) + (right.empty() ? "" : " = " + right);
    case GoStatement::kDefine:
      return left + " := " + right;
    case GoStatement::kAssign:
      return left + " " + s.text + " " + right;
    case GoStatement::kSend:
      return left + " <- " + right;
    case GoStatement::kDefer:
      return "defer " + right;
    case GoStatement::kGo:
      return "go " + right;
    case GoStatement::kReturn:
      return right.empty() ? "return" : "return " + right;
    case GoStatement::kBreak:
      return s.label.empty() ? "break" : "break " + s.label;
    case GoStatement::kContinue:
      return s.label.empty() ? "continue" : "continue " + s.label;
    case GoStatement::kIf:
      return "if " + (s.init.empty() ? "" : part(s.init) + "; ") + right + " {";
    case GoStatement::kFor:
      if (!s.init.empty() || !s.post.empty()) return "for " + part(s.init) + "; " + right + "; " + part(s.post) + " {";
      return "for " + right + (right.empty() ? "{" : " {");
    case GoStatement::kRange:
      return "for " + (left.empty() ? "" : left + " := ") + "range " + right + " {";
    case GoStatement::kSelect:
      return s.body.empty() ? "select {}" : "select {";
    case GoStatement::kSwitch: {
      const std::string head = s.init.empty() ? right : part(s.init) + "; " + right;
      return head.empty() ? "switch {" : "switch " + head + (head.ends_with(' ') ? "{" : " {");
    }
    case GoStatement::kBlock:  // of a select or a switch: the case
      return s.init.empty() && s.value.empty() ? "default:" : "case " + part(s.init) + right + ":";
    case GoStatement::kValue:
      return right;
  }
  return {};
}

}  // namespace fenceline::models
