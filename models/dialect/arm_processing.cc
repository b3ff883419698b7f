// Data processing of A32: Arm ARM DDI 0406, A8.8; conditions A8.3; shifts A8.4.
#include <models/dialect/arm_reader.h>
#include <models/dialect/immediates.h>

#include <algorithm>
#include <cctype>
#include <iterator>

namespace fenceline::models::arm {
namespace {

struct Operation {
  std::string_view name;
  enum Kind { kTwo, kOne, kCompare, kHalf, kShift } kind;  // how many operands beside the result; or none has it
  Alu alu;
  bool logical = true;  // its flags tell of the result alone
};

constexpr Operation kOperations[] = {
    {"movw", Operation::kHalf, Alu::kSecond},    {"movt", Operation::kHalf, Alu::kOr},
    {"mov", Operation::kOne, Alu::kSecond},      {"mvn", Operation::kOne, Alu::kXor},
    {"and", Operation::kTwo, Alu::kAnd},         {"eor", Operation::kTwo, Alu::kXor},
    {"sub", Operation::kTwo, Alu::kSub, false},  {"rsb", Operation::kTwo, Alu::kSub, false},
    {"add", Operation::kTwo, Alu::kAdd, false},  {"orr", Operation::kTwo, Alu::kOr},
    {"bic", Operation::kTwo, Alu::kAndNot},      {"mul", Operation::kTwo, Alu::kMul},
    {"cmp", Operation::kCompare, Alu::kCompare}, {"cmn", Operation::kCompare, Alu::kCompareSum},
    {"tst", Operation::kCompare, Alu::kAnd},     {"teq", Operation::kCompare, Alu::kXor},
    {"lsl", Operation::kShift, Alu::kShl},       {"lsr", Operation::kShift, Alu::kShr},
    {"asr", Operation::kShift, Alu::kSar},
};

// "addseq": the operation, whether it sets flags, and when it is done.
struct Form {
  const Operation* operation;
  bool sets = false;
  Cond cond = Cond::kAlways;
};

std::optional<Form> form_of(std::string_view mnemonic) {
  for (const Operation& o : kOperations) {
    if (!mnemonic.starts_with(o.name)) continue;
    std::string_view rest = mnemonic.substr(o.name.size());
    if (const auto cond = condition(rest)) return Form{&o, false, *cond};
    const bool may_set = o.kind != Operation::kCompare && o.kind != Operation::kHalf;
    if (may_set && rest.starts_with('s'))
      if (const auto cond = condition(rest.substr(1))) return Form{&o, true, *cond};
  }
  return std::nullopt;
}

const Operation* shift_named(std::string_view name) {
  const auto it = std::find_if(std::begin(kOperations), std::end(kOperations),
                               [&](const Operation& o) { return o.kind == Operation::kShift && o.name == name; });
  return it == std::end(kOperations) ? nullptr : it;
}

class Reader {
 public:
  Reader(const Words& words, Scope& scope, Form form) : words_(words), scope_(scope), form_(form) {}

  std::vector<MicroOp> read() {
    if (form_.sets && form_.cond != Cond::kAlways) unreadable("'" + words_.mnemonic + "': flags are set always or not");
    switch (form_.operation->kind) {
      case Operation::kHalf:
        half();
        break;
      case Operation::kCompare:
        expect(2, 3);
        compares();
        break;
      case Operation::kOne:
        expect(2, 3);
        computes(1, imm(form_.operation->alu == Alu::kXor ? -1 : 0), 1);
        break;
      default:
        two();
    }
    return std::move(ops_);
  }

 private:
  std::size_t count() const { return words_.operands.size(); }
  void expect(std::size_t least, std::size_t most) const {
    if (count() < least || count() > most)
      unreadable("'" + words_.mnemonic + "' takes " + std::to_string(least) + " operands, found " +
                 std::to_string(count()));
  }
  Reg at(std::size_t i) const { return register_of(words_.operands[i], scope_); }
  Reg flags() const { return scope_.reg(kFlags); }

  Value constant(std::string_view text, Value least, Value most) const {
    const auto value = text.starts_with('#') ? to_integer(text.substr(1)) : std::nullopt;
    if (!value) unreadable("cannot read the constant '" + std::string(text) + "'");
    return in_range(*value, least, most, words_.mnemonic);
  }

  // MOV is MOVW too, or MVN; AND is BIC; ADD, SUB and CMP of a negative number are the other way round.
  Value encodable(Value value) const {
    const std::string_view name = form_.operation->name;
    const bool inverse = name == "mov" || name == "mvn" || name == "and" || name == "bic";
    const bool negative = name == "add" || name == "sub" || name == "cmp" || name == "cmn";
    const bool fits = is_of_size(value, 4) &&
                      (is_rotated_byte(value) || (inverse && is_rotated_byte(~value)) ||
                       (negative && is_rotated_byte(-value)) || (name == "mov" && value >= 0 && value <= 0xffff));
    if (!fits) unreadable("'" + words_.mnemonic + "' has no encoding for the constant " + std::to_string(value));
    return value;
  }

  // The last operand, from the i-th on: a constant, or a register that may be shifted.
  Operand flexible(std::size_t i) {
    const std::string_view text = words_.operands[i];
    if (text.starts_with('#')) {
      if (i + 1 != count()) unreadable("'" + words_.mnemonic + "': a constant is not shifted");
      return imm(encodable(constant(text, INT32_MIN, UINT32_MAX)));
    }
    const Operand whole = reg(at(i));
    if (i + 1 == count()) return whole;
    const Words shift = split_words(words_.operands[i + 1]);
    const Operation* by = shift_named(shift.mnemonic);
    if (by == nullptr || shift.operands.size() != 1 || i + 2 != count())
      unreadable("cannot read the shift '" + std::string(words_.operands[i + 1]) + "'; known are lsl, lsr, asr");
    const Reg shifted = scope_.reg(kTemp);
    ops_.push_back(alu(by->alu, shifted, whole, amount(shift.operands[0], *by), 4, by->alu == Alu::kSar));
    return reg(shifted);
  }

  Operand amount(std::string_view text, const Operation& shift) const {
    if (!text.starts_with('#')) return reg(register_of(text, scope_));
    return imm(constant(text, shift.alu == Alu::kShl ? 0 : 1, 31));
  }

  // Of "add r0,#1" the first operand is the result's register too.
  void two() {
    const bool shifts = form_.operation->kind == Operation::kShift;
    const bool named =
        count() > 2 && !(count() == 3 && shift_named(split_words(words_.operands[2]).mnemonic) != nullptr);
    expect(2, shifts || form_.operation->alu == Alu::kMul ? 3 : 4);
    computes(named ? 1 : 0, {}, named ? 2 : 1);
  }

  // `first`: where the first operand stands, if there are two; else `other` is it. `last`: the flexible one.
  void computes(std::size_t first, Operand other, std::size_t last) {
    const Operation& o = *form_.operation;
    const Reg to = at(0);
    Operand a = o.kind == Operation::kOne ? other : reg(at(first));
    Operand b = o.kind == Operation::kShift ? amount(words_.operands[last], o) : flexible(last);
    if (o.name == "rsb") std::swap(a, b);
    if (form_.sets && !o.logical)
      ops_.push_back(alu(o.alu == Alu::kAdd ? Alu::kCompareSum : Alu::kCompare, flags(), a, b, 4));
    done(to, alu(o.alu, to, a, b, 4, o.alu == Alu::kSar));
    if (form_.sets && o.logical) ops_.push_back(alu(Alu::kCompare, flags(), reg(to), imm(0), 4));
  }

  void compares() {
    const Operation& o = *form_.operation;
    const Operand a = reg(at(0)), b = flexible(1);
    if (o.alu == Alu::kCompare || o.alu == Alu::kCompareSum) return done(flags(), alu(o.alu, flags(), a, b, 4));
    const Reg result = scope_.reg(kTemp);
    ops_.push_back(alu(o.alu, result, a, b, 4));
    done(flags(), alu(Alu::kCompare, flags(), reg(result), imm(0), 4));
  }

  void half() {
    expect(2, 2);
    const Reg to = at(0);
    const Value value = constant(words_.operands[1], 0, 0xffff);
    if (form_.operation->alu == Alu::kSecond) return done(to, alu(Alu::kSecond, to, {}, imm(value), 4));
    const Reg low = scope_.reg(kTemp);
    ops_.push_back(alu(Alu::kAnd, low, reg(to), imm(0xffff), 4));
    done(to, alu(Alu::kOr, to, reg(low), imm(value << 16), 4));
  }

  // Where the condition does not hold the register keeps what it holds.
  void done(Reg to, MicroOp op) {
    if (form_.cond == Cond::kAlways) return ops_.push_back(op);
    op.dst = scope_.reg("#result");
    MicroOp chosen;
    chosen.op = Op::kSelect, chosen.cond = form_.cond, chosen.dst = to, chosen.size = 8;
    chosen.a = reg(op.dst), chosen.b = reg(to), chosen.c = reg(flags());
    ops_.push_back(op);
    ops_.push_back(chosen);
  }

  const Words& words_;
  Scope& scope_;
  const Form form_;
  std::vector<MicroOp> ops_;
};

}  // namespace

std::string canonical(const Words& words) {
  const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  std::string out = words.mnemonic;
  for (std::size_t i = 0; i < words.operands.size(); ++i) {
    out += i == 0 ? ' ' : ',';
    const std::string_view text = words.operands[i];
    for (std::size_t at = 0; at < text.size(); ++at) {
      const bool blank = std::isspace(static_cast<unsigned char>(text[at])) != 0;
      const char next = at + 1 < text.size() ? text[at + 1] : ' ';
      if (!blank || (is_letter(out.back()) && (next == '#' || is_letter(next)))) out += text[at];
    }
  }
  return out;
}

std::string register_name(std::string_view name) {
  static const std::map<std::string, int, std::less<>> others = {
      {"SL", 10}, {"FP", 11}, {"IP", 12}, {"SP", 13}, {"LR", 14}};
  const std::string s = upper(name);
  if (const auto it = others.find(s); it != others.end()) return "R" + std::to_string(it->second);
  const auto n = s.empty() || s[0] != 'R' ? std::nullopt : to_integer(s.substr(1));
  return n && *n >= 0 && *n <= 14 ? "R" + std::to_string(*n) : "";
}

Reg register_of(std::string_view text, Scope& scope) {
  const std::string name = register_name(text);
  if (name.empty()) unreadable("'" + std::string(text) + "' is no register of ARM");
  return scope.reg(name);
}

std::optional<Cond> condition(std::string_view name) {
  static const std::map<std::string, Cond, std::less<>> all = {
      {"", Cond::kAlways}, {"al", Cond::kAlways}, {"eq", Cond::kEq},  {"ne", Cond::kNe},  {"ge", Cond::kGe},
      {"lt", Cond::kLt},   {"gt", Cond::kGt},     {"le", Cond::kLe},  {"hs", Cond::kGeU}, {"cs", Cond::kGeU},
      {"lo", Cond::kLtU},  {"cc", Cond::kLtU},    {"hi", Cond::kGtU}, {"ls", Cond::kLeU}, {"mi", Cond::kMi},
      {"pl", Cond::kPl},   {"vs", Cond::kVs},     {"vc", Cond::kVc}};
  const auto it = all.find(name);
  return it == all.end() ? std::nullopt : std::optional(it->second);
}

std::vector<std::string> mnemonics() {
  std::vector<std::string> out = {"b",    "beq",  "bne",   "bl",    "bx",   "blx",  "cbz",   "cbnz", "ldr",
                                  "ldrb", "ldrh", "ldrsb", "ldrsh", "ldrd", "ldm",  "ldrex", "str",  "strb",
                                  "strh", "strd", "stm",   "strex", "dmb",  "dsb",  "isb",   "nop",  "lda",
                                  "ldab", "ldah", "ldaex", "stl",   "stlb", "stlh", "stlex"};
  for (const Operation& o : kOperations) out.emplace_back(o.name);
  return out;
}

std::optional<std::vector<MicroOp>> read_processing(const Words& words, Scope& scope) {
  const auto form = form_of(words.mnemonic);
  return form ? std::optional(Reader(words, scope, *form).read()) : std::nullopt;
}

}  // namespace fenceline::models::arm
