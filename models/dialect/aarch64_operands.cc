#include <models/dialect/aarch64_operands.h>
#include <base/nearest.h>
#include <models/dialect/aarch64_mnemonics.h>
#include <models/dialect/aarch64_reader.h>
#include <models/dialect/immediates.h>

#include <algorithm>

namespace fenceline::models::aarch64 {
namespace {

// "LSL #2", "LSL#2", "SXTW"
Words shift_words(std::string_view text) {
  const std::size_t at = text.find('#');
  if (at == std::string_view::npos) return split_words(text);
  return {lower(trim(text.substr(0, at))), {text.substr(at)}};
}

}  // namespace

Operands::Register Operands::register_at(std::size_t i) {
  const AArch64Register r = decode_aarch64_register(words.operands[i]);
  if (!r.valid) unreadable("expected a register, found '" + std::string(words.operands[i]) + "'");
  return {r.canonical.empty() ? kNoReg : scope.reg(r.canonical), r.size};
}

Value Operands::constant(std::string_view text) const {
  if (!text.empty() && text[0] == '#') text.remove_prefix(1);
  const auto number = to_integer(trim(text));
  if (!number) unreadable("cannot read the constant '" + std::string(text) + "'");
  return *number;
}

Cond Operands::condition(std::string_view text) const {
  const auto cond = conditions().find(lower(text));
  if (cond == conditions().end())
    unreadable("unknown condition '" + std::string(text) + "'" + nearest_note(text, keys(conditions())));
  return cond->second;
}

// Those that the instruction's encoding has.
Value Operands::encodable(Value value, int by, int size) const {
  const std::string& m = words.mnemonic;
  const auto starts = [&](std::string_view name) { return m.starts_with(name); };
  bool fits = false;
  if (m == "movz" || m == "movk" || m == "movn")
    fits = value >= 0 && value <= 0xffff && by >= 0 && by % 16 == 0 && by < 8 * size;
  else if (m == "mov")
    fits = by == 0 && is_moved(value, size);
  else if (starts("add") || starts("sub"))
    fits = (by == 0 && is_summed(value)) || (by == 12 && value >= -4095 && value <= 4095);
  else if (starts("and") || m == "orr" || m == "eor")
    fits = by == 0 && is_bitmask(value, size);
  else if (starts("bic") || m == "orn" || m == "eon")  // of the inverse, as assemblers have it
    fits = by == 0 && is_bitmask(~value, size);
  else if (m == "lsl" || m == "lsr" || m == "asr")
    fits = by == 0 && value >= 0 && value < 8 * size;
  if (!fits || !is_of_size(value, size))
    unreadable("'" + m + "' has no encoding for the constant " + std::to_string(value));
  return value << by;
}

Operand Operands::modified(const Register& r, std::string_view text, std::string_view into, int size) {
  const Words change = shift_words(text);
  const std::string& m = change.mnemonic;
  static const std::map<std::string, Alu> kShifts = {{"lsl", Alu::kShl}, {"lsr", Alu::kShr}, {"asr", Alu::kSar}};
  const auto shift = kShifts.find(m);
  const auto extension = extensions().find(m);
  const bool extends = extension != extensions().end() || m == "sxtx" || m == "uxtx";
  if ((shift == kShifts.end() && m != "ror" && !extends) || change.operands.size() > 1 ||
      (change.operands.empty() && !extends)) {
    auto known = keys(extensions());
    known.insert(known.end(), {"lsl", "lsr", "asr", "ror", "sxtx", "uxtx"});
    unreadable("cannot read the shift '" + std::string(text) + "'" + nearest_note(m, known));
  }
  const Value by = change.operands.empty() ? 0 : in_range(constant(change.operands[0]), 0, 8 * size - 1, "a shift");
  const Reg out = scope.reg(into);
  if (m == "ror") {
    shift_two({out, size}, r.reg, r.reg, imm(by));
  } else if (shift != kShifts.end()) {
    add(alu(shift->second, out, reg(r.reg), imm(by), size));
  } else {
    const auto [bytes, sign] = extension != extensions().end() ? extension->second : std::pair{8, false};
    add(alu(Alu::kSecond, out, {}, reg(r.reg), bytes, sign));
    if (by != 0) add(alu(Alu::kShl, out, reg(out), imm(by)));
  }
  return reg(out);
}

int Operands::left_shift(std::size_t i) const {
  if (i >= words.operands.size()) return 0;
  const Words shift = shift_words(words.operands[i]);
  if (shift.mnemonic != "lsl" || shift.operands.size() != 1)
    unreadable("a constant is shifted by LSL, not '" + std::string(words.operands[i]) + "'");
  return static_cast<int>(in_range(constant(shift.operands[0]), 0, 48, "LSL"));
}

Operand Operands::flexible(std::size_t i, int size) {
  const std::string_view text = words.operands[i];
  if (!decode_aarch64_register(text).valid) return imm(encodable(constant(text), left_shift(i + 1), size));
  const Register r = register_at(i);
  return i + 1 < words.operands.size() ? modified(r, words.operands[i + 1], kTemp, size) : reg(r.reg);
}

void Operands::expect_at_least(std::size_t count) const {
  if (words.operands.size() < count)
    unreadable("'" + words.mnemonic + "' takes " + std::to_string(count) + " operands, found " +
               std::to_string(words.operands.size()));
}

void Operands::shift_two(const Register& d, Reg high, Reg low, Operand by) {
  const Reg up = scope.reg("#up"), down = scope.reg("#down");
  add(alu(Alu::kShr, down, reg(low), by, d.size));
  add(alu(Alu::kSub, up, imm(8 * d.size), by));
  add(alu(Alu::kShl, up, reg(high), reg(up), d.size));
  add(alu(Alu::kOr, d.reg, reg(up), reg(down), d.size));
}

}  // namespace fenceline::models::aarch64
