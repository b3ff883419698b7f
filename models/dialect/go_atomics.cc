// The package sync/atomic.
#include <models/dialect/go_compiler.h>
#include <base/text.h>

namespace fenceline::models {

// What an atomic variable of that type holds.
GoType GoCompiler::atomic_value(const GoType& type) {
  if (type.text == "atomic.Bool") return boolean();
  if (type.kind == GoType::kAtomicValue) return type;
  if (!type.of.empty()) return go_type("*" + type.of, {});
  return go_type(lower(type.text.substr(7)), {});
}

// atomic.StoreInt32(&x, 1): a function of the name of a method and a type.
std::optional<GoTyped> GoCompiler::atomic_function(const GoExpr& e, const std::string& name) {
  for (const std::string_view type : {"Int32", "Int64", "Uint32", "Uint64", "Uintptr"}) {
    if (!name.ends_with(type)) continue;
    const GoType wanted = go_type(lower(type), e.at);
    if (e.operands.size() < 2) go_fail(e.at, "atomic." + name + " takes a pointer first");
    const GoTyped p = value(e.operands[1]);
    if (p.type.kind != GoType::kPointer || p.type.of != wanted.text)
      go_fail(e.at, "atomic." + name + " takes a pointer to " + wanted.text + " first, found '" +
                        to_string(e.operands[1]) + "'");
    return atomic_operation(e, name.substr(0, name.size() - type.size()), {p.operand, {}, 0}, wanted, 2);
  }
  if (name.ends_with("Pointer")) go_fail(e.at, "atomic." + name + " is not read: share an atomic.Pointer[T]");
  go_fail(e.at, "atomic." + name + " is not modelled: known are atomic.LoadInt32, StoreInt64, AddUint32, …");
}

std::optional<GoTyped> GoCompiler::atomic_operation(const GoExpr& e, const std::string& name, const Address& at,
                                                    const GoType& type, std::size_t first) {
  static const std::map<std::string, Alu> updates = {
      {"Swap", Alu::kSecond}, {"Add", Alu::kAdd}, {"And", Alu::kAnd}, {"Or", Alu::kOr}};
  const std::size_t count = name == "Load" ? 0 : name == "CompareAndSwap" ? 2 : 1;
  const auto update = updates.find(name);
  const bool arithmetic = update != updates.end() && name != "Swap", any = type.kind == GoType::kAtomicValue;
  if ((count == 1 && name != "Store" && update == updates.end()) || (arithmetic && type.kind != GoType::kInteger))
    go_fail(e.at, "no atomic operation '" + name + "' of " + type.text +
                      "; known are Load, Store, Swap, CompareAndSwap, and of integers Add, And, Or");
  if (any && name == "Load")
    go_fail(e.at, "'" + to_string(e) + "' is read with its type: x.Load().(T), or v, ok := x.Load().(T)");
  arguments(e, first - 1 + count);
  std::vector<Operand> operands;
  for (std::size_t i = first; i < e.operands.size(); ++i)
    operands.push_back(any ? value_to_hold(e, i - first) : fitting(value(e.operands[i]), type, e.at).operand);
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

// ---- atomic.Value --------------------------------------------------------------------------------

// It holds words here, whatever their type, and is kEmpty at first. "All calls to Store for a given Value must use values
// of the same concrete type", and none uses nil.
void GoCompiler::holds(const GoExpr& of, const GoType& type) {
  if (!type.is_word()) go_fail(of.at, "a " + type.text + " in an atomic.Value is not read: store a pointer");
  const std::string name = shared_name(of);
  if (name.empty() || shared(of) == nullptr) return;  // behind a pointer
  const auto [known, fresh] = program_.held.emplace(name, type.text);
  if (known->second != type.text)
    go_fail(of.at, to_string(of) + " holds a " + known->second + ": a " + type.text + " panics, and is not read");
}

// Argument number `n` of a Store, Swap or CompareAndSwap, whose first may be nil: then the Value is empty.
Operand GoCompiler::value_to_hold(const GoExpr& call, std::size_t n) {
  const GoExpr& e = call.operands[n + 1];
  const bool old = call.operands[0].text == "CompareAndSwap" && n == 0;
  if (e.kind == GoExpr::kName && e.text == "nil") {
    if (!old) go_fail(e.at, "nil in an atomic.Value panics, and is not read");
    return imm(kEmpty);
  }
  const GoTyped v = value(e);
  holds(call.operands[0].operands[0], v.type);
  return v.operand;
}

GoCompiler::Asserted GoCompiler::asserted(const GoExpr& e) {
  const GoExpr& of = e.operands[0];
  const bool method = of.kind == GoExpr::kCall && of.operands[0].kind == GoExpr::kSelector;
  const auto& name = method ? of.operands[0].text : e.text;
  auto held = method ? type_of(of.operands[0].operands[0]) : std::nullopt;
  if (held && held->kind == GoType::kPointer) held = go_type(held->of, e.at);
  if (!held || held->kind != GoType::kAtomicValue || (name != "Load" && name != "Swap"))
    go_fail(e.at, "'" + to_string(e) + "' is not read: types are asserted of what an atomic.Value loads or swaps");
  const GoType type = go_type(e.text, e.at);
  holds(of.operands[0].operands[0], type);
  const Address at = receiver(of.operands[0].operands[0]).address;
  arguments(of, name == "Load" ? 0 : 1);
  const Reg r = to_.temporary(), ok = to_.temporary();
  MicroOp m = load(r, at, 8, kSynchronizing, true);
  if (name == "Swap") m = rmw(Alu::kSecond, r, value_to_hold(of, 0), at, 8, kSynchronizing, true);
  m.sync = Sync::kAtomic;
  to_.op(m);
  const GoTyped full = truth(Cond::kNe, reg(r), imm(kEmpty), 8);
  to_.op(alu(Alu::kSecond, ok, {}, full.operand));
  return {{reg(r), type}, {reg(ok), boolean()}};
}

// A type that is asserted of nothing panics.
GoTyped GoCompiler::asserted_or_panic(const GoExpr& e) {
  const Asserted found = asserted(e);
  const int full = to_.branch_if(Cond::kNe, found.ok.operand, imm(0));
  to_.panic(Sync::kAtomic);
  to_.land(full);
  return found.value;
}

}  // namespace fenceline::models
