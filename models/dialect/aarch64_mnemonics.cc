#include <models/dialect/aarch64_mnemonics.h>
#include <models/dialect/build.h>

namespace fenceline::models::aarch64 {

const std::map<std::string, Alu>& alu_mnemonics() {
  static const std::map<std::string, Alu> table = {
      {"add", Alu::kAdd},  {"sub", Alu::kSub},  {"and", Alu::kAnd},    {"orr", Alu::kOr},     {"eor", Alu::kXor},
      {"lsl", Alu::kShl},  {"lsr", Alu::kShr},  {"asr", Alu::kSar},    {"bic", Alu::kAndNot}, {"adds", Alu::kAdd},
      {"subs", Alu::kSub}, {"ands", Alu::kAnd}, {"bics", Alu::kAndNot}};
  return table;
}

const std::map<std::string, Cond>& conditions() {
  static const std::map<std::string, Cond> table = {
      {"eq", Cond::kEq},  {"ne", Cond::kNe},    {"lt", Cond::kLt},  {"ge", Cond::kGe},  {"gt", Cond::kGt},
      {"le", Cond::kLe},  {"lo", Cond::kLtU},   {"cc", Cond::kLtU}, {"hs", Cond::kGeU}, {"cs", Cond::kGeU},
      {"hi", Cond::kGtU}, {"ls", Cond::kLeU},   {"mi", Cond::kMi},  {"pl", Cond::kPl},  {"vs", Cond::kVs},
      {"vc", Cond::kVc},  {"al", Cond::kAlways}};
  return table;
}

const std::map<std::string, std::pair<int, bool>>& extensions() {
  static const std::map<std::string, std::pair<int, bool>> table = {{"sxtb", {1, true}},  {"sxth", {2, true}},
                                                                    {"sxtw", {4, true}},  {"uxtb", {1, false}},
                                                                    {"uxth", {2, false}}, {"uxtw", {4, false}}};
  return table;
}

const std::map<std::string, FieldMnemonic>& field_mnemonics() {
  using M = FieldMnemonic;
  static const std::map<std::string, M> table = {
      {"ubfm", {M::kZero, M::kRotate}}, {"ubfx", {M::kZero, M::kExtract}},  {"ubfiz", {M::kZero, M::kInsert}},
      {"sbfm", {M::kSign, M::kRotate}}, {"sbfx", {M::kSign, M::kExtract}},  {"sbfiz", {M::kSign, M::kInsert}},
      {"bfm", {M::kKeep, M::kRotate}},  {"bfxil", {M::kKeep, M::kExtract}}, {"bfi", {M::kKeep, M::kInsert}}};
  return table;
}

const std::map<std::string, AccessMnemonic>& access_mnemonics() {
  static const auto table = [] {
    using M = AccessMnemonic;
    std::map<std::string, AccessMnemonic> t;
    const std::pair<std::string, int> sizes[] = {{"", 0}, {"b", 1}, {"h", 2}};
    for (const auto& [suffix, size] : sizes) {
      // LDTR and STTR are as these where there is no privilege (Arm ARM, C6.2, LDTR).
      t["ldr" + suffix] = t["ldur" + suffix] = t["ldtr" + suffix] = {M::kLoad, kPlain, size};
      t["str" + suffix] = t["stur" + suffix] = t["sttr" + suffix] = {M::kStore, kPlain, size};
      t["ldar" + suffix] = {M::kLoad, kAcquire, size};
      t["ldapr" + suffix] = t["ldapur" + suffix] = {M::kLoad, kAcquirePc, size};
      t["stlr" + suffix] = t["stlur" + suffix] = {M::kStore, kRelease, size};
      t["ldxr" + suffix] = {M::kLoadX, kExclusive, size};
      t["ldaxr" + suffix] = {M::kLoadX, kExclusive | kAcquire, size};
      t["stxr" + suffix] = {M::kStoreX, kExclusive, size};
      t["stlxr" + suffix] = {M::kStoreX, kExclusive | kRelease, size};
      const std::pair<std::string, std::uint16_t> orders[] = {
          {"", kPlain}, {"a", kAcquire}, {"l", kRelease}, {"al", kAcquire | kRelease}};
      const std::pair<std::string, Alu> operations[] = {
          {"add", Alu::kAdd},  {"clr", Alu::kAndNot}, {"eor", Alu::kXor},   {"set", Alu::kOr},
          {"smax", Alu::kMax}, {"smin", Alu::kMin},   {"umax", Alu::kMaxU}, {"umin", Alu::kMinU}};
      for (const auto& [name, order] : orders) {
        t["swp" + name + suffix] = {M::kRmw, order, size};
        t["cas" + name + suffix] = {M::kCas, order, size};
        for (const auto& [operation, alu] : operations) {
          t["ld" + operation + name + suffix] = {M::kRmw, order, size, false, alu};
          if ((order & kAcquire) == 0) t["st" + operation + name + suffix] = {M::kStRmw, order, size, false, alu};
        }
        if (size == 0) t["casp" + name] = {M::kCasp, order};
      }
    }
    const std::pair<const char*, std::uint16_t> signed_loads[] = {
        {"ldrs", kPlain}, {"ldurs", kPlain}, {"ldtrs", kPlain}, {"ldapurs", kAcquirePc}};
    for (const auto& [name, order] : signed_loads)
      for (const auto& [suffix, size] : {std::pair{"b", 1}, {"h", 2}, {"w", 4}})
        t[std::string(name) + suffix] = {M::kLoad, order, size, true};
    t["ldp"] = {M::kLoadPair};
    t["ldnp"] = {M::kLoadPair};
    t["stnp"] = {M::kStorePair};
    t["ldap"] = {M::kLoadPair, kAcquire, 8};
    t["stlp"] = {M::kStorePair, kRelease, 8};
    t["ldiapp"] = {M::kLoadInOrder, kAcquirePc};
    t["stilp"] = {M::kStoreInOrder, kRelease};
    t["ldpsw"] = {M::kLoadPair, kPlain, 4, true};
    t["stp"] = {M::kStorePair};
    t["ldxp"] = {M::kLoadXPair, kExclusive};
    t["ldaxp"] = {M::kLoadXPair, kExclusive | kAcquire};
    t["stxp"] = {M::kStoreXPair, kExclusive};
    t["stlxp"] = {M::kStoreXPair, kExclusive | kRelease};
    return t;
  }();
  return table;
}

std::vector<std::string> known_mnemonics() {
  auto known = keys(access_mnemonics());
  for (const auto& k : keys(alu_mnemonics())) known.push_back(k);
  for (const auto& k : keys(extensions())) known.push_back(k);
  for (const auto& k : keys(field_mnemonics())) known.push_back(k);
  known.insert(known.end(),
               {"mov",   "movz",  "movk",  "movn",   "mvn",    "neg",    "negs",   "orn",   "eon",   "extr",   "mul",
                "madd",  "msub",  "mneg",  "smaddl", "smsubl", "umaddl", "umsubl", "smull", "umull", "smnegl", "umnegl",
                "ror",   "rev",   "rev16", "rev32",  "rev64",  "rbit",   "abs",    "cmp",   "cmn",   "tst",    "csel",
                "csinc", "csinv", "csneg", "cset",   "csetm",  "cinc",   "cinv",   "cneg",  "b",     "bl",     "br",
                "blr",   "ret",   "adr",   "cbz",    "cbnz",   "tbz",    "tbnz",   "dmb",   "dsb",   "isb",    "nop"});
  for (const auto& c : keys(conditions())) known.push_back("b." + c);
  return known;
}

}  // namespace fenceline::models::aarch64
