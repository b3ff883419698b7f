// The words of Go.
#pragma once

#include <cctype>
#include <string_view>
#include <vector>

namespace fenceline::models {

// Both from 1 on.
struct GoPlace {
  int line = 1, column = 1;
};

struct GoToken {
  std::string_view text;
  GoPlace at;
};

inline bool go_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
inline bool go_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
inline bool go_word(std::string_view token) { return !token.empty() && go_letter(token[0]); }

// With the semicolons that the ends of lines stand for. `line` is the first line's number; a blank stands before it.
std::vector<GoToken> go_tokens(std::string_view text, int line);

}  // namespace fenceline::models
