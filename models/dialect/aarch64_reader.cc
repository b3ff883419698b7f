// Arm Architecture Reference Manual (DDI 0487), part C: what litmus tests use of it.
#include <models/dialect/aarch64_mnemonics.h>
#include <models/dialect/aarch64_operands.h>
#include <models/dialect/aarch64_reader.h>
#include <models/dialect/out_of_scope.h>

#include <cctype>

namespace fenceline::models {
namespace {

using namespace aarch64;

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

std::vector<MicroOp> meaning(const Words& words, Scope& scope) {
  const auto alias = resolve_alias(words);
  const Words& real = alias ? alias->words : words;
  Operands operands{real, scope};
  if (!read_access(operands) && !read_arithmetic(operands) && !read_control(operands)) {
    unknown_mnemonic(words.mnemonic, known_mnemonics());
  }
  check_widths(real, words.mnemonic);
  return std::move(operands.ops);
}

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
  Instruction out;
  try {
    out.ops = meaning(words, scope);
  } catch (const InstructionError&) {
    if (const std::string why = out_of_scope_instruction(words); !why.empty()) unreadable(why);
    throw;
  }
  out.text = upper(words.mnemonic);
  for (std::size_t i = 0; i < words.operands.size(); ++i)
    out.text += (i == 0 ? " " : ",") + (i + 1 == words.operands.size() && names_label(words.mnemonic)
                                            ? std::string(words.operands[i])
                                            : canonical_operand(words.operands[i]));
  return out;
}

}  // namespace fenceline::models
