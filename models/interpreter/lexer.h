// The words of the cat language: J. Alglave, P. Cousot, L. Maranget, "Syntax and analytic semantics of the weak
// consistency model specification language cat", arXiv:1608.07531, 2016; with what herd7 reads beyond it.
#pragma once

#include <base/error.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models::cat {

// A place in a text that was read. Lines and columns count from 1.
struct Where {
  std::shared_ptr<const std::string> file;  // as the user named it
  int line = 0, column = 0;
};

std::string to_string(const Where& where);  // "FILE:LINE:COLUMN"

// What is wrong with a text, and where: "FILE:LINE:COLUMN: what".
struct Wrong : InputError {
  Wrong(const Where& at, const std::string& what) : InputError(to_string(at) + ": " + what), where(at) {}
  Where where;
};

struct NoSuchName : Wrong {
  using Wrong::Wrong;
};

struct Token {
  enum Kind { kName, kKeyword, kTag, kString, kSymbol, kEnd };
  Kind kind = kEnd;
  std::string text;  // of a tag without its quote, of a string without quotes
  Where where;
};

// Throws Wrong.
std::vector<Token> tokens(std::string_view text, const std::string& file);

}  // namespace fenceline::models::cat
