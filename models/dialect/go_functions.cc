// Functions and goroutines of Go.
#include <models/dialect/go_compiler.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// Does control never come behind it ("Terminating statements")?
bool terminates(const std::vector<GoStatement>& body) {
  if (body.empty()) return false;
  const GoStatement& last = body.back();
  switch (last.kind) {
    case GoStatement::kReturn:
      return true;
    case GoStatement::kFor:
      return last.value.empty();
    case GoStatement::kBlock:
      return terminates(last.body);
    case GoStatement::kIf:
      return terminates(last.body) && terminates(last.otherwise);
    case GoStatement::kSwitch:
      if (std::none_of(last.body.begin(), last.body.end(), [](const auto& one) { return one.value.empty(); }))
        return false;
      [[fallthrough]];
    case GoStatement::kSelect:
      return std::all_of(last.body.begin(), last.body.end(), [](const auto& one) { return terminates(one.body); });
    default:
      return false;
  }
}

// A function of that statement alone.
GoExpr function_of(GoStatement s) {
  const GoPlace at = s.at;
  return {GoExpr::kFunction, "", {}, at, std::make_shared<const GoCode>(GoCode{{}, {}, {std::move(s)}})};
}

}  // namespace

// ---- goroutines ----------------------------------------------------------------------------------

void GoCompiler::thread(const std::vector<std::string>& declarations) {
  const GoProgram::Start start = program_.threads[static_cast<std::size_t>(number_)];
  const int line = start.function.at.line;
  for (const std::string& text : declarations) to_.line(text, line);
  to_.begin("func " + program_.name(number_) + go_signature(start.function) + " {", line);
  if (start.flag >= 0) go_started(to_, start.flag);
  enter(start.function);
  for (std::size_t i = 0; i < start.arguments.size(); ++i) {
    const GoProgram::Argument& from = start.arguments[i];
    const GoParameter& parameter = start.function.code->parameters[i];
    const GoType type = go_type(parameter.type, start.function.at);
    const GoExpr name{GoExpr::kName, parameter.name, {}, start.function.at};
    if (!from.channel.empty()) {
      declare_channel(name, type, from.channel);
      continue;
    }
    const Local& to = declare(name, type, true);
    if (from.location >= 0)
      to_.op(go_load(Sync::kTurn, to.regs[0], go_at(from.location)));
    else
      set(to, {from.constant, type});
  }
  to_.here();
  leave(start.function, "}");
}

// What it hands over is written before the statement's own write, which the goroutine waits for.
void GoCompiler::go(const GoExpr& call) {
  if (within_loops_ > 0) go_fail(call.at, "a go statement in a loop is not read: write one for each goroutine");
  constexpr std::size_t kMostThreads = 16;
  if (program_.threads.size() >= kMostThreads) go_fail(call.at, "more than 16 goroutines: is one started by itself?");
  const GoExpr& f = call.operands[0];
  if (f.kind != GoExpr::kFunction) {
    if (call.operands.size() > 1)
      go_fail(call.at, "go " + to_string(f) + " with arguments is not read: write go func() {…}()");
    return go(
        {GoExpr::kCall, "", {function_of({GoStatement::kValue, "", {}, {call}, {}, {}, {}, {}, call.at})}, call.at});
  }
  const int number = static_cast<int>(program_.threads.size());
  std::vector<std::string> texts;
  for (std::size_t i = 1; i < call.operands.size(); ++i) texts.push_back(to_string(call.operands[i]));
  to_.begin("go " + program_.name(number) + "(" + join(texts, ", ") + ")", call.at.line);
  const std::string name = "go." + std::to_string(number);
  GoProgram::Start start{f, add_location(program_.test, name, 8, 0)};
  for (const GoTyped& v : arguments_for(f, call)) {
    GoProgram::Argument& argument = start.arguments.emplace_back();
    argument.constant = v.operand;
    argument.channel = v.channel;
    if (v.operand.reg == kNoReg) continue;
    argument.location =
        add_location(program_.test, name + "." + f.code->parameters[start.arguments.size() - 1].name, 8, 0);
    to_.op(go_store(Sync::kTurn, v.operand, go_at(argument.location)));
  }
  go_start(to_, start.flag);
  program_.threads.push_back(std::move(start));
  to_.here();
}

// wg.Go(f): its documentation has it that f is called in a new goroutine, and taken off when it returns.
void GoCompiler::wait_group_go(const GoExpr& call) {
  const GoExpr& group = call.operands[0].operands[0];
  arguments(call, 1);
  GoExpr f = function_named(call.operands[1]);
  if (!f.code->parameters.empty() || !f.code->results.empty())
    go_fail(call.at, "Go takes a function without parameters and results");
  const GoExpr done{GoExpr::kCall, "", {{GoExpr::kSelector, "Done", {group}, call.at}}, call.at};
  GoCode code = *f.code;
  code.body.insert(code.body.begin(), GoStatement{GoStatement::kDefer, "", {}, {done}, {}, {}, {}, {}, call.at});
  f.code = std::make_shared<const GoCode>(std::move(code));
  to_.begin(to_string(group) + ".Add(1)", call.at.line);
  go_wait_group_add(to_, receiver(group).address, 1);
  go({GoExpr::kCall, "", {f}, call.at});
}

// ---- functions -----------------------------------------------------------------------------------

void GoCompiler::enter(const GoExpr& function) {
  // A function by name sees nothing of its caller's.
  const bool named = !function.text.empty() || frames_.empty();
  Frame& frame = frames_.emplace_back();
  frame.first = named ? scopes_.size() : frames_[frames_.size() - 2].first;
  scopes_.emplace_back();
  frame.depth = scopes_.size();
  for (const std::string& result : function.code->results) {
    const std::string name = "#result" + std::to_string(frames_.size()) + "." + std::to_string(frame.results.size());
    frame.results.push_back({reg(to_.numbered(name)), go_type(result, function.at)});
    if (!frame.results.back().type.is_word()) go_fail(function.at, "a result that is a " + result + " is not read");
  }
  if (!function.code->results.empty() && !terminates(function.code->body))
    go_fail(function.at, "the function may end without a return");
}

std::vector<GoTyped> GoCompiler::leave(const GoExpr& function, const std::string& last) {
  const std::vector<Loop> around = std::exchange(loops_, {});
  for (const GoStatement& s : function.code->body) statement(s);
  loops_ = around;
  to_.begin(last, function.at.line);
  run_deferred();
  to_.here();
  for (const int branch : frames_.back().returns) to_.land(branch);
  std::vector<GoTyped> out = std::move(frames_.back().results);
  scopes_.pop_back();
  frames_.pop_back();
  return out;
}

void GoCompiler::run_deferred() {
  const std::vector<GoExpr> calls = frames_.back().deferred;
  for (auto call = calls.rbegin(); call != calls.rend(); ++call) value_or_nothing(*call);
}

// Text may nest deeper than the stack is high; and a function that calls itself has no end.
std::vector<GoTyped> GoCompiler::inlined(const GoExpr& function, const std::vector<GoTyped>& arguments) {
  if (frames_.size() > 20) go_fail(function.at, "calls nest more than 20 deep: recursion is not read");
  const std::string rest = to_.rest();
  const int kept = to_.keep();
  enter(function);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const GoExpr name{GoExpr::kName, function.code->parameters[i].name, {}, function.at};
    if (arguments[i].channel.empty())
      set(declare(name, arguments[i].type, true), arguments[i]);
    else
      declare_channel(name, arguments[i].type, arguments[i].channel);
  }
  auto out = leave(function, rest);
  to_.release(kept);
  return out;
}

std::vector<GoTyped> GoCompiler::call_of_function(const GoExpr& call) {
  const GoExpr& function = call.operands[0];
  return inlined(function, arguments_for(function, call));
}

// Of a call of it, by the types of its parameters.
std::vector<GoTyped> GoCompiler::arguments_for(const GoExpr& function, const GoExpr& call) {
  if (call.operands.size() != function.code->parameters.size() + 1)
    go_fail(call.at, "the function takes " + std::to_string(function.code->parameters.size()) + " arguments, found " +
                         std::to_string(call.operands.size() - 1));
  arguments(call, function.code->parameters.size());
  std::vector<GoTyped> out;
  for (std::size_t i = 1; i < call.operands.size(); ++i) {
    const GoType type = go_type(function.code->parameters[i - 1].type, function.at);
    if (type.kind == GoType::kChannel) {
      out.push_back(channel_argument(call.operands[i], type));
      continue;
    }
    if (!type.is_word()) go_fail(function.at, "a parameter that is a " + type.text + " is not read: take a pointer");
    out.push_back(fitting(value(call.operands[i]), type, call.at));
  }
  return out;
}

// Which channel it is is known wherever it is handed over: functions are written into their callers.
GoTyped GoCompiler::channel_argument(const GoExpr& e, const GoType& type) const {
  const GoShared& c = channel(e);
  const Local* parameter = seen(path(e));
  const GoType& has = parameter != nullptr ? parameter->type : c.type;
  if (has.of != type.of || (has.text != type.text && !has.text.starts_with("chan ")))
    go_fail(e.at, "a value of type " + has.text + " where " + type.text + " is wanted");
  return {imm(0), type, false, shared_name(e)};
}

GoExpr GoCompiler::function_named(const GoExpr& f) const {
  if (f.kind == GoExpr::kFunction) return f;
  const auto it = program_.functions.find(f.text);
  if (f.kind != GoExpr::kName || it == program_.functions.end())
    go_fail(f.at, "no function '" + to_string(f) + "'" + nearest_note(f.text, keys(program_.functions)));
  return it->second;
}

void GoCompiler::return_values(const GoStatement& s) {
  const std::vector<GoTyped> results = frames_.back().results;
  if (s.value.size() != results.size())
    go_fail(s.at,
            "the function has " + std::to_string(results.size()) + " results, found " + std::to_string(s.value.size()));
  std::vector<const GoExpr*> all;
  for (const GoExpr& e : s.value) all.push_back(&e);
  unsequenced(all, s.at);
  std::vector<GoTyped> values;
  for (std::size_t i = 0; i < results.size(); ++i) values.push_back(fitting(value(s.value[i]), results[i].type, s.at));
  for (std::size_t i = 0; i < results.size(); ++i)
    to_.op(
        alu(Alu::kSecond, results[i].operand.reg, {}, values[i].operand, results[i].type.size, results[i].type.sign));
}

// ---- names of functions --------------------------------------------------------------------------

GoStatement GoCompiler::resolved(GoStatement s, std::vector<GoStatement>& before) const {
  int calls = 0;
  // What go and defer name is not called here.
  const bool later = s.kind == GoStatement::kGo || s.kind == GoStatement::kDefer;
  for (auto* list : {&s.targets, &s.value})
    for (GoExpr& e : *list) {
      if (!later) {
        resolve(e, before, calls);
        continue;
      }
      resolve_function(e);
      for (std::size_t i = 1; i < e.operands.size(); ++i) resolve(e.operands[i], before, calls);
      if (calls > 0) go_fail(s.at, "a call in the arguments of another is not read: make it a statement of its own");
    }
  for (auto* list : {&s.init, &s.post})
    if (s.kind != GoStatement::kBlock)
      for (GoStatement& one : *list) {
        const int known = calls;
        for (auto* parts : {&one.targets, &one.value})
          for (GoExpr& e : *parts) resolve(e, before, calls);
        if (calls > known && list == &s.post)
          go_fail(one.at, "a call behind the condition of a loop is not read: write it into the loop");
      }
  if (calls > 1) go_fail(s.at, "more than one call of a function in a statement is not read: make each one of its own");
  if (!before.empty() && (s.kind == GoStatement::kFor || !s.init.empty()))
    go_fail(s.at, "such a call in the head of a loop, or behind a statement, is not read: make it one of its own");
  return s;
}

void GoCompiler::resolve_function(GoExpr& call) const {
  GoExpr& f = call.operands[0];
  if (f.kind == GoExpr::kName && program_.functions.contains(f.text)) f = program_.functions.at(f.text);
  if (f.kind != GoExpr::kSelector) return;
  // A method takes what it is called of first.
  const auto type = type_of(f.operands[0]);
  const bool pointer = type && type->kind == GoType::kPointer;
  const auto method =
      type ? program_.functions.find((pointer ? type->of : type->text) + "." + f.text) : program_.functions.end();
  if (method == program_.functions.end()) return;
  GoExpr of = f.operands[0];
  if (!pointer) of = {GoExpr::kUnary, "&", {of}, of.at};
  f = method->second;
  call.operands.insert(call.operands.begin() + 1, std::move(of));
}

void GoCompiler::resolve(GoExpr& e, std::vector<GoStatement>& before, int& calls) const {
  if (e.kind == GoExpr::kFunction) return;
  for (GoExpr& o : e.operands) {
    const int known = calls;
    resolve(o, before, calls);
    if (e.kind == GoExpr::kCall && calls > known &&
        (e.operands[0].kind == GoExpr::kFunction || e.operands[0].kind == GoExpr::kName))
      go_fail(e.at, "a call in the arguments of another is not read: make it a statement of its own");
  }
  if (e.kind != GoExpr::kCall) return;
  GoExpr& f = e.operands[0];
  if (f.kind == GoExpr::kName && program_.once.contains(f.text)) {
    const GoProgram::OnceFunction& once = program_.once.at(f.text);
    if (e.operands.size() > 1) go_fail(e.at, f.text + " takes no arguments");
    GoExpr run = function_named(once.function);
    if (!once.value.empty()) {
      const GoExpr of{GoExpr::kCall, "", {run}, e.at};
      run =
          function_of({GoStatement::kAssign, "=", {{GoExpr::kName, once.value, {}, e.at}}, {of}, {}, {}, {}, {}, e.at});
    }
    GoExpr call{GoExpr::kCall, "", {{GoExpr::kSelector, "Do", {f}, e.at}, std::move(run)}, e.at};
    if (once.value.empty()) {
      e = std::move(call);
    } else {
      before.push_back({GoStatement::kValue, "", {}, {std::move(call)}, {}, {}, {}, {}, e.at});
      e = {GoExpr::kName, once.value, {}, e.at};
    }
    return;
  }
  resolve_function(e);
  if (f.kind == GoExpr::kSelector && f.text == "Do" && e.operands.size() == 2) {
    GoExpr& run = e.operands[1];
    if (run.kind == GoExpr::kName) run = function_named(run);
  }
  calls += f.kind == GoExpr::kFunction ? 1 : 0;
}

}  // namespace fenceline::models
