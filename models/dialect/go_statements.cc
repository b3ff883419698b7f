// Statements of Go.
#include <models/dialect/go_compiler.h>

namespace fenceline::models {

// ---- functions -----------------------------------------------------------------------------------

void GoCompiler::thread(const std::vector<std::string>& declarations) {
  const GoProgram::Start start = program_.threads[static_cast<std::size_t>(number_)];
  for (const std::string& line : declarations) to_.line(line, start.line);
  to_.begin("func " + program_.name(number_) + "() {", start.line);
  if (start.flag >= 0) go_started(to_, start.flag);
  to_.here();
  function(start.body, "}", start.line);
  to_.here();
}

void GoCompiler::function(const std::vector<GoStatement>& body, const std::string& last, int line) {
  frames_.emplace_back();
  scopes_.emplace_back();
  frames_.back().depth = scopes_.size();
  for (const GoStatement& s : body) statement(s);
  to_.begin(last, line);
  run_deferred();
  to_.here();
  for (const int branch : frames_.back().returns) to_.land(branch);
  scopes_.pop_back();
  frames_.pop_back();
}

void GoCompiler::run_deferred() {
  const auto& calls = frames_.back().deferred;
  for (auto call = calls.rbegin(); call != calls.rend(); ++call) value_or_nothing(**call);
}

const std::vector<GoStatement>& GoCompiler::body_of(const GoExpr& f) {
  if (f.kind == GoExpr::kFunction) return f.body;
  const auto it = program_.functions.find(f.text);
  if (f.kind != GoExpr::kName || it == program_.functions.end())
    go_fail(f.line, "no function '" + to_string(f) + "'" + nearest_note(f.text, keys(program_.functions)));
  return it->second.body;
}

// Text may nest deeper than the stack is high; and a function that calls itself has no end.
void GoCompiler::inlined(const GoExpr& f, const std::string& last) {
  if (frames_.size() > 20) go_fail(f.line, "calls nest more than 20 deep: recursion is not read");
  const std::vector<GoStatement> body = body_of(f);
  function(body, last, f.line);
}

// ---- statements ----------------------------------------------------------------------------------

void GoCompiler::block(const std::vector<GoStatement>& body) {
  scopes_.emplace_back();
  for (const GoStatement& s : body) statement(s);
  scopes_.pop_back();
}

std::string GoCompiler::text_of(const GoStatement& s) {
  std::vector<std::string> targets;
  for (const GoExpr& e : s.targets) targets.push_back(to_string(e));
  const std::string left = join(targets, ", "), right = s.value.empty() ? "" : to_string(s.value[0]);
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
    default:
      return right;
  }
}

void GoCompiler::statement(const GoStatement& s) {
  switch (s.kind) {
    case GoStatement::kIf:
      return conditional(s, "");
    case GoStatement::kFor:
      return loop(s);
    case GoStatement::kRange:
      return range(s);
    case GoStatement::kBlock:
      to_.line("{", s.line);
      block(s.body);
      return to_.line("}", s.line);
    case GoStatement::kGo:
      return go(s);
    case GoStatement::kSelect:
      to_.begin("select {}", s.line);
      return to_.block(0);
    case GoStatement::kReturn:
      to_.begin("return", s.line);
      run_deferred();
      frames_.back().returns.push_back(to_.jump());
      return;
    case GoStatement::kBreak:
    case GoStatement::kContinue: {
      const bool breaks = s.kind == GoStatement::kBreak;
      if (loops_.empty()) go_fail(s.line, std::string(breaks ? "break" : "continue") + " outside of a loop");
      to_.begin(breaks ? "break" : "continue", s.line);
      (breaks ? loops_.back().breaks : loops_.back().continues).push_back(to_.jump());
      return;
    }
    case GoStatement::kValue:
      if (s.value[0].kind == GoExpr::kCall && calls_function(s.value[0])) return call_statement(s.value[0]);
      [[fallthrough]];
    default:
      to_.begin(text_of(s), s.line);
      simple(s);
      to_.here();
  }
}

void GoCompiler::simple(const GoStatement& s) {
  switch (s.kind) {
    case GoStatement::kValue:
      return value_or_nothing(s.value[0]);
    case GoStatement::kDeclare: {
      if (s.value.empty()) return zero(declare(s.targets[0], go_type(s.text, s.line)));
      const GoTyped v = value(s.value[0]);
      const GoType type = s.text.empty() ? v.type : go_type(s.text, s.line);
      return set(declare(s.targets[0], type), fitting(v, type, s.line));
    }
    case GoStatement::kDefine:
      return define(s);
    case GoStatement::kAssign:
      return assign(s);
    case GoStatement::kSend: {
      const GoShared& c = channel(s.targets[0]);
      const GoTyped v = fitting(value(s.value[0]), go_type(c.type.of, s.line), s.line);
      return go_send(to_, {c.location, c.capacity}, v.operand);
    }
    case GoStatement::kDefer:
      if (scopes_.size() != frames_.back().depth) go_fail(s.line, "defer inside of a block is not read");
      if (calls_function(s.value[0])) go_fail(s.line, "defer of a function is not read: defer mu.Unlock() or the like");
      frames_.back().deferred.push_back(&s.value[0]);
      return;
    default:
      go_fail(s.line, "a statement that does not stand here");
  }
}

// A function of the test's own, or a Once that calls one.
bool GoCompiler::calls_function(const GoExpr& call) const {
  const GoExpr& f = call.operands[0];
  return f.kind == GoExpr::kFunction || (f.kind == GoExpr::kName && f.text != "close" && !is_builtin(f.text)) ||
         (f.kind == GoExpr::kSelector && f.text == "Do");
}

bool GoCompiler::is_builtin(const std::string& name) { return name == "len" || name == "cap" || name == "panic"; }

void GoCompiler::call_statement(const GoExpr& call) {
  const GoExpr& f = call.operands[0];
  if (f.kind != GoExpr::kSelector) {
    if (call.operands.size() > 1) go_fail(call.line, "arguments are not read: functions share variables");
    to_.line("func() {", call.line);
    return inlined(f, "}()");
  }
  const GoShared& once = object(f.operands[0]);
  if (once.type.kind != GoType::kOnce || call.operands.size() != 2)
    go_fail(call.line, "Do is a method of a sync.Once, and takes a function");
  to_.begin(to_string(f) + "(func() {", call.line);
  go_once(to_, once.location, [&] { inlined(call.operands[1], "})"); });
  to_.here();
}

void GoCompiler::go(const GoStatement& s) {
  const GoExpr& call = s.value[0];
  if (call.operands.size() > 1) go_fail(s.line, "arguments are not read: goroutines share variables");
  if (!loops_.empty()) go_fail(s.line, "a go statement in a loop is not read: write one for each goroutine");
  constexpr std::size_t kMostThreads = 16;
  if (program_.threads.size() >= kMostThreads) go_fail(s.line, "more than 16 goroutines: is one started by itself?");
  const int number = program_.start(body_of(call.operands[0]), call.operands[0].line);
  to_.begin("go " + program_.name(number) + "()", s.line);
  go_start(to_, program_.threads.back().flag);
  to_.here();
}

// ---- control flow --------------------------------------------------------------------------------

// A branch that is taken where the condition does not hold.
int GoCompiler::branch_unless(const GoExpr& condition) {
  const GoTyped v = value(condition);
  if (v.type.kind != GoType::kBool) go_fail(condition.line, "'" + to_string(condition) + "' is no condition");
  return to_.branch_if(Cond::kEq, v.operand, imm(0));
}

void GoCompiler::conditional(const GoStatement& s, const std::string& before) {
  scopes_.emplace_back();
  const std::string init = s.init.empty() ? "" : text_of(s.init[0]) + "; ";
  to_.begin(before + "if " + init + to_string(s.value[0]) + " {", s.line);
  if (!s.init.empty()) simple(s.init[0]);
  const int otherwise = branch_unless(s.value[0]);
  block(s.body);
  if (s.otherwise.empty()) {
    to_.line("}", s.line);
    to_.land(otherwise);
    scopes_.pop_back();
    return;
  }
  const bool chain = s.otherwise[0].kind == GoStatement::kIf && s.otherwise.size() == 1;
  to_.begin("} else {", s.line);
  const int done = to_.jump();
  to_.land(otherwise);
  if (chain)
    conditional(s.otherwise[0], "");
  else
    block(s.otherwise);
  to_.line("}", s.line);
  to_.land(done);
  scopes_.pop_back();
}

void GoCompiler::end_loop(int start, const std::vector<int>& leave) {
  to_.jump_to(start);
  for (const int branch : leave) to_.land(branch);
  for (const int branch : loops_.back().breaks) to_.land(branch);
  loops_.pop_back();
  scopes_.pop_back();
}

void GoCompiler::loop(const GoStatement& s) {
  scopes_.emplace_back();
  loops_.emplace_back();
  const bool clauses = !s.init.empty() || !s.post.empty();
  const std::string condition = s.value.empty() ? "" : to_string(s.value[0]);
  const auto clause = [](const auto& of) { return of.empty() ? std::string() : text_of(of[0]); };
  to_.begin("for " +
                (clauses ? clause(s.init) + "; " + condition + "; " + clause(s.post) + " "
                         : condition + (condition.empty() ? "" : " ")) +
                "{",
            s.line);
  if (!s.init.empty()) simple(s.init[0]);
  const int start = to_.here();
  std::vector<int> leave;
  if (!s.value.empty()) leave.push_back(branch_unless(s.value[0]));
  block(s.body);
  to_.begin("}", s.line);
  to_.here();
  for (const int branch : loops_.back().continues) to_.land(branch);
  if (!s.post.empty()) simple(s.post[0]);
  end_loop(start, leave);
}

void GoCompiler::range(const GoStatement& s) {
  const GoShared& c = channel(s.value[0]);
  scopes_.emplace_back();
  loops_.emplace_back();
  to_.begin("for " + (s.targets.empty() ? "" : s.targets[0].text + " := ") + "range " + to_string(s.value[0]) + " {",
            s.line);
  const int start = to_.here();
  const GoReceived received = go_receive(to_, {c.location, c.capacity});
  const int closed = to_.branch_if(Cond::kEq, reg(received.ok), imm(0));
  if (!s.targets.empty()) {
    const GoType type = go_type(c.type.of, s.line);
    set(declare(s.targets[0], type), {reg(received.value), type});
  }
  block(s.body);
  to_.begin("}", s.line);
  to_.here();
  for (const int branch : loops_.back().continues) to_.land(branch);
  end_loop(start, {closed});
}

}  // namespace fenceline::models
