#include <models/search/liveness.h>

#include <algorithm>

namespace fenceline::models {

Liveness::Liveness(const LitmusTest& test, int thread) {
  const Thread& t = test.threads[thread];
  const auto size = static_cast<int>(t.code.size());
  live_.assign(size + 1, Set(t.registers.size() + 1));
  milestones_.assign(size + 1, false);
  for (const Variable& v : test.observed)
    if (v.thread == thread) live_[size][v.index] = true;
  // Backwards until nothing is added.
  for (bool changed = true; changed;) {
    changed = false;
    for (int i = size; i-- > 0;) {
      Set now = before(t, i);
      changed |= now != live_[i];
      live_[i] = std::move(now);
    }
  }
  const auto fewer = [](const Set& a, const Set& b) {
    return std::count(a.begin(), a.end(), true) < std::count(b.begin(), b.end(), true);
  };
  for (int i = 0; i < size; ++i)
    for (const MicroOp& op : t.code[i].ops)
      if (op.op == Op::kBranch && op.target <= i) {
        milestones_[op.target] = true;
        milestones_[std::min_element(live_.begin() + op.target, live_.begin() + i + 1, fewer) - live_.begin()] = true;
      }
}

Liveness::Set Liveness::before(const Thread& thread, int instruction) const {
  Set out = live_[instruction + 1];
  const auto& ops = thread.code[instruction].ops;
  for (auto op = ops.rbegin(); op != ops.rend(); ++op) {
    if (op->op == Op::kBranch) {
      const Set& there = live_[op->target];
      if (op->cond == Cond::kAlways && !op->weak) out.assign(out.size(), false);
      for (std::size_t r = 0; r < out.size(); ++r) out[r] = out[r] || there[r];
    }
    if (op->op == Op::kJump) out.assign(out.size(), true);  // wherever it leads
    if (op->op == Op::kBlock || op->op == Op::kPanic) out = live_.back();
    const bool may_not_load = op->op == Op::kLoad && op->cond != Cond::kAlways;
    for (const Reg dst : {op->dst, op->dst2})
      if (dst != kNoReg && !may_not_load) out[dst] = false;
    if (op->op == Op::kLoadLinked) out.back() = false;
    if (op->op == Op::kStoreConditional) out.back() = true;
    for (const Operand* operand : {&op->a, &op->b, &op->c, &op->base, &op->index, &op->a2, &op->b2})
      if (operand->reg != kNoReg) out[operand->reg] = true;
  }
  return out;
}

}  // namespace fenceline::models
