#include <models/dialect/riscv64_mnemonics.h>

namespace fenceline::models::riscv {

const std::map<std::string, AluMnemonic>& alu_mnemonics() {
  static const auto table = [] {
    std::map<std::string, AluMnemonic> t;
    const std::pair<std::string, Alu> both[] = {{"add", Alu::kAdd}, {"and", Alu::kAnd}, {"or", Alu::kOr},
                                                {"xor", Alu::kXor}, {"sll", Alu::kShl}, {"srl", Alu::kShr},
                                                {"sra", Alu::kSar}};
    for (const auto& [name, op] : both) {
      t[name] = {op, 8, false};
      t[name + "i"] = {op, 8, true};
    }
    for (const auto& [name, op] : {std::pair<const char*, Alu>{"andn", Alu::kAndNot},  // Zbb
                                   {"min", Alu::kMin},
                                   {"max", Alu::kMax},
                                   {"minu", Alu::kMinU},
                                   {"maxu", Alu::kMaxU}})
      t[name] = {op};
    t["sub"] = {Alu::kSub};
    t["mul"] = {Alu::kMul};
    t["mulw"] = {Alu::kMul, 4};
    t["addw"] = {Alu::kAdd, 4};
    t["subw"] = {Alu::kSub, 4};
    t["addiw"] = {Alu::kAdd, 4, true};
    t["sllw"] = {Alu::kShl, 4};
    t["srlw"] = {Alu::kShr, 4};
    t["sraw"] = {Alu::kSar, 4};
    t["slliw"] = {Alu::kShl, 4, true};
    t["srliw"] = {Alu::kShr, 4, true};
    t["sraiw"] = {Alu::kSar, 4, true};
    return t;
  }();
  return table;
}

const std::map<std::string, BranchMnemonic>& branch_mnemonics() {
  static const std::map<std::string, BranchMnemonic> table = {
      {"beq", {Cond::kEq}},        {"bne", {Cond::kNe}},        {"blt", {Cond::kLt}},
      {"bge", {Cond::kGe}},        {"bgt", {Cond::kGt}},        {"ble", {Cond::kLe}},
      {"bltu", {Cond::kLtU}},      {"bgeu", {Cond::kGeU}},      {"bgtu", {Cond::kGtU}},
      {"bleu", {Cond::kLeU}},      {"beqz", {Cond::kEq, true}}, {"bnez", {Cond::kNe, true}},
      {"bltz", {Cond::kLt, true}}, {"bgez", {Cond::kGe, true}}, {"bgtz", {Cond::kGt, true}},
      {"blez", {Cond::kLe, true}}};
  return table;
}

const std::map<std::string, AccessMnemonic>& access_mnemonics() {
  static const auto table = [] {
    using M = AccessMnemonic;
    std::map<std::string, AccessMnemonic> t;
    const std::pair<std::string, int> sizes[] = {{"b", 1}, {"h", 2}, {"w", 4}, {"d", 8}};
    for (const auto& entry : sizes) {
      // Not a structured binding: Clang 14 captures none.
      const std::string name = entry.first;
      const int size = entry.second;
      // No base instruction carries these: tests use them for RCpc accesses.
      const auto load = [&](const std::string& suffix, std::uint16_t order) {
        t["l" + name + suffix] = {M::kLoad, size, true, order};
        if (size < 8) t["l" + name + "u" + suffix] = {M::kLoad, size, false, order};
      };
      const auto store = [&](const std::string& suffix, std::uint16_t order) {
        t["s" + name + suffix] = {M::kStore, size, true, order};
      };
      load("", kPlain), load(".aq", kAcquirePc);
      store("", kPlain), store(".rl", kReleasePc);
      for (const char* both : {".aqrl", ".aq.rl"})
        load(both, kAcquirePc | kReleasePc), store(both, kAcquirePc | kReleasePc);
      const std::pair<std::string, std::uint16_t> orders[] = {{"", kPlain},
                                                              {".aq", kAcquire},
                                                              {".rl", kRelease},
                                                              {".aqrl", kAcquire | kRelease},
                                                              {".aq.rl", kAcquire | kRelease}};
      const std::pair<std::string, Alu> operations[] = {
          {"swap", Alu::kSecond}, {"add", Alu::kAdd}, {"and", Alu::kAnd},   {"or", Alu::kOr},    {"xor", Alu::kXor},
          {"max", Alu::kMax},     {"min", Alu::kMin}, {"maxu", Alu::kMaxU}, {"minu", Alu::kMinU}};
      for (const auto& [suffix, order] : orders) {
        for (const auto& [operation, alu] : operations)  // .b and .h: Zabha
          t["amo" + operation + "." + name + suffix] = {M::kAmo, size, true, order, alu};
        t["amocas." + name + suffix] = {M::kAmoCas, size, true, order};  // Zacas
        if (size < 4) continue;
        // LR.rl and SC.aq give no more order than without ("Zalrsc": "not guaranteed").
        const std::uint16_t load = order == kRelease ? std::uint16_t{kPlain} : order;
        const std::uint16_t store = order == kAcquire ? std::uint16_t{kPlain} : order;
        t["lr." + name + suffix] = {M::kLoadReserved, size, true, static_cast<std::uint16_t>(load | kExclusive)};
        t["sc." + name + suffix] = {M::kStoreConditional, size, true, static_cast<std::uint16_t>(store | kExclusive)};
      }
    }
    for (const char* both : {"", ".aq", ".rl", ".aqrl", ".aq.rl"}) {
      AccessMnemonic pair = t["amocas.d" + std::string(both)];
      pair.pair = true;
      t["amocas.q" + std::string(both)] = pair;
    }
    return t;
  }();
  return table;
}

std::vector<std::string> known_mnemonics() {
  std::vector<std::string> known = {"fence",  "fence.tso", "fence.i", "li",     "lui",  "mv",    "sext.w",
                                    "not",    "j",         "nop",     "seqz",   "snez", "slt",   "sltu",
                                    "ret",    "jal",       "jalr",    "jr",     "la",   "auipc", "sext.b",
                                    "sext.h", "zext.b",    "zext.h",  "zext.w", "neg",  "negw",  "sltz",
                                    "sgtz",   "slti",      "sltiu",   "call",   "tail", "pause"};
  for (const auto& list : {keys(alu_mnemonics()), keys(branch_mnemonics()), keys(access_mnemonics())})
    known.insert(known.end(), list.begin(), list.end());
  return known;
}

}  // namespace fenceline::models::riscv
