// What Go itself has to call: close, and the methods and functions of the packages sync and sync/atomic.
#include <models/dialect/go_compiler.h>

namespace fenceline::models {

void GoCompiler::arguments(const GoExpr& call, std::size_t count) const {
  if (call.operands.size() != count + 1)
    go_fail(call.line, to_string(call.operands[0]) + " takes " + std::to_string(count) + " arguments, found " +
                           std::to_string(call.operands.size() - 1));
  std::vector<const GoExpr*> all;
  for (std::size_t i = 1; i < call.operands.size(); ++i) all.push_back(&call.operands[i]);
  unsequenced(all, call.line);
}

// Nothing where it has no value, which then must not be used.
std::optional<GoTyped> GoCompiler::call(const GoExpr& e, bool used) {
  const GoExpr& f = e.operands[0];
  std::optional<GoTyped> out;
  if (f.kind == GoExpr::kName && f.text == "close") {
    arguments(e, 1);
    const GoShared& c = channel(e.operands[1]);
    go_close(to_, {c.location, c.capacity});
  } else if (f.kind == GoExpr::kSelector && f.operands[0].text == "atomic" && !program_.shared.contains("atomic")) {
    out = atomic_function(e, f.text);
  } else if (f.kind == GoExpr::kSelector) {
    out = method(e, object(f.operands[0]), f.text);
  } else if (f.kind == GoExpr::kName && is_builtin(f.text)) {
    go_fail(e.line, f.text + " is not modelled");
  } else {
    go_fail(e.line, "the result of '" + to_string(f) + "' is not read: functions have none");
  }
  if (used && !out) go_fail(e.line, to_string(f) + " has no value");
  return out;
}

std::optional<GoTyped> GoCompiler::method(const GoExpr& e, const GoShared& of, const std::string& name) {
  const GoType::Kind kind = of.type.kind;
  const auto truth_of = [](Reg r) { return GoTyped{reg(r), boolean()}; };
  if (kind == GoType::kAtomic) {
    const Address at = {imm(address_of(of.location)), {}, 0};
    return atomic_operation(e, name, at, atomic_value(of.type), 1);
  }
  if (kind == GoType::kWaitGroup && name == "Add") {
    arguments(e, 1);
    const GoTyped n = value(e.operands[1]);
    if (n.operand.reg != kNoReg) go_fail(e.line, "Add takes a constant");
    go_wait_group_add(to_, of.location, n.operand.imm);
    return std::nullopt;
  }
  arguments(e, 0);
  const bool mutex = kind == GoType::kMutex || kind == GoType::kRWMutex, shared = kind == GoType::kRWMutex;
  if (mutex && name == "Lock")
    go_lock(to_, of.location);
  else if (mutex && name == "Unlock")
    go_unlock(to_, of.location);
  else if (mutex && name == "TryLock")
    return truth_of(go_try_lock(to_, of.location));
  else if (shared && name == "RLock")
    go_rlock(to_, of.location);
  else if (shared && name == "RUnlock")
    go_runlock(to_, of.location);
  else if (shared && name == "TryRLock")
    return truth_of(go_try_rlock(to_, of.location));
  else if (kind == GoType::kWaitGroup && name == "Done")
    go_wait_group_add(to_, of.location, -1);
  else if (kind == GoType::kWaitGroup && name == "Wait")
    go_wait_group_wait(to_, of.location);
  else
    go_fail(e.line, "no method " + name + " of a " + of.type.text + " is modelled");
  return std::nullopt;
}

GoType GoCompiler::atomic_value(const GoType& type) {
  if (type.text == "atomic.Bool") return boolean();
  return go_type(lower(type.text.substr(7)), 0);
}

// atomic.StoreInt32(&x, 1): a function of the name of a method and a type.
std::optional<GoTyped> GoCompiler::atomic_function(const GoExpr& e, const std::string& name) {
  for (const std::string_view type : {"Int32", "Int64", "Uint32", "Uint64", "Uintptr"}) {
    if (!name.ends_with(type)) continue;
    const GoType wanted = go_type(lower(type), e.line);
    if (e.operands.size() < 2) go_fail(e.line, "atomic." + name + " takes a pointer first");
    const GoTyped p = value(e.operands[1]);
    if (p.type.kind != GoType::kPointer || p.type.of != wanted.text)
      go_fail(e.line, "atomic." + name + " takes a pointer to " + wanted.text + " first, found '" +
                          to_string(e.operands[1]) + "'");
    return atomic_operation(e, name.substr(0, name.size() - type.size()), {p.operand, {}, 0}, wanted, 2);
  }
  go_fail(e.line, "atomic." + name + " is not modelled: known are atomic.LoadInt32, StoreInt64, AddUint32, …");
}

// Its arguments start with number `first` of the call's.
std::optional<GoTyped> GoCompiler::atomic_operation(const GoExpr& e, const std::string& name, const Address& at,
                                                    const GoType& type, std::size_t first) {
  static const std::map<std::string, Alu> updates = {
      {"Swap", Alu::kSecond}, {"Add", Alu::kAdd}, {"And", Alu::kAnd}, {"Or", Alu::kOr}};
  const std::size_t count = name == "Load" ? 0 : name == "CompareAndSwap" ? 2 : 1;
  const auto update = updates.find(name);
  const bool arithmetic = update != updates.end() && name != "Swap";
  if ((count == 1 && name != "Store" && update == updates.end()) || (arithmetic && type.kind == GoType::kBool))
    go_fail(e.line, "no atomic operation '" + name + "' of " + type.text +
                        "; known are Load, Store, Swap, CompareAndSwap, "
                        "and of integers Add, And, Or");
  arguments(e, first - 1 + count);
  std::vector<Operand> operands;
  for (std::size_t i = first; i < e.operands.size(); ++i)
    operands.push_back(fitting(value(e.operands[i]), type, e.line).operand);
  const auto run = [&](MicroOp m) {
    m.sync = Sync::kAtomic, m.sign = type.sign;
    to_.op(m);
  };
  if (name == "Store") {
    run(store(operands[0], at, type.size, kSynchronizing));
    return std::nullopt;
  }
  const Reg r = to_.temporary();
  if (name == "Load") {
    run(load(r, at, type.size, kSynchronizing, type.sign));
  } else if (update != updates.end()) {
    run(rmw(update->second, r, operands[0], at, type.size, kSynchronizing, type.sign));
    if (name == "Add") return computed(Alu::kAdd, reg(r), operands[0], type);  // what is there then
  } else {
    const Reg done = to_.temporary();
    MicroOp m = cas(r, operands[0], operands[1], at, type.size, kSynchronizing);
    m.dst2 = done;
    run(m);
    return GoTyped{reg(done), boolean()};
  }
  return GoTyped{reg(r), type};
}

}  // namespace fenceline::models
