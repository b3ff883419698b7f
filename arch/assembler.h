// A small in-process assembler: text in GNU as's syntax to bytes, for the few instructions that
// litmus tests are made of. Each ISA folder has an encode.h with
//
//   namespace fenceline::arch::<isa> { bool encode(std::string_view line, Code& code); }
//
// which appends one instruction, or returns false where the instruction is not in its subset. These
// files are portable: any host can encode for any ISA, and a test compares them with GNU as.
#pragma once
#include <base/text.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fenceline::arch {

/// Machine code being put together.
struct Code {
  /// Writes a branch distance (target minus `at`, bytes) into the instruction at `at`; false: out
  /// of reach.
  using Fix = bool (*)(uint8_t* at, int64_t distance);
  struct Fixup {
    size_t at;
    std::string label;
    Fix fix;
  };

  std::vector<uint8_t> bytes;
  std::map<std::string, size_t, std::less<>> labels;
  std::vector<Fixup> fixups;
  /// Branches that need their long form: by ordinal. Only for ISAs that have two lengths (x86).
  std::vector<bool> far;

  void put(uint64_t value, int size) {  // lowest byte first
    for (int i = 0; i < size; ++i) bytes.push_back(uint8_t(value >> (8 * i)));
  }
  bool word(uint32_t value) { return put(value, 4), true; }
  /// The last four bytes are a branch to `label`.
  bool branch(uint32_t value, std::string_view label, Fix fix) {
    fixups.push_back({bytes.size(), std::string(label), fix});
    return word(value);
  }
  static uint32_t read32(const uint8_t* at) {
    return uint32_t(at[0]) | uint32_t(at[1]) << 8 | uint32_t(at[2]) << 16 | uint32_t(at[3]) << 24;
  }
  static bool or32(uint8_t* at, uint32_t bits) {
    bits |= read32(at);
    for (int i = 0; i < 4; ++i) at[i] = uint8_t(bits >> (8 * i));
    return true;
  }
};

namespace text {

using fenceline::lower;
using fenceline::trim;

/// "mnemonic a, b(c,d), [e, f]": the operands, split at commas outside brackets.
struct Line {
  std::string mnemonic;
  std::vector<std::string> operands;
  size_t size() const { return operands.size(); }
  const std::string& operator[](size_t i) const { return operands[i]; }
};
inline Line split(std::string_view line) {
  Line out;
  line = trim(line);
  const auto space = line.find_first_of(" \t");
  out.mnemonic = lower(line.substr(0, space));
  if (space == line.npos) return out;
  for (const auto operand : split_operands(line.substr(space))) out.operands.emplace_back(operand);
  return out;
}

/// A decimal or 0x number with an optional sign, all of `s`.
inline std::optional<int64_t> number(std::string_view s) { return to_integer(s); }

/// A register "<prefix><n>" with 0 <= n < count, all of `s`.
inline std::optional<unsigned> numbered(std::string_view s, char prefix, unsigned count) {
  if (s.size() < 2 || s[0] != prefix || s[1] < '0' || s[1] > '9') return std::nullopt;
  const auto n = number(s.substr(1));
  if (!n || *n < 0 || *n >= count) return std::nullopt;
  return unsigned(*n);
}

/// A displacement from a register.
struct Displaced {
  unsigned base = 0;
  int64_t offset = 0;
};
/// "8(x5)", "(x5)"; `parse_register` of the ISA.
template <class ParseRegister>
std::optional<Displaced> displaced(std::string_view s, ParseRegister parse_register) {
  const auto open = s.find('(');
  if (open == s.npos || s.back() != ')') return std::nullopt;
  const auto base = parse_register(trim(s.substr(open + 1, s.size() - open - 2)));
  const auto offset = open == 0 ? std::optional<int64_t>(0) : number(trim(s.substr(0, open)));
  if (!base || !offset) return std::nullopt;
  return Displaced{*base, *offset};
}

/// "li x5,1" -> "mv x5,x20": an instruction whose last operand is the constant `value`, by the one of `pairs` that takes a
/// register there; empty where there is none.
template <size_t N>
std::string by_register(std::string_view instruction, int64_t value, std::string_view reg,
                        const std::pair<std::string_view, std::string_view> (&pairs)[N]) {
  const std::string wanted = "," + std::to_string(value);
  if (!instruction.ends_with(wanted)) return {};
  const auto space = instruction.find(' ');
  for (const auto& [from, to] : pairs)
    if (instruction.substr(0, space) == from)
      return std::string(to) + std::string(instruction.substr(space, instruction.size() - space - wanted.size() + 1)) +
             std::string(reg);
  return {};
}

/// The row of that name; null: there is none.
template <class Row, size_t N>
const Row* find(const Row (&rows)[N], std::string_view name) {
  for (const Row& row : rows)
    if (row.name == name) return &row;
  return nullptr;
}

}  // namespace text

struct Assembled {
  std::vector<uint8_t> bytes;
  std::vector<std::pair<size_t, std::string>> lines;  ///< where each instruction begins, and its text
  std::string error;  ///< the line that could not be encoded and why; empty: all is well
};

/// Assembles lines ("label:" alone on a line, instructions otherwise) with an ISA's encode().
inline Assembled assemble(std::string_view source, bool (*encode)(std::string_view, Code&)) {
  const auto wrong = [](std::string why) { return Assembled{{}, {}, std::move(why)}; };
  std::vector<bool> far;
  for (;;) {
    Code code;
    code.far = far;
    std::vector<std::pair<size_t, std::string>> lines;
    for (std::string_view rest = source; !rest.empty();) {
      const auto end = rest.find('\n');
      const std::string_view line = text::trim(rest.substr(0, end));
      rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
      if (line.empty()) continue;
      if (line.back() == ':') {
        code.labels.emplace(line.substr(0, line.size() - 1), code.bytes.size());
        continue;
      }
      lines.emplace_back(code.bytes.size(), line);
      if (!encode(line, code)) return wrong("'" + std::string(line) + "' is not in the built-in assembler's subset");
    }
    far.resize(code.fixups.size());
    bool again = false;
    for (size_t i = 0; i < code.fixups.size(); ++i) {
      const auto& f = code.fixups[i];
      const auto target = code.labels.find(f.label);
      if (target == code.labels.end()) return wrong("no label '" + f.label + "'");
      const int64_t distance = int64_t(target->second) - int64_t(f.at);
      if (f.fix(code.bytes.data() + f.at, distance)) continue;
      if (far[i]) return wrong("label '" + f.label + "' is out of a branch's reach");
      far[i] = again = true;
    }
    if (!again) return {std::move(code.bytes), std::move(lines), {}};
  }
}

}  // namespace fenceline::arch
