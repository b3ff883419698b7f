#include <models/dialect/c_types.h>

#include <map>

namespace fenceline::models {

std::string CType::name() const {
  std::string out = text;
  for (int n = 1; n <= stars; ++n) out += (atomics >> n & 1) != 0 ? "* _Atomic" : "*";
  return out;
}

CType CType::pointed() const {
  CType out = *this;
  out.atomics &= (std::uint64_t{1} << out.stars) - 1;
  --out.stars;
  return out;
}

CType CType::pointer() const {
  CType out = *this;
  ++out.stars;
  return out;
}

const CTypeWord* c_type_word(std::string_view word) {
  static const auto table = [] {
    std::map<std::string, CTypeWord, std::less<>> t = {
        {"const", {}},        {"volatile", {}},      {"_Atomic", {0, -1, true}},
        {"unsigned", {0, 0}}, {"signed", {0, 1}},    {"_Bool", {1, 0}},
        {"bool", {1, 0}},     {"char", {1}},         {"short", {2}},
        {"int", {0}},         {"long", {8}},         {"size_t", {8, 0}},
        {"intptr_t", {8, 1}}, {"uintptr_t", {8, 0}}, {"ptrdiff_t", {8, 1}},
        {"void", {8}}};
    for (int bytes = 1; bytes <= 8; bytes *= 2) {
      const std::string bits = std::to_string(8 * bytes);
      t["int" + bits + "_t"] = t["s" + bits] = {bytes, 1};
      t["uint" + bits + "_t"] = t["u" + bits] = {bytes, 0};
      for (const char* kind : {"least", "fast"}) {
        t["atomic_int_" + std::string(kind) + bits + "_t"] = {bytes, 1, true};
        t["atomic_uint_" + std::string(kind) + bits + "_t"] = {bytes, 0, true};
      }
    }
    for (const auto& [name, size] : {std::pair("char", 1), {"short", 2}, {"int", 4}, {"long", 8}, {"llong", 8}}) {
      t[std::string("atomic_") + name] = {size, 1, true};
      t[std::string("atomic_u") + name] = {size, 0, true};
    }
    t["atomic_bool"] = t["atomic_flag"] = {1, 0, true};
    t["atomic_size_t"] = t["atomic_uintptr_t"] = {8, 0, true};
    t["atomic_intptr_t"] = t["atomic_ptrdiff_t"] = {8, 1, true};
    // The kernel's.
    t["atomic_t"] = t["spinlock_t"] = t["srcu_struct"] = {4, 1};
    t["struct"] = {};
    return t;
  }();
  const auto it = table.find(word);
  return it == table.end() ? nullptr : &it->second;
}

}  // namespace fenceline::models
