#include <kernels/litmus/sequence.h>

#include <algorithm>

namespace fenceline::litmus {
namespace {

using models::Alu;
using models::MicroOp;
using models::Op;
using models::Operand;
using models::Value;

/// What is known of a register while a thread is read from top to bottom.
struct Known {
  enum Kind : uint8_t { unknown, constant, loaded } kind = constant;
  Value value = 0;       // constant
  int instruction = -1;  // constant: that put it there; -1: the initial state
  int location = -1;     // loaded
  int size = 8;
};

class Reader {
 public:
  Reader(const models::LitmusTest& test, Sequence& out) : test_(test), out_(out) {}

  /// Empty, or what keeps the thread from carrying a sequence.
  std::string thread(int t) {
    const models::Thread& thread = test_.threads[t];
    registers_.assign(thread.registers.size(), {});
    for (const auto& init : thread.init) registers_[init.reg].value = init.value;
    out_.constants.emplace_back();
    for (size_t i = 0; i < thread.code.size(); ++i)
      for (const MicroOp& op : thread.code[i].ops)
        if (const auto why = step(t, int(i), op); !why.empty()) return "'" + thread.code[i].text + "' " + why;
    for (size_t v = 0; v < test_.observed.size(); ++v) {
      if (test_.observed[v].thread != t) continue;
      const Known& r = registers_[test_.observed[v].index];
      if (r.kind == Known::unknown) return "an observed register is computed";
      out_.sources[v] =
          r.kind == Known::loaded ? Source{Source::location, r.location, 0} : Source{Source::constant, 0, r.value};
    }
    return {};
  }

 private:
  Known get(const Operand& o) const {
    if (o.reg == models::kNoReg) return {Known::constant, o.imm, -1, -1, 8};
    Known r = registers_[o.reg];
    if (o.imm != 0)
      r = r.kind == Known::constant ? Known{Known::constant, r.value + o.imm, -1, -1, 8}
                                    : Known{Known::unknown, 0, -1, -1, 8};
    return r;
  }
  void set(models::Reg reg, const Known& value) {
    if (reg != models::kNoReg) registers_[reg] = value;
  }

  std::string store(int t, int i, const Operand& what, int location, int size) {
    const Known value = what.reg == models::kNoReg ? Known{Known::constant, what.imm, i, -1, size} : get(what);
    if (value.kind != Known::constant) return "stores a computed value";
    if (value.instruction < 0) return "stores a value of the initial state";
    if (value.value < 1 || value.value > kMaxConstant) return "stores no small positive constant";
    auto& list = out_.constants[t];
    const Sequence::Constant constant{value.instruction, value.value, size};
    if (std::none_of(list.begin(), list.end(), [&](const auto& c) { return c.instruction == constant.instruction; }))
      list.push_back(constant);
    while (out_.step <= value.value) out_.step *= 2;
    ++out_.stores[location];
    out_.last[location] = value.value;
    auto& writers = out_.writers[location];
    if (writers.empty() || writers.back() != t) writers.push_back(t);
    return {};
  }

  std::string step(int t, int i, const MicroOp& op) {
    const auto location = [&] {
      const Known base = get(op.base), index = get(op.index);
      if (base.kind != Known::constant || index.kind != Known::constant) return -1;
      const Value at = base.value + (index.value << op.shift);
      const int l = models::location_at(at, int(test_.locations.size()));
      if (l < 0 || at != models::address_of(l)) return -1;
      const bool whole = op.size == test_.locations[l].size && op.pair == models::Pair::kNone;
      return whole && test_.locations[l].elements == 1 ? l : -1;
    };
    switch (op.op) {
      case Op::kFence:
        return {};
      case Op::kAlu: {
        const Known a = get(op.a), b = get(op.b);
        Known result{Known::unknown, 0, -1, -1, op.size};
        if (op.alu == Alu::kSecond) {
          result = b;
          if (op.b.reg == models::kNoReg) result.instruction = i, result.size = op.size;
        } else if (op.alu == Alu::kXor && op.a == op.b) {
          result = {Known::constant, 0, -1, -1, op.size};
        } else if ((op.alu == Alu::kAdd || op.alu == Alu::kOr) && a.kind == Known::constant &&
                   b.kind == Known::constant) {
          // x + c with x = 0: how a false data dependency makes its constant.
          result = {Known::constant, a.value + b.value, -1, -1, op.size};
          if (a.value == 0 && op.b.reg == models::kNoReg) result.instruction = i;
        }
        // `movl $-1,%eax` leaves 0xffffffff.
        if (result.kind == Known::constant) result.value = models::cut(result.value, op.size, op.sign);
        set(op.dst, result);
        return {};
      }
      case Op::kLoad: {
        const int l = location();
        if (l < 0) return "does not read a whole location at a fixed address";
        set(op.dst, {Known::loaded, 0, -1, l, op.size});
        return {};
      }
      case Op::kStore: {
        const int l = location();
        if (l < 0) return "does not write a whole location at a fixed address";
        return store(t, i, op.a, l, op.size);
      }
      case Op::kRmw: {
        const int l = location();
        if (l < 0) return "does not update a whole location at a fixed address";
        if (op.alu != Alu::kSecond) {
          const bool nothing = op.a == Operand{} && (op.alu == Alu::kAdd || op.alu == Alu::kOr || op.alu == Alu::kXor);
          if (!nothing) return "computes with what it finds";
        } else if (const auto why = store(t, i, op.a, l, op.size); !why.empty()) {
          return why;
        }
        set(op.dst, {Known::loaded, 0, -1, l, op.size});
        return {};
      }
      case Op::kSelect:
      case Op::kCodeAddress:
      case Op::kJump:
      case Op::kBranch:
      case Op::kBlock:
      case Op::kPanic:
      case Op::kCas:
      case Op::kLoadLinked:
      case Op::kStoreConditional:
      case Op::kJoin:
        return "depends on the values it finds";
    }
    return "is not known";
  }

  static constexpr Value kMaxConstant = 7;
  const models::LitmusTest& test_;
  Sequence& out_;
  std::vector<Known> registers_;
};

}  // namespace

std::optional<Sequence> sequence(const models::LitmusTest& test, std::string* why) {
  Sequence out;
  const auto no = [&](std::string reason) {
    if (why) *why = std::move(reason);
    return std::nullopt;
  };
  out.sources.resize(test.observed.size());
  out.writers.resize(test.locations.size());
  out.stores.resize(test.locations.size());
  out.last.resize(test.locations.size());
  Reader reader(test, out);
  for (size_t t = 0; t < test.threads.size(); ++t)
    if (auto reason = reader.thread(int(t)); !reason.empty()) return no("P" + std::to_string(t) + ": " + reason);
  for (const auto& l : test.locations) {
    if (l.elements != 1 || l.size < 4) return no("location " + l.name + " is an array or narrow");
    // A pointer or a value that a store could write as well could not be told apart.
    if (l.init[0] < 0 || l.init[0] >= models::kFirstAddress) return no("location " + l.name + " holds an address");
  }
  out.perpetual =
      std::all_of(test.observed.begin(), test.observed.end(), [](const auto& v) { return v.thread >= 0; }) &&
      std::all_of(out.stores.begin(), out.stores.end(), [](int n) { return n <= 1; });
  for (size_t l = 0; l < test.locations.size(); ++l)
    out.perpetual &= test.locations[l].init[0] != out.last[l] || out.stores[l] == 0;
  return out;
}

}  // namespace fenceline::litmus
