// Types of Go, as far as litmus tests have them, and what is shared of each.
#pragma once

#include <models/dialect/go_syntax.h>
#include <models/program.h>

#include <map>
#include <string>
#include <vector>

namespace fenceline::models {

struct GoType {
  enum Kind {
    kInteger,
    kBool,
    kPointer,
    kArray,
    kStruct,
    kChannel,
    kMutex,
    kRWMutex,
    kOnce,
    kWaitGroup,
    kCond,
    kAtomic,
    kAtomicValue
  };
  Kind kind = kInteger;
  std::string text = "int";
  int size = 8;  // bytes; of an array's element
  bool sign = true;
  std::string of = {};  // kPointer, kArray, kChannel, atomic.Pointer: the type that it points to, has, sends
  int elements = 1;     // kArray
  bool operator==(const GoType& o) const { return text == o.text; }
  bool is_word() const { return kind == kInteger || kind == kBool || kind == kPointer; }
  bool is_words() const { return kind == kArray || kind == kStruct; }
  // Not made of words: a lock, a channel, what is atomic.
  bool is_object() const { return !is_word() && !is_words(); }
};
// Throws GoError; what is out of scope is refused by its name.
GoType go_type(const std::string& text, GoPlace at);

// What a value of several words consists of: elements of an array, fields of a structure.
struct GoPart {
  std::string name;  // behind the variable's: "[1]", ".next"
  GoType type;
  Value offset = 0;  // bytes
};
std::vector<GoPart> go_parts(const GoType& type, GoPlace at);

// A variable outside of functions, or a field of one.
struct GoShared {
  GoType type;
  int location = 0;
  int capacity = 0;  // kChannel
  int lock = 0;      // kCond: the location of its Locker
};
using GoShareds = std::map<std::string, GoShared, std::less<>>;

}  // namespace fenceline::models
