// What AArch64's accesses and barriers mean.
#include <base/nearest.h>
#include <models/dialect/aarch64_mnemonics.h>
#include <models/dialect/aarch64_operands.h>
#include <models/dialect/aarch64_reader.h>

#include <algorithm>

namespace fenceline::models::aarch64 {
namespace {

bool follows(std::string_view even, std::string_view odd) {
  const auto number = [](std::string_view r) { return to_integer(r.substr(1)).value_or(-1); };
  return number(even) >= 0 && number(even) % 2 == 0 && number(odd) == number(even) + 1;
}

class AccessReader {
 public:
  AccessReader(Operands& operands, const AccessMnemonic& m) : o_(operands), m_(m) {}

  void read() {
    using M = AccessMnemonic;
    o_.expect_at_least(m_.kind == M::kCas || m_.kind == M::kRmw || m_.kind == M::kStoreX || pair() ? 3
                       : m_.kind == M::kStoreXPair                                                 ? 4
                       : m_.kind == M::kCasp                                                       ? 5
                                                                                                   : 2);
    t_ = o_.register_at(0);
    size_ = size_of(t_);
    switch (m_.kind) {
      case M::kLoad:
      case M::kLoadX:
        o_.add(models::load(t_.reg, address(1), size_, m_.order, m_.sign));
        // LDRSB and LDRSH clear the upper half of a W register.
        if (m_.sign && t_.size < 8) o_.add(alu(Alu::kSecond, t_.reg, {}, reg(t_.reg), t_.size));
        break;
      case M::kStore:
        o_.add(models::store(reg(t_.reg), address(1), size_, m_.order));
        break;
      case M::kLoadPair:
      case M::kLoadXPair:
        load_pair();
        break;
      case M::kStorePair: {
        const auto t2 = o_.register_at(1);
        MicroOp op = models::store(reg(t_.reg), address(2), size_, m_.order);
        op.pair = Pair::kApart, op.a2 = reg(t2.reg);
        o_.add(op);
        break;
      }
      case M::kLoadInOrder:
      case M::kStoreInOrder:
        in_order();
        break;
      case M::kStoreXPair: {
        const auto first = o_.register_at(1), second = o_.register_at(2);
        MicroOp op = models::store_conditional(t_.reg, reg(first.reg), address(3), first.size, m_.order);
        op.pair = Pair::kWhole, op.a2 = reg(second.reg);
        o_.add(op);
        break;
      }
      case M::kCasp:
        compare_and_swap_pair();
        break;
      case M::kStoreX: {
        const auto source = o_.register_at(1);
        o_.add(models::store_conditional(t_.reg, reg(source.reg), address(2), size_of(source), m_.order));
        break;
      }
      case M::kRmw: {
        const auto result = o_.register_at(1);
        o_.add(rmw(m_.alu, result.reg, reg(t_.reg), address(2), size_, m_.order));
        break;
      }
      case M::kStRmw:
        o_.add(rmw(m_.alu, kNoReg, reg(t_.reg), address(1), size_, m_.order));
        break;
      case M::kCas: {
        const auto desired = o_.register_at(1);
        o_.add(cas(t_.reg, reg(t_.reg), reg(desired.reg), address(2), size_, m_.order));
        break;
      }
    }
    if (after_) o_.add(*after_);
  }

 private:
  bool pair() const {
    using M = AccessMnemonic;
    return m_.kind == M::kLoadPair || m_.kind == M::kStorePair || m_.kind == M::kLoadXPair || ordered_pair();
  }
  bool ordered_pair() const {
    return m_.kind == AccessMnemonic::kLoadInOrder || m_.kind == AccessMnemonic::kStoreInOrder;
  }
  int size_of(const Operands::Register& r) const { return m_.size != 0 ? m_.size : r.size; }

  // Two single-copy atomic accesses without an order of their own (Arm ARM DDI 0487, B2.2.1), FEAT_LSE2 not taken for
  // granted. So it is with LDXP of doublewords: what a successful STXP adds follows from its write, which is one access.
  // LDXP of words is one too.
  void load_pair() {
    const auto t2 = o_.register_at(1);
    MicroOp op = models::load(t_.reg, address(2), size_, m_.order, m_.sign);
    const bool whole = m_.kind == AccessMnemonic::kLoadXPair && size_ == 4;
    op.pair = whole ? Pair::kWhole : Pair::kApart;
    op.dst2 = t2.reg;
    o_.add(op);
  }

  // LDIAPP and STILP (FEAT_LRCPC3): two accesses, one after the other; that to the higher address comes first where
  // STILP lowers its base before.
  void in_order() {
    const auto t2 = o_.register_at(1);
    Address at = address(2);
    const bool loads = m_.kind == AccessMnemonic::kLoadInOrder;
    if (loads && t_.reg == at.base.reg) {
      const Reg base = o_.scope.reg("#base");
      o_.add(alu(Alu::kSecond, base, {}, reg(at.base.reg)));
      at.base.reg = base;
    }
    Address second = at;
    second.base.imm += size_;
    const auto access = [&](const Operands::Register& r, const Address& to) {
      return loads ? models::load(r.reg, to, size_, m_.order) : models::store(reg(r.reg), to, size_, m_.order);
    };
    const bool lowered = !loads && o_.words.operands[2].ends_with('!');
    o_.add(lowered ? access(t2, second) : access(t_, at));
    o_.add(lowered ? access(t_, at) : access(t2, second));
  }

  void compare_and_swap_pair() {
    const auto t2 = o_.register_at(1), desired = o_.register_at(2), desired2 = o_.register_at(3);
    for (const std::size_t i : {0, 2})
      if (!follows(o_.words.operands[i], o_.words.operands[i + 1]))
        unreadable("'" + o_.words.mnemonic + "' takes pairs of an even register and the next");
    MicroOp op = cas(t_.reg, reg(t_.reg), reg(desired.reg), address(4), size_, m_.order);
    op.pair = Pair::kWhole;
    op.dst2 = t2.reg, op.b2 = reg(t2.reg), op.a2 = reg(desired2.reg);
    o_.add(op);
  }

  // [X1], [X1,#4], [X1,X2], [X1,W2,SXTW]; with writeback [X1,#4]! and [X1],#4.
  Address address(std::size_t i) {
    const auto& operands = o_.words.operands;
    if (i >= operands.size()) unreadable("'" + o_.words.mnemonic + "' lacks its address");
    std::string_view text = operands[i];
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
    at.base = reg(o_.scope.reg(base.canonical));
    if (parts.size() > 1) {
      if (const AArch64Register index = decode_aarch64_register(parts[1]); index.valid) {
        const Operands::Register r = {index.canonical.empty() ? kNoReg : o_.scope.reg(index.canonical), index.size};
        at.index = parts.size() > 2 ? o_.modified(r, parts[2], "#index", 8) : reg(r.reg);
      } else {
        at.base.imm = offset(o_.constant(parts[1]), pre);
      }
    }
    const auto update = [&](Value by) { return alu(Alu::kAdd, at.base.reg, reg(at.base.reg), imm(by)); };
    if (pre) {
      o_.add(update(at.base.imm));
      at.base.imm = 0;
    } else if (i + 1 < operands.size()) {
      after_ = update(offset(o_.constant(operands[i + 1]), true));
    }
    return at;
  }

  // Plain accesses take a multiple of their size, or a small number; pairs multiples; ordered and exclusive ones and
  // atomics none, but for LDAPUR and STLUR (Arm ARM DDI 0487, C3.2). Pairs in order step over themselves.
  Value offset(Value value, bool updates_base) const {
    using M = AccessMnemonic;
    const std::string& m = o_.words.mnemonic;
    const bool small = value >= -256 && value <= 255,
               scaled = value >= 0 && value % size_ == 0 && value / size_ <= 4095;
    bool fits = value == 0 && !updates_base;
    if (m == "ldp" || m == "stp" || m == "ldpsw" || m == "ldnp" || m == "stnp")
      fits = value % size_ == 0 && value >= -64 * size_ && value <= 63 * size_ && !(updates_base && m[2] == 'n');
    else if (ordered_pair())
      fits = fits || (updates_base && value == (m_.kind == M::kLoadInOrder ? 2 : -2) * size_);
    else if (m.starts_with("ldr") || m.starts_with("str"))
      fits = small || (scaled && !updates_base);
    else if (m.starts_with("ldur") || m.starts_with("stur") || m.starts_with("ldtr") || m.starts_with("sttr") ||
             m.starts_with("ldapur") || m.starts_with("stlur"))
      fits = small && !updates_base;
    if (!fits) unreadable("'" + m + "' has no encoding for the offset " + std::to_string(value));
    return value;
  }

  Operands& o_;
  const AccessMnemonic& m_;
  Operands::Register t_;
  int size_ = 8;
  std::optional<MicroOp> after_ = std::nullopt;  // the base's update
};

// All shareability domains are one here: tests run in the inner one.
void barrier(Operands& o, FenceKind kind) {
  expect_operands(o.words, 1);
  const std::string option = lower(o.words.operands[0]);
  static const std::vector<std::string> kOptions = {"sy",  "ld",    "st",    "ish", "ishld", "ishst",
                                                    "osh", "oshld", "oshst", "nsh", "nshld", "nshst"};
  if (std::find(kOptions.begin(), kOptions.end(), option) == kOptions.end())
    unreadable("unknown barrier option '" + option + "'" + nearest_note(option, kOptions));
  const std::string end = option.substr(option.size() - 2);
  // DSB ST completes the writes before it, so that it orders them before reads too.
  o.add(end == "ld"   ? fence(kind, kR, kRW)
        : end == "st" ? fence(kind, kW, kind == FenceKind::kDsb ? kRW : kW)
                      : fence(kind));
}

}  // namespace

bool read_access(Operands& o) {
  const std::string& m = o.words.mnemonic;
  if (const auto a = access_mnemonics().find(m); a != access_mnemonics().end())
    AccessReader(o, a->second).read();
  else if (m == "dmb" || m == "dsb")
    barrier(o, m == "dmb" ? FenceKind::kDmb : FenceKind::kDsb);
  else if (m == "isb")
    o.add(fence(FenceKind::kIsb, 0, 0));
  else
    return false;
  return true;
}

}  // namespace fenceline::models::aarch64
