// What Go itself has to call: close, len and the like, and the methods of what the package sync has.
#include <models/dialect/go_compiler.h>
#include <base/text.h>

namespace fenceline::models {

void GoCompiler::arguments(const GoExpr& call, std::size_t count) const {
  if (call.operands.size() != count + 1)
    go_fail(call.at, to_string(call.operands[0]) + " takes " + std::to_string(count) + " arguments, found " +
                         std::to_string(call.operands.size() - 1));
  std::vector<const GoExpr*> all;
  for (std::size_t i = 1; i < call.operands.size(); ++i) all.push_back(&call.operands[i]);
  unsequenced(all, call.at);
}

// Nothing where it has no value, which then must not be used.
std::optional<GoTyped> GoCompiler::call(const GoExpr& e, bool used) {
  const GoExpr& f = e.operands[0];
  std::optional<GoTyped> out;
  if (f.kind == GoExpr::kName)
    out = builtin(e, f.text);
  else if (f.kind == GoExpr::kSelector && path(f) == "runtime.SetFinalizer")
    go_fail(e.at, "runtime.SetFinalizer is not modelled: variables outside of functions are never finalized");
  else if (f.kind == GoExpr::kSelector && path(f.operands[0]) == "atomic" && !program_.shared.contains("atomic"))
    out = atomic_function(e, f.text);
  else if (f.kind == GoExpr::kSelector)
    out = method(e, f.text);
  else
    go_fail(e.at, "'" + to_string(f) + "' is nothing that is called");
  if (used && !out) go_fail(e.at, to_string(f) + " has no value");
  return out;
}

std::optional<GoTyped> GoCompiler::builtin(const GoExpr& e, const std::string& name) {
  if (name != "close" && name != "len" && name != "cap" && name != "new" && name != "min" && name != "max")
    function_named(e.operands[0]);  // there is none
  if (name == "min" || name == "max") {
    arguments(e, 2);
    GoTyped a = value(e.operands[1]), b = value(e.operands[2]);
    (a.constant ? a : b) = fitting(a.constant ? a : b, a.constant ? b.type : a.type, e.at);
    const bool least = name == "min";
    return computed(a.type.sign ? (least ? Alu::kMin : Alu::kMax) : (least ? Alu::kMinU : Alu::kMaxU), a.operand,
                    b.operand, a.type);
  }
  arguments(e, 1);
  const GoExpr& of = e.operands[1];
  if (name == "new") {
    if (within_loops_ > 0) go_fail(e.at, "new in a loop is not read: every round would make another variable");
    const GoType type = go_type(of.text, of.at);
    const int location = program_.add_variable("new." + std::to_string(program_.objects++), type, 0, e.at);
    return GoTyped{imm(address_of(location)), go_type("*" + type.text, of.at)};
  }
  if (const auto words = type_of_words(of); words && words->kind == GoType::kArray && name != "close")
    return GoTyped{imm(words->elements), {}};
  const GoShared& c = channel(of);
  if (name == "cap") return GoTyped{imm(c.capacity), {}};
  if (name == "len") return GoTyped{reg(go_len(to_, {c.location, c.capacity})), {}};
  channel(of, Use::kSend);
  go_close(to_, {c.location, c.capacity});
  return std::nullopt;
}

std::optional<GoTyped> GoCompiler::method(const GoExpr& e, const std::string& name) {
  const GoExpr& whose = e.operands[0].operands[0];
  const Place of = receiver(whose);
  const GoType::Kind kind = of.type.kind;
  const auto truth_of = [](Reg r) { return GoTyped{reg(r), boolean()}; };
  if (kind == GoType::kAtomic || kind == GoType::kAtomicValue)
    return atomic_operation(e, name, of.address, atomic_value(of.type), 1);
  if (kind == GoType::kOnce && name == "Do") {
    if (e.operands.size() != 2 || e.operands[1].kind != GoExpr::kFunction)
      go_fail(e.at, "Do takes a function without parameters");
    go_once(to_, of.address, [&] { inlined(e.operands[1], {}); });
    return std::nullopt;
  }
  if (kind == GoType::kWaitGroup && name == "Add") {
    arguments(e, 1);
    const GoTyped n = value(e.operands[1]);
    if (n.operand.reg != kNoReg) go_fail(e.at, "Add takes a constant");
    go_wait_group_add(to_, of.address, n.operand.imm);
    return std::nullopt;
  }
  arguments(e, 0);
  const bool mutex = kind == GoType::kMutex || kind == GoType::kRWMutex;
  if (mutex && name == "TryLock") return truth_of(go_try_lock(to_, of.address));
  if (kind == GoType::kRWMutex && name == "TryRLock") return truth_of(go_try_rlock(to_, of.address));
  if (kind == GoType::kWaitGroup && name == "Done")
    go_wait_group_add(to_, of.address, -1);
  else if (kind == GoType::kWaitGroup && name == "Wait")
    go_wait_group_wait(to_, of.address);
  else if (kind == GoType::kCond && name == "Wait")
    go_cond_wait(to_, object(whose).location, object(whose).lock);
  else if (kind == GoType::kCond && (name == "Signal" || name == "Broadcast"))
    go_cond_signal(to_, object(whose).location, name == "Broadcast");
  else if (!lock_method(of, name))
    go_fail(e.at, "no method " + name + " of a " + of.type.text + " is modelled");
  return std::nullopt;
}

bool GoCompiler::lock_method(const Place& of, const std::string& name) {
  const bool shared = of.type.kind == GoType::kRWMutex, mutex = shared || of.type.kind == GoType::kMutex;
  if (mutex && name == "Lock")
    go_lock(to_, of.address);
  else if (mutex && name == "Unlock")
    go_unlock(to_, of.address);
  else if (shared && name == "RLock")
    go_rlock(to_, of.address);
  else if (shared && name == "RUnlock")
    go_runlock(to_, of.address);
  else
    return false;
  return true;
}

}  // namespace fenceline::models
