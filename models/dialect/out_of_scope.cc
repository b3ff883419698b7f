#include <models/dialect/out_of_scope.h>

#include <algorithm>
#include <cctype>

namespace fenceline::models {
namespace {

struct Extension {
  std::string_view name, what;
  std::string_view words;  // mnemonics; with * what they begin with
};

// Of AArch64: Arm Architecture Reference Manual (DDI 0487), C6, C7, C8; Morello: DDI 0606.
constexpr Extension kExtensions[] = {
    {"MTE", "memory tags", "addg subg irg gmi ldg ldgm stg stgm stzg stz2g st2g stzgm stgp subp subps cmpp"},
    {"VMSA", "address translation", "tlbi at mrs msr sys sysl tlbip"},
    {"exceptions", "exceptions", "svc hvc smc eret udf brk hlt"},
    {"ifetch", "code that is written", "dc ic .pagealign"},
    {"PAC", "signed pointers", "pac* aut* xpac* braa* brab* blraa* blrab* retaa* retab* eretaa* ldraa* ldrab*"},
    {"GCS", "guarded stacks", "gcs* chkfeat"},
    {"TME", "transactions", "tstart tcommit tcancel ttest"},
    {"Morello", "capabilities",
     "align* seal* unseal* build* cpy* ctseal* gc* sc* chk* clrperm* clrtag* cseal* cvt* cfhi* bx* ldct* stct* "
     "swpct*"},
    {"SME", "matrices", "smstart* smstop* zero mova* fmopa* bfmopa* addha* addva*"},
    {"SVE", "scalable vectors",
     "ptrue* pfalse cterm* while* index cnt* inc* dec* rdvl addvl ld1w ld1d ld1b ld1h ld1s* ld2* ld3* ld4* st1w st1d "
     "st1b st1h st2* "
     "st3* st4* ldff1* ldnf1* eor3 movprfx"},
    {"Neon", "vectors", "ld1* st1* ldap1 stl1 movi mvni dup umov smov ins fmov addv"},
};

bool mentions(std::string_view words, std::string_view mnemonic) {
  for (const std::string_view word : split(words, ' '))
    if (word.ends_with('*') ? mnemonic.starts_with(word.substr(0, word.size() - 1)) : mnemonic == word) return true;
  return false;
}

std::string told(std::string_view extension, std::string_view word, std::string_view what) {
  return std::string(extension) + (extension.ends_with('s') ? " are" : " is") + " not covered: '" + std::string(word) +
         "' is of " + std::string(what) + ", of which no model here speaks";
}

std::string_view what_is(std::string_view extension) {
  return std::find_if(std::begin(kExtensions), std::end(kExtensions), [&](const Extension& e) { return e.name == extension; })
      ->what;
}

// "v0.4s", "q1", "z3.s", "p0/m", "c7", "za0h": by the letters before the number.
std::string_view register_extension(std::string_view operand) {
  const std::size_t start = operand.find_first_not_of("{[ \t");
  if (start == std::string_view::npos) return {};
  const std::string name = lower(operand.substr(start));
  const std::size_t digits = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz");
  const std::string letters = name.substr(0, digits);
  if (letters == "za") return "SME";
  if (letters.size() != 1 || digits == std::string::npos || std::isdigit(static_cast<unsigned char>(name[digits])) == 0)
    return {};
  return std::string_view("vqdshb").find(letters[0]) != std::string_view::npos ? "Neon"
         : letters == "z" || letters == "p"                                    ? "SVE"
         : letters == "c"                                                      ? "Morello"
                                                                               : "";
}

}  // namespace

std::string out_of_scope_instruction(const Words& words) {
  for (const Extension& e : kExtensions)
    if (mentions(e.words, words.mnemonic)) return told(e.name, words.mnemonic, e.what);
  for (const std::string_view operand : words.operands)
    if (const auto name = register_extension(operand); !name.empty())
      return told(name, words.mnemonic, what_is(name));
  return {};
}

std::string out_of_scope_register(std::string_view name) {
  const auto extension = register_extension(name);
  return extension.empty() ? "" : told(extension, name, what_is(extension));
}

std::string out_of_scope_architecture(std::string_view name) {
  static constexpr std::string_view kNames[][2] = {{"bpf", "the kernel's virtual machine"},
                                                   {"lisa", "herd7's generic assembly"},
                                                   {"bell", "herd7's generic assembly"},
                                                   {"asl", "Arm's pseudocode"},
                                                   {"java", "Java"},
                                                   {"ptx", "GPUs"},
                                                   {"vmsa", "address translation"}};
  const std::string wanted = lower(name);
  for (const auto& [known, what] : kNames)
    if (wanted == known)
      return std::string(name) + " is not covered: there is no model of " + std::string(what) + " here";
  return {};
}

std::string out_of_scope_word(std::string_view word) {
  static constexpr std::string_view kTranslation[] = {"pte_", "pmd_", "pud_", "pgd_", "ttd_", "phy_", "oa_",
                                                      "tlb_", "pte(", "ttd(", "pa(",  "pa_",  "oa:",  "attrs"};
  const std::string name = lower(word);
  const auto starts = [&](std::string_view prefix) { return name.starts_with(prefix); };
  if (name == "tthm" || name == "pteval_t" || name == "parel1_t" ||
      std::any_of(std::begin(kTranslation), std::end(kTranslation), starts))
    return told("VMSA", word, "address translation");
  if (starts("tag(") || starts("tag_") || name == "memtag") return told("MTE", word, "memory tags");
  if (starts("instr:") || name == "ins_t") return told("ifetch", word, "code that is written");
  if (starts("fault")) return told("exceptions", word, "faults");
  if (starts("ss(") || starts("sscap(") || starts("ssval_t")) return told("GCS", word, "guarded stacks");
  if (name.find("int128") != std::string::npos)
    return "128 bits are not covered: '" + std::string(word) + "' is wider than what values are here";
  if (const std::size_t level = name.rfind("_el"); level != std::string::npos && level + 4 == name.size())
    return told("exceptions", word, "system registers");
  if (starts("pac")) return told("PAC", word, "signed pointers");
  if (name.find('(') != std::string::npos) return told("VMSA", word, "translation, tags or faults");
  return {};
}

}  // namespace fenceline::models
