// The names of C's types, as litmus tests use them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fenceline::models {

// A type: what its words name, or a pointer to that, or to a pointer to that, …
struct CType {
  std::string text;  // the words
  int bytes = 4;     // of what they name
  bool is_signed = true;
  int stars = 0;
  std::uint64_t atomics = 0;  // bit n: the type with its first n stars is atomic

  int size() const { return stars > 0 ? 8 : bytes; }
  bool sign() const { return stars == 0 && is_signed; }
  bool atomic() const { return (atomics >> stars & 1) != 0; }
  // "int**", "int* _Atomic*"
  std::string name() const;
  CType pointed() const;
  CType pointer() const;
};
constexpr int kMostStars = 60;

// A word of a type's name; words stand in any order, and "atomic_uint" is one.
struct CTypeWord {
  int size = 0;   // 0: says nothing of it
  int sign = -1;  // 0 unsigned, 1 signed, -1: says nothing of it
  bool atomic = false;
};
// Null if it is none.
const CTypeWord* c_type_word(std::string_view word);

}  // namespace fenceline::models
