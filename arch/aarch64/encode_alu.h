// AArch64 instructions on registers alone: text to words.
#pragma once
#include <arch/aarch64/encode_operands.h>

namespace fenceline::arch::aarch64 {

/// N:immr:imms of a bitmask immediate (C6: DecodeBitMasks, backwards): a run of ones, rotated, in
/// an element of 2 … 64 bits that is repeated. None where the value is no such pattern.
inline std::optional<uint32_t> bitmask(uint64_t value, bool wide) {
  if (!wide) value = (value & 0xffffffff) | value << 32;
  for (unsigned size = 2; size <= 64; size *= 2) {
    const uint64_t mask = size == 64 ? ~uint64_t(0) : (uint64_t(1) << size) - 1;
    const uint64_t element = value & mask;
    bool repeats = true;
    for (unsigned at = 0; at < 64; at += size) repeats &= ((value >> at) & mask) == element;
    if (!repeats || element == 0 || element == mask) continue;
    for (unsigned rotate = 0; rotate < size; ++rotate) {
      // Rotated left by `rotate`, it must be ones from bit 0 up.
      const uint64_t r = rotate == 0 ? element : ((element << rotate) | (element >> (size - rotate))) & mask;
      if ((r & (r + 1)) != 0) continue;
      const unsigned ones = unsigned(__builtin_popcountll(r));
      const unsigned imms = ((~(size * 2 - 1)) & 0x3f) | (ones - 1);
      return (size == 64 ? 1u << 12 : 0u) | rotate << 6 | imms;
    }
  }
  return std::nullopt;
}

/// UBFM, SBFM, BFM with their aliases (shifts by a constant, extensions), EXTR and ROR.
inline bool encode_field(const text::Line& in, Code& code) {
  const std::string& m = in.mnemonic;
  const auto d = in.size() > 1 ? parse_register(in[0]) : std::nullopt;
  const auto n = in.size() > 1 ? parse_register(in[1]) : std::nullopt;
  if (!d || !n || d->sp || n->sp) return false;
  const int64_t bits = d->wide ? 64 : 32;
  const auto constant = [&](size_t i) -> int64_t { return i < in.size() ? parse_immediate(in[i]).value_or(-1) : -1; };
  const uint32_t width_bits = d->wide ? 1u << 31 | 1u << 22 : 0;  // sf and N
  const uint32_t registers = n->number << 5 | d->number;
  const auto field = [&](uint32_t opcode, int64_t rotate, int64_t highest) {
    if (rotate < 0 || rotate >= bits || highest < 0 || highest >= bits) return false;
    return code.word(opcode | width_bits | uint32_t(rotate) << 16 | uint32_t(highest) << 10 | registers);
  };
  constexpr uint32_t kSigned = 0x13000000, kInsert = 0x33000000, kUnsigned = 0x53000000;
  if (m.size() == 4 && (m.starts_with("uxt") || m.starts_with("sxt"))) {
    const int64_t highest = m[3] == 'b' ? 7 : m[3] == 'h' ? 15 : m[3] == 'w' ? 31 : -1;
    // Of a W register; UXTB and UXTH to one as well, SXTW never.
    if (in.size() != 2 || n->wide || (m[0] == 'u' && (d->wide || highest == 31))) return false;
    if (highest == 31 && !d->wide) return false;
    return field(m[0] == 'u' ? kUnsigned : kSigned, 0, highest);
  }
  if (n->wide != d->wide) return false;
  if (in.size() == 3) {
    const int64_t by = constant(2);
    if (m == "lsl") return by >= 0 && field(kUnsigned, (bits - by) % bits, bits - 1 - by);
    if (m == "lsr" || m == "asr") return field(m == "lsr" ? kUnsigned : kSigned, by, bits - 1);
  }
  const auto extract = [&](const Register& high, const std::string& low, int64_t by) {
    const auto k = parse_register(low);
    if (!k || k->sp || k->wide != d->wide || by < 0 || by >= bits) return false;
    return code.word(0x13800000 | width_bits | k->number << 16 | uint32_t(by) << 10 | high.number << 5 | d->number);
  };
  if (m == "ror" && in.size() == 3) return extract(*n, in[1], constant(2));
  if (in.size() != 4) return false;
  if (m == "extr") return extract(*n, in[2], constant(3));
  const int64_t first = constant(2), second = constant(3);
  struct Move {
    std::string_view whole, out, in;
    uint32_t opcode;
  };
  static constexpr Move moves[] = {
      {"ubfm", "ubfx", "ubfiz", kUnsigned}, {"sbfm", "sbfx", "sbfiz", kSigned}, {"bfm", "bfxil", "bfi", kInsert}};
  for (const Move& move : moves) {
    if (m == move.whole) return field(move.opcode, first, second);
    if (second < 1 || first < 0 || first + second > bits) continue;
    if (m == move.out) return field(move.opcode, first, first + second - 1);
    if (m == move.in) return field(move.opcode, (bits - first) % bits, second - 1);
  }
  return false;
}

inline bool encode_alu(const text::Line& in, Code& code) {
  const std::string& m = in.mnemonic;
  if (m == "nop" && in.size() == 0) return code.word(0xd503201f);
  if (in.size() < 2) return false;
  const auto d = parse_register(in[0]);
  if (!d) return false;
  const uint32_t sf = d->wide ? 1u << 31 : 0;
  const auto same = [&](const std::optional<Register>& r) { return r && r->wide == d->wide; };

  if (m == "mov" && in.size() == 2) {
    if (const auto n = parse_register(in[1])) {
      if (!same(n) || d->sp || n->sp) return false;
      return code.word(sf | 0x2a0003e0 | n->number << 16 | d->number);
    }
    const auto imm = parse_immediate(in[1]);
    if (!imm || d->sp) return false;
    const uint64_t value = d->wide ? uint64_t(*imm) : uint64_t(uint32_t(*imm));
    const uint64_t inverted = d->wide ? ~value : uint64_t(uint32_t(~value));
    for (const bool inverse : {false, true})
      for (unsigned half = 0; half < (d->wide ? 4u : 2u); ++half) {
        const uint64_t v = inverse ? inverted : value;
        if ((v & ~(uint64_t(0xffff) << (16 * half))) != 0) continue;
        return code.word(sf | (inverse ? 0x12800000 : 0x52800000) | half << 21 |
                         uint32_t(v >> (16 * half) & 0xffff) << 5 | d->number);
      }
    return false;
  }
  if (m == "movk" && in.size() == 3) {
    const auto imm = parse_immediate(in[1]);
    const auto lsl = text::split(in[2]);
    if (!imm || *imm < 0 || *imm > 0xffff || lsl.mnemonic != "lsl" || lsl.size() != 1) return false;
    const int64_t shift = parse_immediate(lsl[0]).value_or(-1);
    if (shift < 0 || shift % 16 != 0 || shift > (d->wide ? 48 : 16)) return false;
    return code.word(sf | 0x72800000 | uint32_t(shift / 16) << 21 | uint32_t(*imm) << 5 | d->number);
  }
  static constexpr std::pair<std::string_view, uint32_t> selects[] = {
      {"csel", 0x1a800000}, {"csinc", 0x1a800400}, {"csinv", 0x5a800000}, {"csneg", 0x5a800400}};
  for (const auto& [name, word] : selects) {
    if (m != name || in.size() != 4) continue;
    const auto n = parse_register(in[1]), k = parse_register(in[2]);
    const auto c = parse_condition(in[3]);
    if (!same(n) || !same(k) || !c || d->sp || n->sp || k->sp) return false;
    return code.word(sf | word | k->number << 16 | *c << 12 | n->number << 5 | d->number);
  }
  if ((m == "cset" || m == "csetm") && in.size() == 2) {
    const auto c = parse_condition(in[1]);
    if (!c || *c == 14 || d->sp) return false;
    return code.word(sf | (m == "cset" ? 0x1a9f07e0 : 0x5a9f03e0) | (*c ^ 1) << 12 | d->number);
  }
  if ((m == "movz" || m == "movn") && in.size() <= 3) {
    const auto imm = parse_immediate(in[1]);
    const auto lsl = text::split(in.size() == 3 ? in[2] : "lsl #0");
    const int64_t shift = lsl.size() == 1 ? parse_immediate(lsl[0]).value_or(-1) : -1;
    if (!imm || *imm < 0 || *imm > 0xffff || d->sp || lsl.mnemonic != "lsl" || shift < 0 || shift % 16 != 0 ||
        shift > (d->wide ? 48 : 16))
      return false;
    return code.word(sf | (m == "movz" ? 0x52800000 : 0x12800000) | uint32_t(shift / 16) << 21 | uint32_t(*imm) << 5 |
                     d->number);
  }
  static constexpr std::pair<std::string_view, uint32_t> products[] = {
      {"madd", 0x1b000000}, {"msub", 0x1b008000}, {"mneg", 0x1b00fc00}};
  for (const auto& [name, word] : products) {
    if (m != name || in.size() != (m == "mneg" ? 3 : 4)) continue;
    const auto r = parse_registers(in, 0, in.size());
    if (!r) return false;
    return code.word(sf | word | r->number[2] << 16 | (in.size() == 4 ? r->number[3] << 10 : 0) | r->number[1] << 5 |
                     r->number[0]);
  }
  static constexpr std::pair<std::string_view, uint32_t> shifts[] = {
      {"lsl", 0x1ac02000}, {"lsr", 0x1ac02400}, {"asr", 0x1ac02800}, {"ror", 0x1ac02c00}};
  for (const auto& [name, word] : shifts) {
    const auto n = parse_register(in[1]);
    const auto k = in.size() == 3 ? parse_register(in[2]) : std::nullopt;
    if (m == name && same(n) && same(k) && !d->sp && !n->sp && !k->sp)
      return code.word(sf | word | k->number << 16 | n->number << 5 | d->number);
  }

  // Three operands, or two for a comparison, whose result is dropped.
  struct Alu {
    std::string_view name;
    uint32_t shifted;    // register form
    uint32_t immediate;  // of 12 bits, or 0
    bool logical;
  };
  static constexpr Alu table[] = {{"add", 0x0b000000, 0x11000000, false}, {"adds", 0x2b000000, 0x31000000, false},
                                  {"sub", 0x4b000000, 0x51000000, false}, {"subs", 0x6b000000, 0x71000000, false},
                                  {"and", 0x0a000000, 0x12000000, true},  {"orr", 0x2a000000, 0x32000000, true},
                                  {"eor", 0x4a000000, 0x52000000, true},  {"ands", 0x6a000000, 0x72000000, true},
                                  {"bic", 0x0a200000, 0, true},           {"bics", 0x6a200000, 0, true},
                                  {"orn", 0x2a200000, 0, true},           {"eon", 0x4a200000, 0, true},
                                  {"mul", 0x1b007c00, 0, false}};
  const bool compares = m == "cmp" || m == "cmn" || m == "tst";
  if (m == "neg" || m == "mvn") {  // of the zero register and another
    text::Line whole = in;
    whole.mnemonic = m == "neg" ? "sub" : "orn";
    whole.operands.insert(whole.operands.begin() + 1, d->wide ? "xzr" : "wzr");
    return in.size() >= 2 && encode_alu(whole, code);
  }
  const std::string_view name = m == "cmp" ? "subs" : m == "cmn" ? "adds" : m == "tst" ? "ands" : std::string_view(m);
  for (const Alu& alu : table) {
    if (name != alu.name) continue;
    const size_t first = compares ? 0 : 1;
    if (in.size() < first + 2) return false;
    const auto n = parse_register(in[first]);
    const uint32_t rd = compares ? 31 : d->number;
    if (!same(n)) return false;
    if (const auto imm = parse_immediate(in[first + 1])) {
      if (alu.immediate == 0 || in.size() != first + 2) return false;
      if (alu.logical) {
        const auto bits = bitmask(uint64_t(*imm), d->wide);
        if (!bits || d->sp || n->sp) return false;
        return code.word(sf | alu.immediate | *bits << 10 | n->number << 5 | rd);
      }
      // SP is register 31 here, the zero register is not.
      if ((n->number == 31 && !n->sp) || (!compares && d->number == 31 && !d->sp)) return false;
      if (*imm < 0 || *imm >= 1 << 24 || (*imm >= 4096 && *imm % 4096 != 0)) return false;
      const uint32_t field = *imm < 4096 ? uint32_t(*imm) << 10 : 1u << 22 | uint32_t(*imm >> 12) << 10;
      return code.word(sf | alu.immediate | field | n->number << 5 | rd);
    }
    const auto k = parse_register(in[first + 1]);
    if (!k || n->sp || k->sp || (!compares && d->sp)) return false;
    if (in.size() == first + 3) {  // add x1,x2,w3,sxtw #1; eor x1,x2,x3,lsr #4
      const auto how = text::split(in[first + 2]);
      const int64_t by = how.size() == 1 ? parse_immediate(how[0]).value_or(-1) : 0;
      static constexpr std::string_view shifts_of[] = {"lsl", "lsr", "asr", "ror"};
      static constexpr std::string_view extensions[] = {"uxtb", "uxth", "uxtw", "", "sxtb", "sxth", "sxtw", ""};
      if (alu.name == "mul" || by < 0) return false;
      const uint32_t word = sf | alu.shifted | k->number << 16 | n->number << 5 | rd;
      for (uint32_t i = 0; i < (alu.logical ? 4 : 3); ++i)
        if (how.mnemonic == shifts_of[i])
          return same(k) && how.size() == 1 && by < (d->wide ? 64 : 32) &&
                 code.word(word | i << 22 | uint32_t(by) << 10);
      for (uint32_t i = 0; i < 8; ++i)
        if (how.mnemonic == extensions[i] && !alu.logical)
          return !k->wide && n->number != 31 && rd != 31 && by <= 4 &&
                 code.word(word | 1u << 21 | i << 13 | uint32_t(by) << 10);
      return false;
    }
    if (!same(k) || in.size() != first + 2) return false;
    return code.word(sf | alu.shifted | k->number << 16 | n->number << 5 | rd);
  }
  return false;
}

}  // namespace fenceline::arch::aarch64
