// Arm Architecture Reference Manual (DDI 0487), part C: what litmus tests use of it.
#include <base/nearest.h>
#include <models/dialect/aarch64_mnemonics.h>
#include <models/dialect/aarch64_reader.h>
#include <models/dialect/build.h>
#include <models/dialect/immediates.h>

#include <cctype>

namespace fenceline::models {
namespace {

using namespace aarch64;

// "LSL #2", "LSL#2", "SXTW"
Words shift_words(std::string_view text) {
  const std::size_t at = text.find('#');
  if (at == std::string_view::npos) return split_words(text);
  return {lower(trim(text.substr(0, at))), {text.substr(at)}};
}

// "[X1, W2, sxtw]" -> "[X1,W2,SXTW]"
std::string canonical_operand(std::string_view text) {
  std::string out;
  for (char c : text)
    if (std::isspace(static_cast<unsigned char>(c)) == 0)
      out += c;
    else if (!out.empty() && std::isalpha(static_cast<unsigned char>(out.back())) != 0)
      out += ' ';
  for (std::size_t at; (at = out.find(" ]")) != std::string::npos;) out.erase(at, 1);
  for (std::size_t at; (at = out.find(" ,")) != std::string::npos;) out.erase(at, 1);
  return upper(out);
}

struct Reader {
  const Words& words;
  Scope& scope;
  Instruction out = {};

  struct RegOperand {
    Reg reg = kNoReg;
    int size = 0;
  };

  RegOperand reg_operand(std::size_t i) {
    const AArch64Register r = decode_aarch64_register(words.operands[i]);
    if (!r.valid) unreadable("expected a register, found '" + std::string(words.operands[i]) + "'");
    return {r.canonical.empty() ? kNoReg : scope.reg(r.canonical), r.size};
  }

  Value constant(std::string_view text) {
    if (!text.empty() && text[0] == '#') text.remove_prefix(1);
    const auto number = to_integer(trim(text));
    if (!number) unreadable("cannot read the constant '" + std::string(text) + "'");
    return *number;
  }

  // Those that the instruction's encoding has.
  Value encodable(Value value, int by, int size) {
    const std::string& m = words.mnemonic;
    const auto starts = [&](std::string_view name) { return m.starts_with(name); };
    bool fits = false;
    if (m == "movz" || m == "movk" || m == "movn")
      fits = value >= 0 && value <= 0xffff && by >= 0 && by % 16 == 0 && by < 8 * size;
    else if (m == "mov")
      fits = by == 0 && is_moved(value, size);
    else if (starts("add") || starts("sub") || m == "cmp" || m == "cmn")
      fits = (by == 0 && is_summed(value)) || (by == 12 && value >= 0 && value <= 4095);
    else if (starts("and") || m == "orr" || m == "eor" || m == "tst")
      fits = by == 0 && is_bitmask(value, size);
    else if (starts("bic") || m == "orn" || m == "eon")  // of the inverse, as assemblers have it
      fits = by == 0 && is_bitmask(~value, size);
    else if (m == "lsl" || m == "lsr" || m == "asr")
      fits = by == 0 && value >= 0 && value < 8 * size;
    if (!fits || !is_of_size(value, size))
      unreadable("'" + m + "' has no encoding for the constant " + std::to_string(value));
    return value << by;
  }

  // "ASR #2", "LSR 4", "SXTB": a shift to the right, or an extension of less than a word, of r.
  bool right_shift(std::string_view text, Operand r, Reg into, int size) {
    const Words shift = shift_words(text);
    const bool arithmetic = shift.mnemonic == "asr";
    if ((arithmetic || shift.mnemonic == "lsr") && shift.operands.size() == 1) {
      out.ops.push_back(alu(arithmetic ? Alu::kSar : Alu::kShr, into, r, imm(constant(shift.operands[0])), size));
      return true;
    }
    if (shift.mnemonic == "ror" && shift.operands.size() == 1) {
      shift_two({into, size}, r.reg, r.reg, imm(constant(shift.operands[0])));
      return true;
    }
    const auto extension = extensions().find(shift.mnemonic);
    if (shift.mnemonic.ends_with('w') || extension == extensions().end() || shift.operands.size() > 1) return false;
    const auto [bytes, sign] = extension->second;
    out.ops.push_back(alu(Alu::kSecond, into, {}, r, bytes, sign));
    if (!shift.operands.empty())
      out.ops.push_back(alu(Alu::kShl, into, reg(into), imm(constant(shift.operands[0])), size));
    return true;
  }

  // "LSL #2", "SXTW", "UXTW #3": how much to shift left. What an extension cuts off is nothing
  // that tests compute with.
  int left_shift(std::string_view text) {
    const Words shift = shift_words(text);
    static const std::vector<std::string> kNames = {"lsl", "sxtw", "uxtw", "sxtx"};
    if (std::find(kNames.begin(), kNames.end(), shift.mnemonic) == kNames.end() || shift.operands.size() > 1)
      unreadable("cannot read the shift '" + std::string(text) + "'" + nearest_note(shift.mnemonic, kNames));
    return shift.operands.empty() ? 0 : static_cast<int>(in_range(constant(shift.operands[0]), 0, 63, "a shift"));
  }

  // A register with an optional shift, or a constant; i is its first operand.
  Operand flexible(std::size_t i, int size) {
    const std::string_view text = words.operands[i];
    if (!decode_aarch64_register(text).valid) {
      const int by = i + 1 < words.operands.size() ? left_shift(words.operands[i + 1]) : 0;
      return imm(encodable(constant(text), by, size));
    }
    const Reg r = reg_operand(i).reg;
    if (i + 1 >= words.operands.size()) return reg(r);
    const Reg shifted = scope.reg(kTemp);
    if (right_shift(words.operands[i + 1], reg(r), shifted, size)) return reg(shifted);
    out.ops.push_back(alu(Alu::kShl, shifted, reg(r), imm(left_shift(words.operands[i + 1])), size));
    return reg(shifted);
  }

  // [X1], [X1,#4], [X1,X2], [X1,W2,SXTW]; with writeback [X1,#4]! and [X1],#4.
  Address address(std::size_t i) {
    if (i >= words.operands.size()) unreadable("'" + words.mnemonic + "' lacks its address");
    std::string_view text = words.operands[i];
    const bool pre = !text.empty() && text.back() == '!';
    if (pre) text = trim(text.substr(0, text.size() - 1));
    if (text.size() < 3 || text.front() != '[' || text.back() != ']')
      unreadable("expected an address in brackets, found '" + std::string(text) + "'");
    const auto parts = split_operands(text.substr(1, text.size() - 2));
    if (parts.empty()) unreadable("the brackets in '" + std::string(text) + "' are empty");
    const AArch64Register base = decode_aarch64_register(parts[0]);
    if (!base.valid || base.canonical.empty() || base.size != 8)
      unreadable("expected a base register, found '" + std::string(parts[0]) + "'");
    Address at;
    at.base = reg(scope.reg(base.canonical));
    if (parts.size() > 1) {
      if (const AArch64Register index = decode_aarch64_register(parts[1]); index.valid) {
        if (!index.canonical.empty()) at.index = reg(scope.reg(index.canonical));
        if (parts.size() > 2) at.shift = left_shift(parts[2]);
      } else {
        at.base.imm = offset(constant(parts[1]), pre);
      }
    }
    if (pre) {
      out.ops.push_back(alu(Alu::kAdd, at.base.reg, reg(at.base.reg), imm(at.base.imm)));
      at.base.imm = 0;
    } else if (i + 1 < words.operands.size()) {
      after_ = alu(Alu::kAdd, at.base.reg, reg(at.base.reg), imm(offset(constant(words.operands[i + 1]), true)));
    }
    return at;
  }
  std::optional<MicroOp> after_ = std::nullopt;

  // Plain accesses take a multiple of their size, or a small number; pairs multiples; ordered and exclusive ones and
  // atomics none, but for LDAPUR and STLUR (Arm ARM DDI 0487, C3.2).
  Value offset(Value value, bool updates_base) {
    using M = AccessMnemonic;
    const std::string& m = words.mnemonic;
    const bool small = value >= -256 && value <= 255,
               scaled = value >= 0 && value % size_ == 0 && value / size_ <= 4095;
    bool fits = value == 0 && !updates_base;
    if (kind_ == M::kLoadPair || kind_ == M::kStorePair)
      fits = value % size_ == 0 && value >= -64 * size_ && value <= 63 * size_;
    else if (m.starts_with("ldr") || m.starts_with("str"))
      fits = small || (scaled && !updates_base);
    else if (m.starts_with("ldur") || m.starts_with("stur") || m.starts_with("ldapur") || m.starts_with("stlur"))
      fits = small && !updates_base;
    if (!fits) unreadable("'" + m + "' has no encoding for the offset " + std::to_string(value));
    return value;
  }
  AccessMnemonic::Kind kind_ = AccessMnemonic::kLoad;
  int size_ = 8;

  static bool follows(std::string_view even, std::string_view odd) {
    const auto number = [](std::string_view r) { return to_integer(r.substr(1)).value_or(-1); };
    return number(even) >= 0 && number(even) % 2 == 0 && number(odd) == number(even) + 1;
  }

  void expect_at_least(std::size_t count) {
    if (words.operands.size() < count)
      unreadable("'" + words.mnemonic + "' takes " + std::to_string(count) + " operands, found " +
                 std::to_string(words.operands.size()));
  }

  Instruction read() {
    const std::string& m = words.mnemonic;
    if (const auto a = access_mnemonics().find(m); a != access_mnemonics().end())
      memory(a->second);
    else if (const auto op = alu_mnemonics().find(m); op != alu_mnemonics().end())
      arithmetic(op->second, m.back() == 's');
    else if (const auto field = field_mnemonics().find(m); field != field_mnemonics().end())
      move_field(field->second);
    else if (m == "b" || m.substr(0, 2) == "b.")
      jump(m == "b" ? "al" : m.substr(2));
    else
      other();
    if (after_) out.ops.push_back(*after_);
    check_widths(words);
    return std::move(out);
  }

  void arithmetic(Alu op, bool flags) {
    expect_at_least(3);
    const RegOperand d = reg_operand(0), n = reg_operand(1);
    const Operand b = flexible(2, d.size);
    // Of SUBS and ADDS the operands tell the flags, of the others the result.
    const Reg set = flags ? scope.reg(kFlags) : kNoReg;
    const bool sums = op == Alu::kAdd, operands = sums || op == Alu::kSub;
    if (flags && operands) out.ops.push_back(alu(sums ? Alu::kCompareSum : Alu::kCompare, set, reg(n.reg), b, d.size));
    out.ops.push_back(alu(op, d.reg, reg(n.reg), b, d.size));
    if (flags && !operands) out.ops.push_back(alu(Alu::kCompareSum, set, reg(d.reg), imm(0), d.size));
  }

  // To the top of the register, then down to its place.
  void move_field(const FieldMnemonic& m) {
    using M = FieldMnemonic;
    expect_operands(words, 4);
    const RegOperand d = reg_operand(0), n = reg_operand(1);
    const Value first = constant(words.operands[2]), second = constant(words.operands[3]);
    const Value bits = 8 * d.size;
    Value from = 0, to = 0, width = second;
    if (m.form == M::kExtract || (m.form == M::kRotate && second >= first))
      from = first;
    else
      to = m.form == M::kInsert ? first : bits - first;
    if (m.form == M::kRotate) width = second - from + 1;
    if (first < 0 || first >= bits || width < 1 || from + width > bits || to + width > bits)
      unreadable("there is no field of bits " + std::string(words.operands[2]) + "," + std::string(words.operands[3]));
    const Reg field = m.rest == M::kKeep ? scope.reg(kTemp) : d.reg;
    out.ops.push_back(alu(Alu::kShl, field, reg(n.reg), imm(bits - from - width), d.size));
    out.ops.push_back(
        alu(m.rest == M::kSign ? Alu::kSar : Alu::kShr, field, reg(field), imm(bits - to - width), d.size));
    if (m.rest != M::kKeep) return;
    const Value mask = width == 64 ? -1 : (Value{1} << width) - 1;
    out.ops.push_back(alu(Alu::kAndNot, d.reg, reg(d.reg), imm(mask << to), d.size));
    out.ops.push_back(alu(Alu::kOr, d.reg, reg(d.reg), reg(field), d.size));
  }

  // `high` above `low`, shifted to the right: the low half.
  void shift_two(const RegOperand& d, Reg high, Reg low, Operand by) {
    const Reg up = scope.reg("#up"), down = scope.reg("#down");
    out.ops.push_back(alu(Alu::kShr, down, reg(low), by, d.size));
    out.ops.push_back(alu(Alu::kSub, up, imm(8 * d.size), by));
    out.ops.push_back(alu(Alu::kShl, up, reg(high), reg(up), d.size));
    out.ops.push_back(alu(Alu::kOr, d.reg, reg(up), reg(down), d.size));
  }

  void jump(const std::string& condition) {
    expect_operands(words, 1);
    const auto cond = conditions().find(condition);
    if (cond == conditions().end()) unknown_mnemonic(words.mnemonic, known_mnemonics());
    out.ops = {branch(cond->second, cond->second == Cond::kAlways ? imm(0) : reg(scope.reg(kFlags)),
                      scope.label(words.operands[0]))};
  }

  void other() {
    const std::string& m = words.mnemonic;
    std::vector<MicroOp>& ops = out.ops;
    if (m == "nop") return;
    if (m == "isb") {
      ops = {fence(FenceKind::kIsb, 0, 0)};
    } else if (m == "dmb" || m == "dsb") {
      barrier(m == "dmb" ? FenceKind::kDmb : FenceKind::kDsb);
    } else if (m == "mov" || m == "movz" || m == "mvn") {
      expect_at_least(2);
      const RegOperand d = reg_operand(0);
      const Operand source = flexible(1, d.size);
      ops.push_back(m != "mvn" ? alu(Alu::kSecond, d.reg, {}, source, d.size)
                               : alu(Alu::kXor, d.reg, source, imm(-1), d.size));
    } else if (m == "movk") {
      expect_at_least(2);
      const RegOperand d = reg_operand(0);
      const int by = words.operands.size() > 2 ? left_shift(words.operands[2]) : 0;
      ops.push_back(alu(Alu::kAndNot, d.reg, reg(d.reg), imm(Value{0xffff} << by), d.size));
      ops.push_back(alu(Alu::kOr, d.reg, reg(d.reg), flexible(1, d.size), d.size));
    } else if (m == "movn") {
      expect_at_least(2);
      const RegOperand d = reg_operand(0);
      ops.push_back(alu(Alu::kXor, d.reg, flexible(1, d.size), imm(-1), d.size));
    } else if (m == "orn" || m == "eon") {
      expect_at_least(3);
      const RegOperand d = reg_operand(0), n = reg_operand(1);
      const Reg inverse = scope.reg("#inverse");
      ops.push_back(alu(Alu::kXor, inverse, flexible(2, d.size), imm(-1), d.size));
      ops.push_back(alu(m == "orn" ? Alu::kOr : Alu::kXor, d.reg, reg(n.reg), reg(inverse), d.size));
    } else if (m == "madd" || m == "msub" || m == "mneg") {
      expect_operands(words, m == "mneg" ? 3 : 4);
      const RegOperand d = reg_operand(0);
      const Operand sum = m == "mneg" ? imm(0) : reg(reg_operand(3).reg);
      const Reg product = scope.reg(kTemp);
      ops.push_back(alu(Alu::kMul, product, reg(reg_operand(1).reg), reg(reg_operand(2).reg), d.size));
      ops.push_back(alu(m == "madd" ? Alu::kAdd : Alu::kSub, d.reg, sum, reg(product), d.size));
    } else if (m == "extr") {
      expect_operands(words, 4);
      const RegOperand d = reg_operand(0), high = reg_operand(1), low = reg_operand(2);
      const Value by = constant(words.operands[3]);
      if (by < 0 || by >= 8 * d.size) unreadable("cannot shift by " + std::string(words.operands[3]));
      if (by == 0)
        ops.push_back(alu(Alu::kSecond, d.reg, {}, reg(low.reg), d.size));
      else
        shift_two(d, high.reg, low.reg, imm(by));
    } else if (m == "ror") {
      expect_operands(words, 3);
      const RegOperand d = reg_operand(0), n = reg_operand(1);
      const bool by_register = decode_aarch64_register(words.operands[2]).valid;
      shift_two(d, n.reg, n.reg, by_register ? reg(reg_operand(2).reg) : imm(constant(words.operands[2])));
    } else if (m == "neg") {
      expect_at_least(2);
      const RegOperand d = reg_operand(0);
      ops.push_back(alu(Alu::kSub, d.reg, imm(0), flexible(1, d.size), d.size));
    } else if (const auto e = extensions().find(m); e != extensions().end()) {
      expect_operands(words, 2);
      const RegOperand d = reg_operand(0);
      const auto [bytes, sign] = e->second;
      ops.push_back(alu(Alu::kSecond, d.reg, {}, reg(reg_operand(1).reg), bytes, sign));
      // Of a W register the upper half is cleared.
      if (d.size < 8) ops.push_back(alu(Alu::kSecond, d.reg, {}, reg(d.reg), d.size));
    } else if (m == "cmp" || m == "cmn" || m == "tst") {
      expect_at_least(2);
      const RegOperand n = reg_operand(0);
      const Operand b = flexible(1, n.size);
      const Reg flags = scope.reg(kFlags);
      if (m != "tst") {
        ops.push_back(alu(m == "cmp" ? Alu::kCompare : Alu::kCompareSum, flags, reg(n.reg), b, n.size));
      } else {
        ops.push_back(alu(Alu::kAnd, flags, reg(n.reg), b, n.size));
        ops.push_back(alu(Alu::kCompareSum, flags, reg(flags), imm(0), n.size));
      }
    } else if (m == "csel" || m == "csinc" || m == "csinv" || m == "csneg" || m == "cset" || m == "csetm") {
      select();
    } else if (m == "cbz" || m == "cbnz") {
      expect_operands(words, 2);
      const RegOperand r = reg_operand(0);
      const Reg test = scope.reg(kTemp);
      ops = {alu(Alu::kCompare, test, reg(r.reg), imm(0), r.size),
             branch(m == "cbz" ? Cond::kEq : Cond::kNe, reg(test), scope.label(words.operands[1]))};
    } else if (m == "tbz" || m == "tbnz") {
      expect_operands(words, 3);
      const Reg test = scope.reg(kTemp);
      const Value bit = constant(words.operands[1]);
      if (bit < 0 || bit > 63) unreadable("there is no bit " + std::to_string(bit));
      ops = {alu(Alu::kShr, test, reg(reg_operand(0).reg), imm(bit)), alu(Alu::kAnd, test, reg(test), imm(1)),
             alu(Alu::kCompare, test, reg(test), imm(0)),
             branch(m == "tbz" ? Cond::kEq : Cond::kNe, reg(test), scope.label(words.operands[2]))};
    } else {
      unknown_mnemonic(m, known_mnemonics());
    }
  }

  // CSEL and what changes its second operand, CSET and CSETM.
  void select() {
    const std::string& m = words.mnemonic;
    const bool set = m == "cset" || m == "csetm";
    expect_operands(words, set ? 2 : 4);
    const auto cond = conditions().find(lower(words.operands.back()));
    if (cond == conditions().end())
      unreadable("unknown condition '" + std::string(words.operands.back()) + "'" +
                 nearest_note(words.operands.back(), keys(conditions())));
    const RegOperand d = reg_operand(0);
    MicroOp op = alu(Alu::kSecond, d.reg, imm(m == "csetm" ? -1 : 1), imm(0), d.size);
    op.op = Op::kSelect, op.cond = cond->second, op.c = reg(scope.reg(kFlags));
    if (!set) {
      op.a = reg(reg_operand(1).reg);
      op.b = reg(reg_operand(2).reg, m == "csinc" ? 1 : 0);
      if (m == "csinv" || m == "csneg") {
        const Reg changed = scope.reg(kTemp);
        out.ops.push_back(m == "csinv" ? alu(Alu::kXor, changed, op.b, imm(-1), d.size)
                                       : alu(Alu::kSub, changed, imm(0), op.b, d.size));
        op.b = reg(changed);
      }
    }
    out.ops.push_back(op);
  }

  // All shareability domains are one here: tests run in the inner one.
  void barrier(FenceKind kind) {
    expect_operands(words, 1);
    const std::string option = lower(words.operands[0]);
    static const std::vector<std::string> kOptions = {"sy",  "ld",    "st",    "ish", "ishld", "ishst",
                                                      "osh", "oshld", "oshst", "nsh", "nshld", "nshst"};
    if (std::find(kOptions.begin(), kOptions.end(), option) == kOptions.end())
      unreadable("unknown barrier option '" + option + "'" + nearest_note(option, kOptions));
    const std::string end = option.substr(option.size() - 2);
    // DSB ST completes the writes before it, so that it orders them before reads too.
    out.ops = {end == "ld"   ? fence(kind, kR, kRW)
               : end == "st" ? fence(kind, kW, kind == FenceKind::kDsb ? kRW : kW)
                             : fence(kind)};
  }

  void memory(const AccessMnemonic& m) {
    using M = AccessMnemonic;
    std::vector<MicroOp>& ops = out.ops;
    expect_at_least(m.kind == M::kCas || m.kind == M::kRmw || m.kind == M::kStoreX || m.kind == M::kLoadPair ||
                            m.kind == M::kStorePair || m.kind == M::kLoadXPair
                        ? 3
                    : m.kind == M::kStoreXPair ? 4
                    : m.kind == M::kCasp       ? 5
                                               : 2);
    const RegOperand t = reg_operand(0);
    const auto size_of = [&](const RegOperand& r) { return m.size != 0 ? m.size : r.size; };
    const int size = size_of(t);
    kind_ = m.kind, size_ = size;
    switch (m.kind) {
      case M::kLoad:
      case M::kLoadX: {
        const Address at = address(1);
        ops.push_back(models::load(t.reg, at, size, m.order, m.sign));
        // LDRSB and LDRSH clear the upper half of a W register.
        if (m.sign && t.size < 8) ops.push_back(alu(Alu::kSecond, t.reg, {}, reg(t.reg), t.size));
        break;
      }
      case M::kStore: {
        const Address at = address(1);
        ops.push_back(models::store(reg(t.reg), at, size, m.order));
        break;
      }
      // Two single-copy atomic accesses without an order of their own (Arm ARM DDI 0487, B2.2.1),
      // FEAT_LSE2 not taken for granted. So it is with LDXP of doublewords: what a successful
      // STXP adds follows from its write, which is one access. LDXP of words is one too.
      case M::kLoadPair:
      case M::kLoadXPair: {
        const RegOperand t2 = reg_operand(1);
        MicroOp op = models::load(t.reg, address(2), size, m.order, m.sign);
        const bool whole = m.kind == M::kLoadXPair && size == 4;
        op.pair = whole ? Pair::kWhole : Pair::kApart;
        op.dst2 = t2.reg;
        ops.push_back(op);
        break;
      }
      case M::kStorePair: {
        const RegOperand t2 = reg_operand(1);
        MicroOp op = models::store(reg(t.reg), address(2), size);
        op.pair = Pair::kApart, op.a2 = reg(t2.reg);
        ops.push_back(op);
        break;
      }
      case M::kStoreXPair: {
        const RegOperand first = reg_operand(1), second = reg_operand(2);
        MicroOp op = models::store_conditional(t.reg, reg(first.reg), address(3), first.size, m.order);
        op.pair = Pair::kWhole, op.a2 = reg(second.reg);
        ops.push_back(op);
        break;
      }
      case M::kCasp: {
        const RegOperand t2 = reg_operand(1), desired = reg_operand(2), desired2 = reg_operand(3);
        for (const std::size_t i : {0, 2})
          if (!follows(words.operands[i], words.operands[i + 1]))
            unreadable("'" + words.mnemonic + "' takes pairs of an even register and the next");
        MicroOp op = cas(t.reg, reg(t.reg), reg(desired.reg), address(4), size, m.order);
        op.pair = Pair::kWhole;
        op.dst2 = t2.reg, op.b2 = reg(t2.reg), op.a2 = reg(desired2.reg);
        ops.push_back(op);
        break;
      }
      case M::kStoreX: {
        const RegOperand source = reg_operand(1);
        ops.push_back(models::store_conditional(t.reg, reg(source.reg), address(2), size_of(source), m.order));
        break;
      }
      case M::kRmw: {
        const RegOperand result = reg_operand(1);
        ops.push_back(rmw(m.alu, result.reg, reg(t.reg), address(2), size, m.order));
        break;
      }
      case M::kStRmw: {
        ops.push_back(rmw(m.alu, kNoReg, reg(t.reg), address(1), size, m.order));
        break;
      }
      case M::kCas: {
        const RegOperand desired = reg_operand(1);
        ops.push_back(cas(t.reg, reg(t.reg), reg(desired.reg), address(2), size, m.order));
        break;
      }
    }
  }
};

}  // namespace

AArch64Register decode_aarch64_register(std::string_view name) {
  const std::string s = upper(name);
  if (s == "WZR") return {true, "", 4};
  if (s == "XZR") return {true, "", 8};
  if (s == "SP") return {true, "SP", 8};
  if (s.size() < 2 || (s[0] != 'W' && s[0] != 'X')) return {};
  const auto n = to_integer(s.substr(1));
  if (!n || *n < 0 || *n > 30 || std::isdigit(static_cast<unsigned char>(s[1])) == 0) return {};
  return {true, "X" + s.substr(1), s[0] == 'W' ? 4 : 8};
}

Instruction read_aarch64(std::string_view text, Scope& scope) {
  const Words words = split_words(text);
  Instruction out = Reader{words, scope}.read();
  out.text = upper(words.mnemonic);
  const bool jumps = !out.ops.empty() && out.ops.back().op == Op::kBranch;
  for (std::size_t i = 0; i < words.operands.size(); ++i)
    out.text += (i == 0 ? " " : ",") + (jumps && i + 1 == words.operands.size() ? std::string(words.operands[i])
                                                                                : canonical_operand(words.operands[i]));
  return out;
}

}  // namespace fenceline::models
