// Types of Go, as far as litmus tests have them, and what is shared of each.
#pragma once

#include <models/dialect/go_syntax.h>

#include <map>
#include <string>

namespace fenceline::models {

struct GoType {
  enum Kind { kInteger, kBool, kPointer, kArray, kChannel, kMutex, kRWMutex, kOnce, kWaitGroup, kAtomic };
  Kind kind = kInteger;
  std::string text = "int";
  int size = 8;  // bytes; of an array's element
  bool sign = true;
  std::string of = {};  // kPointer, kArray, kChannel: the type that it points to, has, sends
  bool operator==(const GoType& o) const { return text == o.text; }
};
// Throws GoError; what is out of scope is refused by its name.
GoType go_type(const std::string& text, int line);

// A variable outside of functions.
struct GoShared {
  GoType type;
  int location = 0;
  int capacity = 0;  // kChannel
};
using GoShareds = std::map<std::string, GoShared, std::less<>>;

}  // namespace fenceline::models
