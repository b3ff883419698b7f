// The package sync/atomic.
#include <models/dialect/go_compiler.h>
#include <base/text.h>

namespace fenceline::models {

// An atomic.Value keeps words here, whatever their type; it is empty at first.
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
  if (any && name != "Store") go_fail(e.at, "of an atomic.Value Store(x) and Load().(T) are read");
  if ((count == 1 && name != "Store" && update == updates.end()) || (arithmetic && type.kind != GoType::kInteger))
    go_fail(e.at, "no atomic operation '" + name + "' of " + type.text +
                      "; known are Load, Store, Swap, CompareAndSwap, and of integers Add, And, Or");
  arguments(e, first - 1 + count);
  std::vector<Operand> operands;
  for (std::size_t i = first; i < e.operands.size(); ++i) {
    const GoTyped v = value(e.operands[i]);
    operands.push_back(any ? v.operand : fitting(v, type, e.at).operand);
  }
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

GoTyped GoCompiler::asserted(const GoExpr& e) {
  const GoExpr& of = e.operands[0];
  const bool loads =
      of.kind == GoExpr::kCall && of.operands[0].kind == GoExpr::kSelector && of.operands[0].text == "Load";
  const GoShared* v = loads ? shared(of.operands[0].operands[0]) : nullptr;
  if (v == nullptr || v->type.kind != GoType::kAtomicValue)
    go_fail(e.at, "'" + to_string(e) + "' is not read: types are asserted of what an atomic.Value loads");
  const GoType type = go_type(e.text, e.at);
  if (!type.is_word()) go_fail(e.at, "a " + type.text + " in an atomic.Value is not read: store a pointer");
  const Reg r = to_.temporary();
  MicroOp m = load(r, go_at(v->location), 8, kSynchronizing, true);
  m.sync = Sync::kAtomic;
  to_.op(m);
  const int full = to_.branch_if(Cond::kNe, reg(r), imm(kEmpty));
  to_.panic(Sync::kAtomic);
  to_.land(full);
  return {reg(r), type};
}

}  // namespace fenceline::models
