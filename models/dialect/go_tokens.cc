#include <models/dialect/go_tokens.h>

#include <algorithm>
#include <iterator>

namespace fenceline::models {
namespace {

// A line that ends in one of these ends a statement ("Semicolons").
bool ends_statement(std::string_view token) {
  static constexpr std::string_view kClosing[] = {"++", "--", ")", "]", "}", "\""};
  static constexpr std::string_view kOpen[] = {"if",    "for",  "go",   "defer", "var",    "func",
                                               "range", "else", "chan", "type",  "select", "struct"};
  if (go_word(token)) return std::find(std::begin(kOpen), std::end(kOpen), token) == std::end(kOpen);
  return !token.empty() &&
         (go_digit(token[0]) || std::find(std::begin(kClosing), std::end(kClosing), token) != std::end(kClosing));
}

}  // namespace

std::vector<GoToken> go_tokens(std::string_view text, int line) {
  static constexpr std::string_view kTwo[] = {"==", "!=", "<=", ">=", "&&", "||", "<<", ">>", "++", "--",
                                              "+=", "-=", "*=", "|=", "&=", "^=", ":=", "<-", "&^"};
  std::vector<GoToken> out;
  GoPlace at{line, 0};
  const auto end_line = [&] {
    if (!out.empty() && ends_statement(out.back().text)) out.push_back({";", at});
  };
  while (!text.empty()) {
    std::size_t length = 1;
    if (text[0] == '\n') end_line(), at = {at.line + 1, 0};
    if (std::isspace(static_cast<unsigned char>(text[0])) == 0) {
      if (go_letter(text[0]) || go_digit(text[0]))
        while (length < text.size() && (go_letter(text[length]) || go_digit(text[length]))) ++length;
      else if (std::find(std::begin(kTwo), std::end(kTwo), text.substr(0, 2)) != std::end(kTwo))
        length = 2;
      out.push_back({text.substr(0, length), at});
    }
    text.remove_prefix(length);
    at.column += static_cast<int>(length);
  }
  end_line();
  return out;
}

}  // namespace fenceline::models
