// The words and signs of the C of litmus tests, and where they stand.
#pragma once

#include <string_view>
#include <vector>

namespace fenceline::models {

// A place of the test's text: line and column, from 1; 0: it is not known.
struct CWhere {
  int line = 0, column = 0;
};

struct CToken {
  std::string_view text;
  CWhere at;
};

// `begin`: where the text stands.
std::vector<CToken> c_tokens(std::string_view text, CWhere begin);

bool is_c_word(std::string_view s);
bool is_c_number(std::string_view s);

}  // namespace fenceline::models
