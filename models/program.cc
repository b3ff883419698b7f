#include <models/program.h>
#include <base/text.h>

#include <algorithm>

namespace fenceline::models {
namespace {

constexpr Value kN = 8, kZ = 4, kC = 2, kV = 1;

Value flags(bool n, bool z, bool c, bool v) { return (n ? kN : 0) | (z ? kZ : 0) | (c ? kC : 0) | (v ? kV : 0); }

int index_of(const LitmusTest& test, const Variable& variable) {
  const auto it = std::find(test.observed.begin(), test.observed.end(), variable);
  return static_cast<int>(it - test.observed.begin());
}

// The order of groups of bits turned round within each element.
Value reversed(Value value, int size, int element, int group) {
  std::uint64_t out = 0;
  const std::uint64_t mask = (std::uint64_t{1} << group) - 1;
  for (int at = 0; at < 8 * size; at += group) {
    const int first = at / element * element;
    out |= (static_cast<std::uint64_t>(value) >> at & mask) << (first + element - group - (at - first));
  }
  return static_cast<Value>(out);
}

// "1:X0", "[x]", "x[1]".
std::string bracketed(const LitmusTest& test, const Variable& variable) {
  const std::string name = to_string(test, variable);
  return variable.thread < 0 && name.back() != ']' ? "[" + name + "]" : name;
}

// Binding strength, for brackets: => 1, \/ 2, /\ 3, not 4.
std::string print(const LitmusTest& test, const Prop& prop, int around) {
  const auto join = [&](const char* sign, int level) {
    std::string out;
    for (std::size_t i = 0; i < prop.operands.size(); ++i)
      out += (i > 0 ? sign : "") + print(test, prop.operands[i], level + 1);
    return level < around ? "(" + out + ")" : out;
  };
  switch (prop.kind) {
    case Prop::kTrue:
      return "true";
    case Prop::kFalse:
      return "false";
    case Prop::kEquals:
      return bracketed(test, prop.variable) + "=" + to_string(test, prop.value);
    case Prop::kSame:
      return bracketed(test, prop.variable) + "=" + bracketed(test, prop.other);
    case Prop::kNot:
      return "not (" + print(test, prop.operands[0], 0) + ")";
    case Prop::kAnd:
      return join(" /\\ ", 3);
    case Prop::kOr:
      return join(" \\/ ", 2);
    case Prop::kImplies:
      return join(" => ", 1);
  }
  return {};
}

}  // namespace

Value cut(Value value, int size, bool sign) {
  if (size >= 8) return value;
  const int bits = 64 - 8 * size;
  const auto shifted = static_cast<std::uint64_t>(value) << bits;
  return sign ? static_cast<Value>(shifted) >> bits : static_cast<Value>(shifted >> bits);
}

Value shown(const LitmusTest& test, const Variable& variable, Value value) {
  return cut(value, variable.thread >= 0 ? variable.size : test.locations[variable.index].size, true);
}

bool satisfies(const LitmusTest& test, const Prop& prop, const State& state) {
  const auto operand = [&](const Prop& p) { return satisfies(test, p, state); };
  switch (prop.kind) {
    case Prop::kTrue:
      return true;
    case Prop::kFalse:
      return false;
    case Prop::kEquals: {
      const Value value = state.at(index_of(test, prop.variable));
      // Of memory, either reading of its bytes is meant.
      if (prop.variable.thread >= 0) return value == shown(test, prop.variable, prop.value);
      const int size = test.locations[prop.variable.index].size;
      const bool fits = value == cut(value, size, true) || value == cut(value, size, false);
      return value == prop.value ||
             (fits && (cut(value, size, true) == prop.value || cut(value, size, false) == prop.value));
    }
    case Prop::kSame:
      return state.at(index_of(test, prop.variable)) == state.at(index_of(test, prop.other));
    case Prop::kNot:
      return !operand(prop.operands[0]);
    case Prop::kAnd:
      return std::all_of(prop.operands.begin(), prop.operands.end(), operand);
    case Prop::kOr:
      return std::any_of(prop.operands.begin(), prop.operands.end(), operand);
    case Prop::kImplies:
      return !operand(prop.operands[0]) || operand(prop.operands[1]);
  }
  return false;
}

bool satisfies_quantified(const LitmusTest& test, const std::vector<State>& states) {
  const auto holds = [&](const State& s) { return satisfies(test, test.condition, s); };
  switch (test.quantifier) {
    case Quantifier::kExists:
      return std::any_of(states.begin(), states.end(), holds);
    case Quantifier::kForall:
      return std::all_of(states.begin(), states.end(), holds);
    case Quantifier::kNotExists:
      return std::none_of(states.begin(), states.end(), holds);
  }
  return false;
}

std::string to_string(const LitmusTest& test, const Variable& variable) {
  if (variable.thread >= 0)
    return std::to_string(variable.thread) + ":" + test.threads[variable.thread].registers[variable.index];
  const Location& location = test.locations[variable.index];
  return location.elements > 1 ? location.name + "[" + std::to_string(variable.element) + "]" : location.name;
}

std::string to_string(const LitmusTest& test, Value value) {
  const int location = location_at(value, static_cast<int>(test.locations.size()));
  if (location < 0) return from_integer(value);
  const Value offset = value - address_of(location);
  return test.locations[location].name + (offset == 0 ? "" : "+" + std::to_string(offset));
}

std::string to_string(const LitmusTest& test, const Variable& variable, Value value) {
  const bool memory = variable.thread < 0;
  const int size = memory ? test.locations[variable.index].size : variable.size;
  const bool sign = memory ? test.locations[variable.index].sign : variable.sign;
  const Value told = sign ? value : cut(value, size, false);
  return sign || told >= 0 ? to_string(test, told) : std::to_string(static_cast<std::uint64_t>(told));
}

std::string label_at(const LitmusTest& test, Value value) {
  const Value offset = value - kFirstCode;
  const Value thread = offset >> 18, instruction = (offset & 0x3ffff) / 4;
  if (offset < 0 || offset % 4 != 0 || thread >= std::ssize(test.threads)) return {};
  const Thread& of = test.threads[thread];
  if (instruction > std::ssize(of.code)) return {};
  const auto& labels = instruction < std::ssize(of.code) ? of.code[instruction].labels : of.end_labels;
  return labels.empty() ? std::string() : "P" + std::to_string(thread) + ":" + labels[0];
}

std::string to_string(const LitmusTest& test, const Prop& prop) { return print(test, prop, 0); }

std::string to_string(const LitmusTest& test, const State& state, int count) {
  std::vector<std::pair<std::string, std::string>> parts;
  const std::size_t n = count < 0 ? state.size() : static_cast<std::size_t>(count);
  for (std::size_t i = 0; i < n; ++i) parts.emplace_back(to_string(test, test.observed[i]), to_string(test, test.observed[i], state[i]));
  std::sort(parts.begin(), parts.end());
  std::string out;
  for (const auto& [name, value] : parts) out += (out.empty() ? "" : "; ") + name + "=" + value;
  return out;
}

std::string to_string(Quantifier quantifier) {
  switch (quantifier) {
    case Quantifier::kExists:
      return "exists";
    case Quantifier::kForall:
      return "forall";
    case Quantifier::kNotExists:
      return "~exists";
  }
  return {};
}

Value compare(Value a, Value b, int size) {
  const Value sa = cut(a, size, true), sb = cut(b, size, true);
  const auto ua = static_cast<std::uint64_t>(cut(a, size, false));
  const auto ub = static_cast<std::uint64_t>(cut(b, size, false));
  const bool negative = cut(static_cast<Value>(ua - ub), size, true) < 0;
  return flags(negative, ua == ub, ua >= ub, negative != (sa < sb));
}

namespace {

Value compare_sum(Value a, Value b, int size) {
  const auto sum = static_cast<Value>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
  const Value sa = cut(a, size, true), sb = cut(b, size, true), result = cut(sum, size, true);
  const bool carry =
      static_cast<std::uint64_t>(cut(sum, size, false)) < static_cast<std::uint64_t>(cut(a, size, false));
  return flags(result < 0, result == 0, carry, (sa < 0) == (sb < 0) && (result < 0) != (sa < 0));
}

}  // namespace

bool holds(Cond cond, Value flags) {
  const bool n = (flags & kN) != 0, z = (flags & kZ) != 0, c = (flags & kC) != 0, v = (flags & kV) != 0;
  switch (cond) {
    case Cond::kAlways:
      return true;
    case Cond::kEq:
      return z;
    case Cond::kNe:
      return !z;
    case Cond::kLt:
      return n != v;
    case Cond::kGe:
      return n == v;
    case Cond::kGt:
      return !z && n == v;
    case Cond::kLe:
      return z || n != v;
    case Cond::kLtU:
      return !c;
    case Cond::kGeU:
      return c;
    case Cond::kGtU:
      return c && !z;
    case Cond::kLeU:
      return !c || z;
    case Cond::kMi:
      return n;
    case Cond::kPl:
      return !n;
    case Cond::kVs:
      return v;
    case Cond::kVc:
      return !v;
  }
  return false;
}

bool separates(const Fence& fence, std::uint8_t first, std::uint8_t second) {
  const bool store_load = first == kW && second == kR;
  switch (fence.kind) {
    case FenceKind::kLwsync:
    case FenceKind::kFenceTso:
    case FenceKind::kFenceAcqRel:
      return !store_load;
    case FenceKind::kMembar:
      return (fence.pairs & (first == kR ? (second == kR ? 1 : 4) : store_load ? 2 : 8)) != 0;
    default:
      return (fence.before & first) != 0 && (fence.after & second) != 0;
  }
}

Value compute(Alu alu, Value a, Value b, int size, bool sign) {
  const auto ua = static_cast<std::uint64_t>(a), ub = static_cast<std::uint64_t>(b);
  const int shift = static_cast<int>(ub & (size == 8 ? 63 : 31));
  const auto result = [&]() -> Value {
    switch (alu) {
      case Alu::kAdd:
        return static_cast<Value>(ua + ub);
      case Alu::kSub:
        return static_cast<Value>(ua - ub);
      case Alu::kAnd:
        return a & b;
      case Alu::kOr:
        return a | b;
      case Alu::kXor:
        return a ^ b;
      case Alu::kAndNot:
        return a & ~b;
      case Alu::kShl:
        return static_cast<Value>(ua << shift);
      case Alu::kShr:
        return static_cast<Value>(static_cast<std::uint64_t>(cut(a, size, false)) >> shift);
      case Alu::kSar:
        return cut(a, size, true) >> shift;
      case Alu::kMul:
        return static_cast<Value>(ua * ub);
      case Alu::kMin:
        return cut(a, size, true) < cut(b, size, true) ? a : b;
      case Alu::kMax:
        return cut(a, size, true) < cut(b, size, true) ? b : a;
      case Alu::kMinU:
        return static_cast<std::uint64_t>(cut(a, size, false)) < static_cast<std::uint64_t>(cut(b, size, false)) ? a
                                                                                                                 : b;
      case Alu::kMaxU:
        return static_cast<std::uint64_t>(cut(a, size, false)) < static_cast<std::uint64_t>(cut(b, size, false)) ? b
                                                                                                                 : a;
      case Alu::kSecond:
        return b;
      case Alu::kReverseBytes:
        return reversed(b, size, 8 * static_cast<int>(a), 8);
      case Alu::kReverseBits:
        return reversed(b, size, 8 * size, 1);
      case Alu::kCompare:
        return compare(a, b, size);
      case Alu::kCompareSum:
        return compare_sum(a, b, size);
      case Alu::kSetIf:
        return a;  // the caller knows the condition
    }
    return 0;
  };
  const bool flags = alu == Alu::kCompare || alu == Alu::kCompareSum;
  return flags ? result() : cut(result(), size, sign);
}

}  // namespace fenceline::models
