// What a text may flag in executions of which the paths are known, and neither rf nor co: others need not all be looked at.
#include <models/interpreter/machine.h>

#include <algorithm>

namespace fenceline::models::cat {

bool Machine::may_flag(const Execution& x, const std::set<std::string>& told) {
  look_at(x, without_);
  return may_flag(program_->steps, told, false);
}

// `always`: the steps hang on something that is not known yet.
bool Machine::may_flag(const std::vector<Step>& list, const std::set<std::string>& told, bool always) {
  return std::any_of(list.begin(), list.end(), [&](const Step& step) {
    if (may_flag(step.body, told, true)) return true;
    for (const Step::Clause& clause : step.clauses)
      if (may_flag(clause.body, told, true)) return true;
    if (step.kind != Step::kCheck || step.check->meaning != Check::kFlags || told.contains(step.check->name))
      return false;
    const ResolvedCheck& c = *step.check;
    if (c.name == "data-race") return false;  // whoever looks for races looks at all
    if (always) return true;
    if (c.of->stage == Stage::kPaths) {
      Value scratch;
      return holds(c, look(*c.of, nullptr, scratch));
    }
    return !(c.kind == Check::kEmpty && c.negated && surely_empty(*c.of));
  });
}

// Is it empty, whatever rf and co are?
bool Machine::surely_empty(const Node& n) {
  if (n.nothing) return true;
  if (n.stage == Stage::kPaths && n.closed && !n.recursive) {
    Value scratch;
    return is_empty(look(n, nullptr, scratch));
  }
  const auto empty = [&](const Node* part) { return surely_empty(*part); };
  if (n.kind == Node::kGlobal) {
    const Slot& s = program_->slots[n.index];
    return s.kind == Slot::kLet && empty(s.value);
  }
  if (n.kind != Node::kExpression) return false;
  switch (n.op) {
    case Expr::kUnion:
      return std::all_of(n.parts.begin(), n.parts.end(), empty);
    case Expr::kSequence:
    case Expr::kIntersection:
    case Expr::kProduct:
      return std::any_of(n.parts.begin(), n.parts.end(), empty);
    case Expr::kIdentity:
    case Expr::kClosure:
    case Expr::kInverse:
    case Expr::kDifference:
      return empty(n.parts[0]);
    case Expr::kApply:
      return n.parts[0]->kind == Node::kPrimitive && empty(n.parts[1]) &&
             (n.parts[0]->index == static_cast<int>(Primitive::kDomain) ||
              n.parts[0]->index == static_cast<int>(Primitive::kRange) ||
              n.parts[0]->index == static_cast<int>(Primitive::kDifferentValues));
    default:
      return false;
  }
}

}  // namespace fenceline::models::cat
