// Which statements and parts of expressions of C are done, and how often.
#include <models/dialect/c_compiler.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// Does one of the statements go elsewhere than behind them? `in_loop`: of a loop among them, which break does not leave.
bool leaves(const std::vector<CStatement>& all, bool in_loop = false) {
  return std::any_of(all.begin(), all.end(), [&](const CStatement& s) {
    const bool loop = in_loop || s.kind == CStatement::kLoop || s.kind == CStatement::kDo;
    const bool goes = s.kind == CStatement::kJump && (s.word == "return" || !in_loop);
    return goes || leaves(s.body, loop) || leaves(s.otherwise, loop);
  });
}

}  // namespace

// Ends the instruction with a branch, which is taken if `how` holds of the condition beside 0; returns its number.
int CCompiler::branch_if(Cond how, const CValue& condition) {
  const Reg flags = temporary();
  op(alu(Alu::kCompare, flags, condition.operand, imm(0), std::max(4, condition.type.size())));
  op(branch(how, reg(flags), 0));
  cut();
  return next() - 1;
}

int CCompiler::branch_away() {
  op(branch(Cond::kAlways, imm(0), 0));
  cut();
  return next() - 1;
}

// Where the instructions' branches lead.
void CCompiler::land(const std::vector<int>& jumps, int target) {
  for (const int jump : jumps) thread_.code[jump].ops.back().target = target;
}

// What follows is done either way, and so does not depend on the condition: the kernel's explanation.txt, "Dependency
// relations"; no model of C++ looks at dependencies. But where one way jumps elsewhere what follows is not done either
// way.
void CCompiler::conditional(const CStatement& s) {
  const bool joins = !leaves(s.body) && !leaves(s.otherwise);
  begin("if (" + to_string(*s.value) + ") {", s.at);
  const int test = branch_if(Cond::kEq, value(*s.value));
  thread_.code[test].ops.back().scoped = joins;
  statements(s.body);
  if (s.has_else) {
    begin("} else {", s.at);
    const int end = branch_away();
    land({test}, next());
    statements(s.otherwise);
    land({end}, next());
  } else {
    land({test}, next());
  }
  begin("}", s.at);
  if (joins) op(join_ways());
  cut();
}

// A round of a loop: its body, which break and continue leave.
void CCompiler::round(const CStatement& s) {
  loops_.emplace_back();
  statements(s.body);
  land(loops_.back().continues, next());
}

void CCompiler::loop(const CStatement& s) {
  const int start = next();
  const std::string condition = to_string(*s.value);
  begin(s.step ? "for (; " + condition + "; " + to_string(*s.step) + ") {" : "while (" + condition + ") {", s.at);
  const int test = branch_if(Cond::kEq, value(*s.value));
  round(s);
  begin("}", s.at);
  if (s.step) value(*s.step);
  land({branch_away()}, start);
  land({test}, next());
  land(loops_.back().breaks, next());
  loops_.pop_back();
}

void CCompiler::do_loop(const CStatement& s) {
  plain_line("do {", s.at);
  const int start = next();
  round(s);
  begin("} while (" + to_string(*s.value) + ");", s.at);
  land({branch_if(Cond::kNe, value(*s.value))}, start);
  land(loops_.back().breaks, next());
  loops_.pop_back();
}

void CCompiler::jump(const CStatement& s) {
  if (s.word != "return" && loops_.empty()) fail(s.at, s.word + " stands in no loop");
  begin(s.word + ";", s.at);
  auto& jumps = s.word == "return" ? returns_ : s.word == "break" ? loops_.back().breaks : loops_.back().continues;
  jumps.push_back(branch_away());
}

// ---- in expressions -----------------------------------------------------------------------------

// a ? b : c, of which one is evaluated. Its value depends on a, as on what it is computed from.
CValue CCompiler::choice(const CExpr& e) {
  const Reg chosen = temporary();
  const auto keep = [&](const CExpr& of) {
    const CValue v = value(of);
    op(alu(Alu::kSecond, chosen, {}, v.operand));
    return v;
  };
  const CValue condition = value(e.operands[0]);
  const int test = branch_if(Cond::kEq, condition);
  thread_.code[test].ops.back().scoped = true;
  const CValue yes = keep(e.operands[1]);
  const int end = branch_away();
  land({test}, next());
  const CValue no = keep(e.operands[2]);
  cut();
  land({end}, next());
  op(join_ways());
  const bool points = yes.type.stars > 0, both = points == (no.type.stars > 0);
  if (!both && yes.operand != imm(0) && no.operand != imm(0) && !library_.untyped())
    fail(e.at, "one value of ?: is a pointer, the other is none");
  const CType type = both && !points ? common_type(yes.type, no.type) : points ? yes.type : no.type;
  const CValue nothing = computed(Alu::kAnd, condition.operand, imm(0), type);
  return computed(Alu::kAdd, reg(chosen), nothing.operand, type);
}

// a && b, a || b: b is evaluated where a does not tell.
CValue CCompiler::logical(const CExpr& e) {
  const bool both = e.text == "&&";
  const auto told = [&](const CExpr& of) {
    const CValue v = value(of);
    return truth(Cond::kNe, v.operand, imm(0), std::max(4, v.type.size()));
  };
  const CValue result = told(e.operands[0]);
  const int test = branch_if(both ? Cond::kEq : Cond::kNe, result);
  thread_.code[test].ops.back().scoped = true;
  op(alu(both ? Alu::kAnd : Alu::kOr, result.operand.reg, result.operand, told(e.operands[1]).operand));
  cut();
  land({test}, next());
  op(join_ways());
  return result;
}

}  // namespace fenceline::models
