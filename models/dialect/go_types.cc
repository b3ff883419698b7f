#include <base/nearest.h>
#include <models/dialect/build.h>
#include <models/dialect/go_types.h>

namespace fenceline::models {
namespace {

struct Integer {
  int size;
  bool sign;
};

const std::map<std::string, Integer>& integers() {
  static const std::map<std::string, Integer> table = {
      {"int", {8, true}},     {"int8", {1, true}},    {"int16", {2, true}},   {"int32", {4, true}},
      {"int64", {8, true}},   {"rune", {4, true}},    {"uint", {8, false}},   {"uint8", {1, false}},
      {"byte", {1, false}},   {"uint16", {2, false}}, {"uint32", {4, false}}, {"uint64", {8, false}},
      {"uintptr", {8, false}}};
  return table;
}

// Of sync/atomic.
const std::map<std::string, Integer>& atomics() {
  static const std::map<std::string, Integer> table = {{"atomic.Int32", {4, true}},    {"atomic.Int64", {8, true}},
                                                       {"atomic.Uint32", {4, false}},  {"atomic.Uint64", {8, false}},
                                                       {"atomic.Uintptr", {8, false}}, {"atomic.Bool", {1, false}}};
  return table;
}

const std::map<std::string, GoType::Kind>& synchronizing() {
  static const std::map<std::string, GoType::Kind> table = {{"sync.Mutex", GoType::kMutex},
                                                            {"sync.RWMutex", GoType::kRWMutex},
                                                            {"sync.Once", GoType::kOnce},
                                                            {"sync.WaitGroup", GoType::kWaitGroup}};
  return table;
}

[[noreturn]] void refuse(const std::string& text, int line) {
  static const std::map<std::string, std::string> reasons = {
      {"sync.Cond", "is not modelled"},
      {"sync.Map", "is not modelled"},
      {"sync.Pool", "is not modelled"},
      {"atomic.Value", "is not modelled: its values are interfaces"},
      {"atomic.Pointer", "is not read: share a pointer"},
      {"context.Context", "is not modelled: what its channel does, a channel does"},
      {"string", "is two words, a pointer and a length: write [2]int"},
      {"any", "is two words, a type and a pointer: write [2]int"},
      {"error", "is two words, a type and a pointer: write [2]int"},
      {"complex128", "is two words: write [2]int"},
      {"complex64", "is not read"},
      {"float64", "is not read: write int64"},
      {"float32", "is not read: write int32"}};
  if (const auto it = reasons.find(text); it != reasons.end()) throw GoError{line, text + " " + it->second};
  auto known = keys(integers());
  for (const auto& more : {keys(atomics()), keys(synchronizing())}) known.insert(known.end(), more.begin(), more.end());
  throw GoError{line, "unknown type '" + text + "'" + nearest_note(text, known)};
}

}  // namespace

GoType go_type(const std::string& text, int line) {
  if (const auto it = integers().find(text); it != integers().end())
    return {GoType::kInteger, text, it->second.size, it->second.sign};
  if (const auto it = atomics().find(text); it != atomics().end())
    return {GoType::kAtomic, text, it->second.size, it->second.sign};
  if (const auto it = synchronizing().find(text); it != synchronizing().end()) return {it->second, text, 8, true};
  if (text == "bool") return {GoType::kBool, text, 1, false};
  if (text == "struct{}") return {GoType::kInteger, text, 8, true};
  const auto within = [&](std::size_t prefix) {
    GoType of = go_type(text.substr(prefix), line);
    if (of.kind != GoType::kInteger && of.kind != GoType::kBool && of.kind != GoType::kPointer)
      throw GoError{line, "the type " + text + " is not read: " + of.text + " stands by itself alone"};
    return of;
  };
  if (text.starts_with("*")) return {GoType::kPointer, text, 8, false, within(1).text};
  if (text.starts_with("chan ")) return {GoType::kChannel, text, 8, true, within(5).text};
  if (text.starts_with("[2]")) {
    const GoType of = within(3);
    return {GoType::kArray, text, of.size, of.sign, of.text};
  }
  if (text.starts_with("[")) throw GoError{line, "of arrays those of two elements are read, found " + text};
  refuse(text, line);
}

}  // namespace fenceline::models
