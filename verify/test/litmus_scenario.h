// Litmus tests in C++ as scenarios: the explorer runs what the models judge.
#pragma once
#include <models/program.h>
#include <verify/checked.h>

#include <map>
#include <set>

namespace fenceline::verify {

/// A litmus test's threads, run instruction by instruction. Each final state goes into `states`.
class LitmusScenario {
 public:
  explicit LitmusScenario(const models::LitmusTest& test) : test_(test) {}

  /// Whether the explorer can express it: whole locations, updates that C++ has.
  bool is_expressible() const {
    for (const models::Thread& t : test_.threads)
      for (const models::Instruction& i : t.code)
        for (const models::MicroOp& op : i.ops)
          if (op.op == models::Op::kLoadLinked || op.op == models::Op::kStoreConditional || !change(op)) return false;
    for (const models::Location& l : test_.locations)
      if (l.size != test_.locations.front().size) return false;
    return test_.threads.size() <= kMostThreads;
  }

  Result explore(Options options = {}) {
    options.spurious = true;
    Scenario s = scenario<Memory>(test_.name, {}, [this](Memory& m) { finish(m); });
    s.make = [this](void* at) { make(*new (at) Memory()); };
    for (std::size_t t = 0; t < test_.threads.size(); ++t)
      s.threads.push_back([this, t](void* at) { run(*static_cast<Memory*>(at), t); });
    return verify::explore(s, options);
  }

  std::set<models::State> states;

 private:
  struct Memory {
    std::map<models::Value, LocationId> at;  // by symbolic address
    std::array<std::array<models::Value, 64>, kMostThreads> registers{};
  };

  static std::optional<Change> change(const models::MicroOp& op) {
    if (op.op != models::Op::kRmw) return Change::swap;
    switch (op.alu) {
      case models::Alu::kSecond:
        return Change::swap;
      case models::Alu::kAdd:
        return Change::add;
      case models::Alu::kSub:
        return Change::subtract;
      case models::Alu::kAnd:
        return Change::conjunction;
      case models::Alu::kOr:
        return Change::disjunction;
      case models::Alu::kXor:
        return Change::difference;
      default:
        return std::nullopt;
    }
  }

  static std::memory_order order(std::uint16_t bits) {
    if (bits & models::kSeqCst) return std::memory_order_seq_cst;
    const bool acquires = bits & models::kAcquire, releases = bits & models::kRelease;
    return acquires && releases ? std::memory_order_acq_rel
           : acquires           ? std::memory_order_acquire
           : releases           ? std::memory_order_release
                                : std::memory_order_relaxed;
  }

  static std::memory_order order(models::FenceKind kind) {
    switch (kind) {
      case models::FenceKind::kFenceAcquire:
        return std::memory_order_acquire;
      case models::FenceKind::kFenceRelease:
        return std::memory_order_release;
      case models::FenceKind::kFenceAcqRel:
        return std::memory_order_acq_rel;
      default:
        return std::memory_order_seq_cst;
    }
  }

  static Value bits(models::Value v, int size) { return {static_cast<std::uint64_t>(models::cut(v, size, false)), 0}; }

  void make(Memory& m) const {
    for (std::size_t l = 0; l < test_.locations.size(); ++l) {
      const models::Location& location = test_.locations[l];
      for (int i = 0; i < location.elements; ++i) {
        const auto init = static_cast<std::size_t>(i) < location.init.size()
                              ? location.init[static_cast<std::size_t>(i)]
                              : models::Value{0};
        m.at[models::address_of(static_cast<int>(l)) + i * location.size] =
            Search::current->make_location(bits(init, location.size), {});
      }
    }
    for (std::size_t t = 0; t < test_.threads.size(); ++t)
      for (const models::RegisterInit& init : test_.threads[t].init)
        m.registers[t][static_cast<std::size_t>(init.reg)] = init.value;
  }

  void run(Memory& m, std::size_t t) const {
    const models::Thread& thread = test_.threads[t];
    auto& registers = m.registers[t];
    for (std::size_t pc = 0; pc < thread.code.size();) {
      std::size_t next = pc + 1;
      for (const models::MicroOp& op : thread.code[pc].ops)
        if (const int target = step(m, registers, op); target >= 0) {
          next = static_cast<std::size_t>(target);
          break;
        }
      pc = next;
    }
  }

  /// Returns where to go on, or -1: behind.
  int step(Memory& m, std::array<models::Value, 64>& registers, const models::MicroOp& op) const {
    const auto get = [&](const models::Operand& o) {
      return (o.reg == models::kNoReg ? 0 : registers[static_cast<std::size_t>(o.reg)]) + o.imm;
    };
    const auto set = [&](models::Reg reg, models::Value v) {
      if (reg != models::kNoReg) registers[static_cast<std::size_t>(reg)] = v;
    };
    Access a;
    if (op.op == models::Op::kLoad || op.op == models::Op::kStore || op.op == models::Op::kRmw ||
        op.op == models::Op::kCas) {
      a.location = m.at.at(get(op.base) + (get(op.index) << op.shift));
      a.order = order(op.order);
      a.plain = !(op.order & models::kRelaxed);
    }
    const auto found = [&](const Value& v) { return models::cut(static_cast<models::Value>(v.low), op.size, op.sign); };
    switch (op.op) {
      case models::Op::kAlu:
        set(op.dst, op.alu == models::Alu::kSetIf ? models::holds(op.cond, get(op.a))
                                                  : models::compute(op.alu, get(op.a), get(op.b), op.size, op.sign));
        break;
      case models::Op::kSelect:
        set(op.dst, models::cut(models::holds(op.cond, get(op.c)) ? get(op.a) : get(op.b), op.size, op.sign));
        break;
      case models::Op::kBranch:
        if (op.cond == models::Cond::kAlways || models::holds(op.cond, get(op.c))) return op.target;
        break;
      case models::Op::kFence:
        Search::current->fence(order(op.fence.kind), {});
        break;
      case models::Op::kLoad:
        set(op.dst, found(Search::current->load(a)));
        break;
      case models::Op::kStore:
        a.kind = Kind::store;
        a.value = bits(get(op.a), op.size);
        Search::current->store(a);
        break;
      case models::Op::kRmw:
        set(op.dst, found(Search::current->update(a, *change(op), bits(get(op.a), op.size), op.size, false).first));
        break;
      case models::Op::kCas: {
        a.compares = true;
        a.expected = bits(get(op.b), op.size);
        a.failure = order(op.failure);
        const auto [seen, done] = Search::current->update(a, Change::swap, bits(get(op.a), op.size), op.size, op.weak);
        set(op.dst, found(seen));
        set(op.dst2, done);
        break;
      }
      default:
        break;
    }
    return -1;
  }

  void finish(Memory& m) {
    models::State state;
    for (const models::Variable& v : test_.observed) {
      if (v.thread >= 0) {
        state.push_back(m.registers[static_cast<std::size_t>(v.thread)][static_cast<std::size_t>(v.index)]);
        continue;
      }
      const int size = test_.locations[static_cast<std::size_t>(v.index)].size;
      const LocationId at = m.at.at(models::address_of(v.index) + v.element * size);
      state.push_back(models::cut(static_cast<models::Value>(Search::current->load({.location = at}).low), size, true));
    }
    if (models::satisfies(test_, test_.filter, state)) states.insert(state);
  }

  const models::LitmusTest& test_;
};

}  // namespace fenceline::verify
