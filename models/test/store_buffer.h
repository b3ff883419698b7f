// The abstract machine of x86-TSO, to be compared with the axioms: threads with first-in-first-out
// store buffers over one memory (Owens, Sarkar, Sewell, "A Better x86 Memory Model: x86-TSO", 2009,
// section 2). Memory is of bytes and a buffer of whole stores: a load takes each byte from the
// youngest store in the buffer that has it. Explores every interleaving of a loop-free test. Shares
// only arithmetic with the checker.
#pragma once

#include <models/program.h>

#include <deque>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace fenceline::models {

class StoreBufferMachine {
 public:
  explicit StoreBufferMachine(const LitmusTest& test) : test_(test) {}

  // Every reachable final state of the test's observed variables.
  std::set<State> run() {
    Machine start;
    for (const Thread& thread : test_.threads) {
      Hart hart;
      hart.registers.resize(thread.registers.size());
      for (const RegisterInit& init : thread.init) hart.registers[init.reg] = init.value;
      start.harts.push_back(hart);
    }
    for (std::size_t l = 0; l < test_.locations.size(); ++l)
      for (int e = 0; e < test_.locations[l].elements; ++e) {
        const int size = test_.locations[l].elements > 1 ? test_.locations[l].size : 8;
        write(start.memory, {address_of(static_cast<int>(l)) + e * size, size, test_.locations[l].init[e]});
      }
    explore(start);
    return finals_;
  }

 private:
  struct Store {
    Value address;
    int size;
    Value value;
    auto operator<=>(const Store&) const = default;
  };
  using Bytes = std::map<Value, int>;  // by address
  struct Hart {
    int pc = 0, op = 0;
    std::vector<Value> registers;
    std::deque<Store> buffer;  // oldest first
    auto operator<=>(const Hart&) const = default;
  };
  struct Machine {
    std::vector<Hart> harts;
    Bytes memory;
    auto operator<=>(const Machine&) const = default;
  };

  static void write(Bytes& bytes, const Store& s) {
    for (int i = 0; i < s.size; ++i) bytes[s.address + i] = static_cast<int>(s.value >> 8 * i & 255);
  }
  static Value read(const Bytes& bytes, Value address, int size, bool sign) {
    Value out = 0;
    for (int i = 0; i < size; ++i) out |= static_cast<Value>(bytes.at(address + i)) << 8 * i;
    return compute(Alu::kSecond, 0, out, size, sign);
  }

  static Value value(const Hart& h, const Operand& o) { return (o.reg == kNoReg ? 0 : h.registers[o.reg]) + o.imm; }

  void explore(const Machine& m) {
    if (!seen_.insert(m).second) return;
    bool stuck = true;
    for (std::size_t t = 0; t < m.harts.size(); ++t) {
      if (!m.harts[t].buffer.empty()) {
        Machine next = m;
        auto& buffer = next.harts[t].buffer;
        write(next.memory, buffer.front());
        buffer.pop_front();
        explore(next);
        stuck = false;
      }
      Machine next = m;
      if (step(next, next.harts[t], test_.threads[t])) {
        explore(next);
        stuck = false;
      }
    }
    if (stuck) finish(m);
  }

  void finish(const Machine& m) {
    State state;
    for (const Variable& v : test_.observed) {
      if (v.thread >= 0) {
        state.push_back(shown(test_, v, m.harts[v.thread].registers[v.index]));
        continue;
      }
      const int size = test_.locations[v.index].size;
      state.push_back(read(m.memory, address_of(v.index) + v.element * size, size, true));
    }
    finals_.insert(state);
  }

  // One micro-operation, if the hart can do it now.
  static bool step(Machine& m, Hart& h, const Thread& thread) {
    while (h.pc < static_cast<int>(thread.code.size()) && h.op >= static_cast<int>(thread.code[h.pc].ops.size()))
      ++h.pc, h.op = 0;
    if (h.pc >= static_cast<int>(thread.code.size())) return false;
    const MicroOp& op = thread.code[h.pc].ops[h.op];
    const Value address = value(h, op.base) + (value(h, op.index) << op.shift);
    const auto set = [&](Value v) {
      if (op.dst != kNoReg) h.registers[op.dst] = v;
    };
    const auto put = [&](Value v) { write(m.memory, {address, op.size, v}); };
    const auto get = [&](const Bytes& bytes) { return read(bytes, address, op.size, op.sign); };
    const bool locked = (op.order & kLocked) != 0;
    if ((locked || (op.op == Op::kFence && op.fence.kind == FenceKind::kMfence)) && !h.buffer.empty()) return false;
    ++h.op;
    switch (op.op) {
      case Op::kAlu:
        set(op.alu == Alu::kSetIf ? holds(op.cond, value(h, op.a))
                                  : compute(op.alu, value(h, op.a), value(h, op.b), op.size, op.sign));
        return true;
      case Op::kSelect:
        set(holds(op.cond, value(h, op.c)) ? value(h, op.a) : value(h, op.b));
        return true;
      case Op::kLoad: {
        Bytes seen = m.memory;
        for (const Store& pending : h.buffer) write(seen, pending);
        set(get(seen));
        return true;
      }
      case Op::kStore:
        h.buffer.push_back({address, op.size, value(h, op.a)});
        return true;
      case Op::kRmw: {
        const Value old = get(m.memory);
        put(compute(op.alu, old, value(h, op.a), op.size, true));
        set(old);
        return true;
      }
      case Op::kCas: {
        const Value old = get(m.memory);
        if (old == compute(Alu::kSecond, 0, value(h, op.b), op.size, op.sign)) put(value(h, op.a));
        set(old);
        return true;
      }
      case Op::kFence:
        return true;
      case Op::kBranch:
        if (holds(op.cond, value(h, op.c))) h.pc = op.target, h.op = 0;
        return true;
      case Op::kLoadLinked:
      case Op::kStoreConditional:
      case Op::kCodeAddress:
      case Op::kJump:
      case Op::kBlock:
      case Op::kPanic:
      case Op::kJoin:
        break;  // x86 has none, or none of its are read
    }
    return false;
  }

  const LitmusTest& test_;
  std::set<Machine> seen_;
  std::set<State> finals_;
};

}  // namespace fenceline::models
