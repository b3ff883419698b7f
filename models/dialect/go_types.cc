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

[[noreturn]] void refuse(const std::string& text, GoPlace at) {
  static const std::map<std::string, std::string> reasons = {
      {"sync.Cond", "is made by sync.NewCond: var c = sync.NewCond(&mu)"},
      {"sync.Map", "is not modelled: write an atomic variable for each key"},
      {"sync.Pool", "is not modelled: its Get may return anything that was Put"},
      {"sync.Locker", "is not read: write sync.Mutex"},
      {"atomic.Pointer", "is of a type: atomic.Pointer[int]"},
      {"context.Context", "is not modelled: what its channel does, a channel does"},
      {"string",
       "is two words, a pointer and a length, which are read and written by themselves: share a structure of these"},
      {"any",
       "is two words, a type and a pointer, which are read and written by themselves: share a structure of these"},
      {"error",
       "is two words, a type and a pointer, which are read and written by themselves: share a structure of these"},
      {"complex128", "is two values, which are read and written by themselves: write [2]int"},
      {"complex64", "is two values, which are read and written by themselves: write [2]int32"},
      {"float64", "is not read: write int64"},
      {"float32", "is not read: write int32"}};
  if (const auto it = reasons.find(text); it != reasons.end()) go_fail(at, text + " " + it->second);
  auto known = keys(integers());
  for (const auto& more : {keys(atomics()), keys(synchronizing())}) known.insert(known.end(), more.begin(), more.end());
  go_fail(at, "unknown type '" + text + "'" + nearest_note(text, known));
}

// Of "struct{a int; b *int}", as the parser writes it: "a int", "b *int".
std::vector<std::string_view> fields(std::string_view text) {
  constexpr std::string_view kOpen = "struct{";
  text.remove_prefix(kOpen.size()), text.remove_suffix(1);
  std::vector<std::string_view> out;
  int depth = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == ';' && depth == 0)) {
      out.push_back(trim(text.substr(first, i - first)));
      first = i + 1;
    } else {
      depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
    }
  }
  return out;
}

}  // namespace

GoType go_type(const std::string& text, GoPlace at) {
  if (const auto it = integers().find(text); it != integers().end())
    return {GoType::kInteger, text, it->second.size, it->second.sign};
  if (const auto it = atomics().find(text); it != atomics().end())
    return {GoType::kAtomic, text, it->second.size, it->second.sign};
  if (const auto it = synchronizing().find(text); it != synchronizing().end()) return {it->second, text, 8, true};
  if (text == "atomic.Value") return {GoType::kAtomicValue, text, 8, true};
  if (text == "bool") return {GoType::kBool, text, 1, false};
  if (text == "struct{}") return {GoType::kInteger, text, 8, true};
  if (text.starts_with("struct{")) {
    for (const std::string_view field : fields(text)) {
      const GoType of = go_type(std::string(field.substr(field.find(' ') + 1)), at);
      if (of.is_words() || of.kind == GoType::kChannel)
        go_fail(at, "a field that is a " + of.text + " is not read: declare it by itself");
    }
    return {GoType::kStruct, text, 8, true};
  }
  const auto within = [&](std::size_t prefix, std::size_t suffix, bool pointer) {
    GoType of = go_type(text.substr(prefix, text.size() - prefix - suffix), at);
    if (of.is_word() || (pointer && of.kind != GoType::kArray && of.kind != GoType::kChannel)) return of;
    go_fail(at, "the type " + text + " is not read: " + of.text + " stands by itself alone");
  };
  if (text.starts_with("*")) return {GoType::kPointer, text, 8, false, within(1, 0, true).text};
  if (constexpr std::string_view kOf = "atomic.Pointer["; text.starts_with(kOf))
    return {GoType::kAtomic, text, 8, false, within(kOf.size(), 1, true).text};
  for (const std::string_view chan : {"chan ", "<-chan ", "chan<- "})
    if (text.starts_with(chan)) return {GoType::kChannel, text, 8, true, within(chan.size(), 0, false).text};
  if (text.starts_with("[")) {
    constexpr long long kMostElements = 8;
    const std::size_t behind = text.find(']') + 1;
    const auto elements = to_integer(text.substr(1, behind - 2));
    if (!elements || *elements < 1 || *elements > kMostElements)
      go_fail(at, "of arrays those of 1 to " + std::to_string(kMostElements) + " elements are read, found " + text);
    const GoType of = within(behind, 0, false);
    return {GoType::kArray, text, of.size, of.sign, of.text, static_cast<int>(*elements)};
  }
  refuse(text, at);
}

std::vector<GoPart> go_parts(const GoType& type, GoPlace at) {
  std::vector<GoPart> out;
  if (type.kind == GoType::kArray) {
    const GoType of = go_type(type.of, at);
    for (int i = 0; i < type.elements; ++i) out.push_back({"[" + std::to_string(i) + "]", of, Value{i} * of.size});
  } else {
    for (const std::string_view field : fields(type.text)) {
      const std::size_t blank = field.find(' ');
      out.push_back({"." + std::string(field.substr(0, blank)), go_type(std::string(field.substr(blank + 1)), at),
                     kAddressStep * static_cast<Value>(out.size())});
    }
  }
  return out;
}

}  // namespace fenceline::models
