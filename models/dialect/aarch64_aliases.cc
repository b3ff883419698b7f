// Instructions that the manual defines by others (Arm Architecture Reference Manual, DDI 0487, C6.2, "alias of"): they
// are read as those, so that what they mean stands in one place.
#include <models/dialect/aarch64_mnemonics.h>
#include <models/dialect/aarch64_operands.h>
#include <models/dialect/aarch64_reader.h>

#include <cctype>

namespace fenceline::models::aarch64 {
namespace {

// The operands of the other: a digit is one of the alias, + all that follow, z the zero register as wide as the
// first operand, ! the next operand, a condition, inverted.
struct Row {
  std::string_view name, other, operands;
};
constexpr Row kAliases[] = {
    {"cmp", "subs", "z01+"},     {"cmn", "adds", "z01+"},      {"tst", "ands", "z01+"},
    {"neg", "sub", "0z1+"},      {"negs", "subs", "0z1+"},     {"mvn", "orn", "0z1+"},
    {"mul", "madd", "012z"},     {"mneg", "msub", "012z"},     {"smull", "smaddl", "012z"},
    {"umull", "umaddl", "012z"}, {"smnegl", "smsubl", "012z"}, {"umnegl", "umsubl", "012z"},
    {"cset", "csinc", "0zz!"},   {"csetm", "csinv", "0zz!"},   {"cinc", "csinc", "011!"},
    {"cinv", "csinv", "011!"},   {"cneg", "csneg", "011!"},    {"rev64", "rev", "01"},
    {"lslv", "lsl", "012"},      {"lsrv", "lsr", "012"},       {"asrv", "asr", "012"},
    {"rorv", "ror", "012"},
};

std::string inverted(std::string_view condition) {
  static constexpr std::string_view kPairs[][2] = {{"eq", "ne"}, {"lt", "ge"}, {"gt", "le"}, {"lo", "hs"},
                                                   {"cc", "cs"}, {"hi", "ls"}, {"mi", "pl"}, {"vs", "vc"}};
  const std::string name = lower(condition);
  for (const auto& [a, b] : kPairs)
    if (name == a || name == b) return std::string(name == a ? b : a);
  return name;
}

}  // namespace

std::optional<Alias> resolve_alias(const Words& words) {
  for (const Row& row : kAliases) {
    if (words.mnemonic != row.name) continue;
    Alias out;
    out.words.mnemonic = row.other;
    const auto given = [&](char digit) {
      const auto i = static_cast<std::size_t>(digit - '0');
      if (i >= words.operands.size())
        unreadable("'" + words.mnemonic + "' takes more operands than " + std::to_string(words.operands.size()));
      return words.operands[i];
    };
    out.made.reserve(row.operands.size());
    std::size_t most = 0;
    for (const char what : row.operands) {
      auto& to = out.words.operands;
      if (what == 'z') {
        to.push_back(decode_aarch64_register(given('0')).size == 4 ? "WZR" : "XZR");
      } else if (what == '!') {
        to.push_back(out.made.emplace_back(inverted(given(static_cast<char>('0' + most++)))));
      } else if (what == '+') {
        to.insert(to.end(), words.operands.begin() + static_cast<std::ptrdiff_t>(most), words.operands.end());
        most = words.operands.size();
      } else {
        to.push_back(given(what));
        most = std::max(most, static_cast<std::size_t>(what - '0') + 1);
      }
    }
    if (words.operands.size() > most) expect_operands(words, most);
    return out;
  }
  return std::nullopt;
}

}  // namespace fenceline::models::aarch64
