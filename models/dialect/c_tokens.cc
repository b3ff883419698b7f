#include <models/dialect/c_tokens.h>

#include <algorithm>
#include <cctype>

namespace fenceline::models {
namespace {

bool letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// Of the token that `text` begins with.
std::size_t length_of(std::string_view text) {
  static constexpr std::string_view kSigns[] = {"<<=", ">>=", "==", "!=", "<=", ">=", "&&", "||", "<<", ">>",
                                                "++",  "--",  "+=", "-=", "*=", "&=", "|=", "^=", "->", "::"};
  if (letter(text[0]) || digit(text[0])) {
    const auto end = std::find_if_not(text.begin(), text.end(), [](char c) { return letter(c) || digit(c); });
    return static_cast<std::size_t>(end - text.begin());
  }
  for (const std::string_view sign : kSigns)
    if (text.starts_with(sign)) return sign.size();
  return 1;
}

}  // namespace

bool is_c_word(std::string_view s) { return !s.empty() && letter(s[0]); }
bool is_c_number(std::string_view s) { return !s.empty() && digit(s[0]); }

std::vector<CToken> c_tokens(std::string_view text, CWhere begin) {
  std::vector<CToken> out;
  CWhere at = begin;
  while (!text.empty()) {
    const bool space = std::isspace(static_cast<unsigned char>(text[0])) != 0;
    const std::size_t length = space ? 1 : length_of(text);
    if (!space) out.push_back({text.substr(0, length), at});
    if (text[0] == '\n')
      at = {at.line + 1, 1};
    else
      at.column += static_cast<int>(length);
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace fenceline::models
