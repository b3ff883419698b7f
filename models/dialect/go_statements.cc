// Statements of Go.
#include <models/dialect/go_compiler.h>
#include <base/text.h>

namespace fenceline::models {

void GoCompiler::block(const std::vector<GoStatement>& body) {
  scopes_.emplace_back();
  for (const GoStatement& s : body) statement(s);
  scopes_.pop_back();
}

void GoCompiler::statement(const GoStatement& s) {
  std::vector<GoStatement> before;
  const GoStatement own = resolved(s, before);
  for (const GoStatement& one : before) resolved_statement(one);
  resolved_statement(own);
}

void GoCompiler::resolved_statement(const GoStatement& s) {
  const bool named = s.kind != GoStatement::kBreak && s.kind != GoStatement::kContinue && !s.label.empty();
  if (named) to_.line(s.label + ":", s.at.line);
  switch (s.kind) {
    case GoStatement::kIf:
      return conditional(s);
    case GoStatement::kFor:
      return loop(s);
    case GoStatement::kRange:
      return s.value[0].kind == GoExpr::kNumber ? range_of_number(s) : range(s);
    case GoStatement::kBlock:
      to_.line("{", s.at.line);
      block(s.body);
      return to_.line("}", s.at.line);
    case GoStatement::kGo:
      return go(s.value[0]);
    case GoStatement::kSelect:
      return select(s);
    case GoStatement::kSwitch:
      return switch_statement(s);
    case GoStatement::kReturn:
      to_.begin(to_string(s), s.at.line);
      return_values(s);
      run_deferred();
      frames_.back().returns.push_back(to_.jump());
      return;
    case GoStatement::kBreak:
    case GoStatement::kContinue: {
      Loop& loop = loop_of(s);
      to_.begin(to_string(s), s.at.line);
      (s.kind == GoStatement::kBreak ? loop.breaks : loop.continues).push_back(to_.jump());
      return;
    }
    default:
      break;
  }
  const GoExpr* called = s.kind == GoStatement::kValue && s.value[0].kind == GoExpr::kCall ? &s.value[0] : nullptr;
  if (called != nullptr && called->operands[0].kind == GoExpr::kSelector && called->operands[0].text == "Go")
    return wait_group_go(*called);
  to_.begin(to_string(s), s.at.line);
  simple(s);
  to_.here();
}

void GoCompiler::simple(const GoStatement& s) {
  switch (s.kind) {
    case GoStatement::kValue:
      return value_or_nothing(s.value[0]);
    case GoStatement::kDeclare: {
      if (s.value.empty()) {
        for (const GoExpr& name : s.targets) zero(declare(name, go_type(s.text, s.at)));
        return;
      }
      std::vector<GoTyped> values = several_values(s);
      if (!s.text.empty())
        for (GoTyped& v : values) v = fitting(v, go_type(s.text, s.at), s.at);
      return define_all(s, values);
    }
    case GoStatement::kDefine:
      return define(s);
    case GoStatement::kAssign:
      return assign(s);
    case GoStatement::kSend: {
      const GoShared& c = channel(s.targets[0], Use::kSend);
      const GoTyped v = fitting(value(s.value[0]), go_type(c.type.of, s.at), s.at);
      return go_send(to_, {c.location, c.capacity}, v.operand);
    }
    case GoStatement::kDefer:
      if (scopes_.size() != frames_.back().depth) go_fail(s.at, "defer inside of a block is not read");
      if (s.value[0].operands[0].kind == GoExpr::kFunction)
        go_fail(s.at, "defer of a function is not read: defer mu.Unlock() or the like");
      frames_.back().deferred.push_back(s.value[0]);
      return;
    default:
      go_fail(s.at, "a statement that does not stand here");
  }
}

// ---- control flow --------------------------------------------------------------------------------

int GoCompiler::branch_unless(const GoExpr& condition) {
  const GoTyped v = value(condition);
  if (v.type.kind != GoType::kBool) go_fail(condition.at, "'" + to_string(condition) + "' is no condition");
  return to_.branch_if(Cond::kEq, v.operand, imm(0));
}

void GoCompiler::conditional(const GoStatement& s) {
  scopes_.emplace_back();
  to_.begin(to_string(s), s.at.line);
  if (!s.init.empty()) simple(s.init[0]);
  const int otherwise = branch_unless(s.value[0]);
  block(s.body);
  if (s.otherwise.empty()) {
    to_.line("}", s.at.line);
    to_.land(otherwise);
    scopes_.pop_back();
    return;
  }
  const bool chain = s.otherwise[0].kind == GoStatement::kIf && s.otherwise.size() == 1;
  to_.begin("} else {", s.at.line);
  const int done = to_.jump();
  to_.land(otherwise);
  if (chain)
    statement(s.otherwise[0]);
  else
    block(s.otherwise);
  to_.line("}", s.at.line);
  to_.land(done);
  scopes_.pop_back();
}

// The one that break or continue is of.
GoCompiler::Loop& GoCompiler::loop_of(const GoStatement& s) {
  const bool breaks = s.kind == GoStatement::kBreak;
  for (auto loop = loops_.rbegin(); loop != loops_.rend(); ++loop)
    if ((breaks || !loop->once) && (s.label.empty() || s.label == loop->label)) return *loop;
  go_fail(s.at, to_string(s) + (s.label.empty() ? " outside of a loop" : " outside of what has that label"));
}

void GoCompiler::end_loop(int start, const std::vector<int>& leave) {
  to_.jump_to(start);
  for (const int branch : leave) to_.land(branch);
  for (const int branch : loops_.back().breaks) to_.land(branch);
  loops_.pop_back();
  --within_loops_;
  scopes_.pop_back();
}

void GoCompiler::loop(const GoStatement& s) {
  scopes_.emplace_back();
  loops_.push_back({.label = s.label});
  ++within_loops_;
  to_.begin(to_string(s), s.at.line);
  if (!s.init.empty()) simple(s.init[0]);
  const int start = to_.here();
  std::vector<int> leave;
  if (!s.value.empty()) leave.push_back(branch_unless(s.value[0]));
  block(s.body);
  to_.begin("}", s.at.line);
  to_.here();
  for (const int branch : loops_.back().continues) to_.land(branch);
  if (!s.post.empty()) simple(s.post[0]);
  end_loop(start, leave);
}

void GoCompiler::range(const GoStatement& s) {
  const GoShared& c = channel(s.value[0], Use::kReceive);
  scopes_.emplace_back();
  loops_.push_back({.label = s.label});
  ++within_loops_;
  to_.begin(to_string(s), s.at.line);
  const int start = to_.here();
  const GoReceived received = go_receive(to_, {c.location, c.capacity});
  const int closed = to_.branch_if(Cond::kEq, reg(received.ok), imm(0));
  if (!s.targets.empty()) {
    const GoType type = go_type(c.type.of, s.at);
    set(declare(s.targets[0], type), {reg(received.value), type});
  }
  block(s.body);
  to_.begin("}", s.at.line);
  to_.here();
  for (const int branch : loops_.back().continues) to_.land(branch);
  end_loop(start, {closed});
}

// for i := range 3, for range 3.
void GoCompiler::range_of_number(const GoStatement& s) {
  GoStatement as = s;
  as.kind = GoStatement::kFor;
  const GoExpr i = s.targets.empty() ? GoExpr{GoExpr::kName, "_i", {}, s.at} : s.targets[0];
  const auto assign = [&](GoStatement::Kind kind, const std::string& by, const std::string& number) {
    return GoStatement{kind, by, {i}, {{GoExpr::kNumber, number, {}, s.at}}, {}, {}, {}, {}, s.at};
  };
  as.targets.clear();
  as.init = {assign(GoStatement::kDefine, "", "0")};
  as.value = {{GoExpr::kBinary, "<", {i, s.value[0]}, s.at}};
  as.post = {assign(GoStatement::kAssign, "+=", "1")};
  loop(as);
}

}  // namespace fenceline::models
