// The words of Go.
#pragma once

#include <cctype>
#include <string_view>
#include <vector>

namespace fenceline::models {

struct GoToken {
  std::string_view text;
  int line = 1;
};

inline bool go_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
inline bool go_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
inline bool go_word(std::string_view token) { return !token.empty() && go_letter(token[0]); }

// With the semicolons that the ends of lines stand for. `line` is the first line's number.
std::vector<GoToken> go_tokens(std::string_view text, int line);

}  // namespace fenceline::models
