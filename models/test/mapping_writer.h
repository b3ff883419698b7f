// Litmus tests of an instruction set, put together from the sequences of its mappings: two accesses in a thread, and perhaps a
// fence or an update between them.
#pragma once

#include <models/dialect/dialect.h>
#include <models/litmus/litmus.h>
#include <models/test/mapping_sequences.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace fenceline::models {

class MappingWriter {
 public:
  static constexpr int kNever = 9;  // what no program stores
  static constexpr int kOther = 8;  // what none looks for
  // What an update that reads adds or stores, the bit that it sets, those that it leaves.
  static int read_by(const std::string& what) {
    return what.starts_with("fetch_add") ? 0 : what.starts_with("test_and_clear") ? 7 : kOther;
  }

  explicit MappingWriter(std::string isa) : isa_(std::move(isa)) {}

  void thread() {
    columns_.emplace_back();
    accesses_ = 0;
  }
  // The thread's next access; at most two. `what`: an operation and its variant ("load ldar",
  // "exchange swpal"). One that reads: an addition adds nothing, an exchange stores and a bit is set that no
  // program looks for, none is cleared. A compare-and-swap is to find what it expects, or that is never there and it fails: of each
  // value there is one that a caller learns of that way.
  void reading(const std::string& what, char location, int expected = kNever) {
    add(what, accesses_++, location, read_by(what), expected, true);
  }
  // One that stores; a compare-and-swap expects what the location holds at first, and is to find it.
  void writing(const std::string& what, char location, int stored, int first = 0) {
    add(what, accesses_++, location, stored, first, false);
  }
  // A fence before it.
  void fence(const std::string& what) { lines(text_of(what), accesses_, ' ', 0, 0, {}); }
  // An update before it, of a location of its own that holds 0; one in a thread.
  void between(const std::string& what, char location) { add(what, kBetween, location, 1, 0, false); }
  // What a location holds at first, where that is not 0.
  void holds(char location, int value) { init_ += std::string(1, location) + "=" + std::to_string(value) + "; "; }

  // What the n-th access of a thread loads, in a condition.
  std::string result(std::size_t thread, std::size_t n) const { return std::to_string(thread) + ":" + value(n, true); }
  // All updates that are to take place do; empty if there are none.
  const std::string& succeeds() const { return succeeds_; }

  std::string text(const std::string& condition) const {
    const Dialect& d = *find_dialect(isa_);
    return std::string(d.litmus_name()) + " T\n{ " + init_ + "}\n" + d.layout(columns_) + condition + "\n";
  }

 private:
  static constexpr std::size_t kBetween = 2;  // behind the numbers of a thread's two accesses

  // ---- registers: of the i-th access, and of all -----------------------------------------------------------------

  // The n-th register, 1 to 14; of AArch64's two names the wide one where it holds an address.
  std::string named(std::size_t n, bool wide = false) const {
    if (x86()) {
      constexpr const char* names[][2] = {{"%eax", "rax"},  {"%esi", "rsi"}, {"%edi", "rdi"},
                                          {"%ebx", "rbx"},  {"%r8d", "r8"},  {"%r9d", "r9"},
                                          {"%r10d", "r10"}, {"%ecx", "rcx"}, {"%edx", "rdx"}};
      return names[n][wide];
    }
    if (isa_ == "sparc64") return (n <= 7 ? "%l" : "%i") + std::to_string(n <= 7 ? n : n - 7);
    if (isa_ == "mips64el") return dialect(Isa::mips64el).nth_register(static_cast<int>(n));
    static const std::map<std::string, std::pair<std::string, std::string>> letters = {{"aarch64", {"W", "X"}},
                                                                                       {"alpha", {"$", "$"}},
                                                                                       {"riscv64", {"x", "x"}},
                                                                                       {"s390x", {"%r", "%r"}},
                                                                                       {"arm", {"R", "R"}}};
    const auto it = letters.find(isa_);
    const std::string letter = it == letters.end() ? "r" : wide ? it->second.second : it->second.first;
    return letter + std::to_string(n);
  }
  bool x86() const { return isa_ == "x86_64"; }
  std::string value(std::size_t i, bool wide = false) const { return named((x86() ? 1 : 4) + i, wide); }
  std::string failed(std::size_t i, bool wide = false) const { return named((x86() ? 4 : 7) + i, wide); }
  std::string found(std::size_t i, bool wide = false) const { return x86() ? value(i, wide) : named(10 + i, wide); }
  std::string address(std::size_t i) const { return named(1 + i, true); }
  std::string scratch() const { return named(x86() ? 7 : 13); }
  std::string more() const { return named(x86() ? 8 : 14); }

  // ---- what instruction sets write differently ---------------------------------------------------------------------

  std::string set(const std::string& reg, const std::string& constant) const {
    if (x86()) return "movl $" + constant + "," + reg;
    if (isa_ == "aarch64" || isa_ == "arm") return "mov " + reg + ",#" + constant;
    if (isa_ == "s390x") return "lhi " + reg + "," + constant;
    if (isa_ == "sparc64") return "mov " + constant + "," + reg;
    if (isa_ == "alpha") return "lda " + reg + "," + constant + "($31)";
    return "li " + reg + "," + constant;
  }
  // In @s what an addition makes of @e.
  std::string sum() const {
    static const std::map<std::string, std::string> known = {
        {"x86_64", "movl @e,@s;addl $@k,@s"}, {"s390x", "lr @s,@e;ahi @s,@k"},
        {"aarch64", "ADD @s,@e,#@k"},         {"arm", "add @s,@e,#@k"},
        {"riscv64", "addi @s,@e,@k"},         {"ppc64le", "addi @s,@e,@k"}};
    return known.at(isa_);
  }
  // Where a compare-and-swap is one instruction: sets @f to 0 if it found what it expected.
  std::string tell_success() const {
    static const std::map<std::string, std::string> compare = {
        {"x86_64", "cmpl @e,@o;jne @M"}, {"aarch64", "CMP @o,@e;B.NE @M"}, {"s390x", "cr @o,@e;jne @M"}};
    return compare.at(isa_) + ";" + set("@f", "0") + ";@M:";
  }

  // ---- sequences ---------------------------------------------------------------------------------------------------

  bool is_known(const std::string& key) const { return sequences(isa_).contains(key); }
  std::string known(const std::string& key, const std::string& of) const {
    const auto it = sequences(isa_).find(key);
    if (it == sequences(isa_).end()) throw std::out_of_range(isa_ + ": how is '" + of + "' written in a litmus test?");
    return it->second;
  }
  static std::string use_of(const std::string& what) { return what.substr(0, what.find(' ')); }
  static std::vector<std::string> parts_of(const std::string& what) {
    std::vector<std::string> parts;
    std::istringstream in(what.substr(what.find(' ') + 1));
    for (std::string part; std::getline(in, part, ';');) parts.push_back(part);
    return parts;
  }
  static void replace(std::string& text, const std::string& term, const std::string& by) {
    for (std::size_t at; (at = text.find(term)) != std::string::npos;) text.replace(at, term.size(), by);
  }

  // Whether an exchange or an addition is a load and a compare-and-swap, again while that fails.
  bool is_loop(const std::string& what) const {
    const std::string use = use_of(what), first = parts_of(what).front();
    return (use == "exchange" || use == "fetch_add") && !is_known(use + " " + first) && !is_known("fence " + first);
  }

  // The instructions of a sequence, of all its parts where it is made of some: a variant and fences, ';' between.
  std::string text_of(const std::string& what) const {
    if (is_known(what)) return known(what, what);
    std::string text;
    for (const std::string& part : parts_of(what)) {
      const std::string key = use_of(what) + " " + part;
      text += (text.empty() ? "" : ";") + known(is_known(key) ? key : "fence " + part, what);
    }
    return text;
  }
  // Of a loop: the round that succeeds.
  std::string loop_text(const std::string& what) const {
    const auto parts = parts_of(what);
    std::string text = known("load " + parts[0], what);
    replace(text, "@v", "@e");
    replace(text, "@L", "@M");
    text = set("@f", "1") + ";" + text + ";" + (use_of(what) == "exchange" ? set("@s", "@k") : sum());
    for (std::size_t n = 1; n < parts.size(); ++n) {
      const bool fence = !is_known("cas " + parts[n]);
      const std::string its = known((fence ? "fence " : "cas ") + parts[n], what);
      text += ";" + its + (fence || its.find("@f") != std::string::npos ? "" : ";" + tell_success());
    }
    return text;
  }

  void add(const std::string& what, std::size_t i, char location, int stored, int expected, bool reads) {
    const bool loop = is_loop(what), cas = use_of(what) == "cas";
    std::string text = loop ? loop_text(what) : text_of(what);
    if (cas) text = set("@s", "@k") + ";" + set("@e", "@c") + ";" + text;
    const std::string t = std::to_string(columns_.size() - 1);
    // Where the result goes: what an exchange finds is it, what a loop expects, what an addition loads.
    const bool finds = reads && !loop && use_of(what) != "fetch_add";
    lines(text, i, location, stored, expected,
          {{'o', finds           ? value(i)
                 : loop && x86() ? named(0)
                                 : found(i)},
           {'e', reads && loop ? value(i) : more()}});
    if (!x86()) init_ += t + ":" + address(i) + "=" + location + "; ";
    if (cas && expected == kNever) return;
    if (text.find("@f") != std::string::npos) is_to_be(t + ":" + failed(i, true), 0);
    if (cas) is_to_be(t + ":" + (reads ? value(i, true) : found(i, true)), expected);
  }
  void is_to_be(const std::string& variable, int value) {
    succeeds_ += (succeeds_.empty() ? "" : " /\\ ") + variable + "=" + std::to_string(value);
  }

  // A line for each instruction, with what its terms stand for: '@' and a letter.
  void lines(const std::string& text, std::size_t i, char location, int stored, int expected,
             std::map<char, std::string> terms) {
    const std::string t = std::to_string(columns_.size() - 1), label = t + std::to_string(i);
    terms.insert({{'a', address(i)},
                  {'v', value(i)},
                  {'k', std::to_string(stored)},
                  {'n', std::to_string(~stored & 63)},
                  {'c', std::to_string(expected)},
                  {'x', {location}},
                  {'s', scratch()},
                  {'f', failed(i)},
                  {'w', more()},
                  {'t', t},
                  {'L', "L" + label},
                  {'M', "M" + label}});
    std::string line;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '@') {
        line += terms.at(text[++at]);
      } else if (text[at] == ';') {
        columns_.back().push_back(line);
        line.clear();
      } else {
        line += text[at];
      }
    }
    if (!line.empty()) columns_.back().push_back(line);
  }

  std::string isa_;
  std::vector<std::vector<std::string>> columns_;
  std::size_t accesses_ = 0;
  std::string init_, succeeds_;
};

// Whose a mapping is: the kernel's or runtime's that its name begins with; empty: C++'s.
inline std::string family_of(const std::string& mapping) {
  for (const char* family : {"linux", "go", "openjdk"})
    if (mapping.starts_with(family)) return family;
  return {};
}

// {(isa, mapping): {"store seq_cst": "store stlr"}} of a family. Not judged: what the compiler makes.
inline std::map<std::pair<std::string, std::string>, std::map<std::string, std::string>> mappings(
    const std::string& family = {}) {
  std::map<std::pair<std::string, std::string>, std::map<std::string, std::string>> all;
  for (const auto& folder : std::filesystem::directory_iterator(std::string(FENCELINE_SOURCE) + "/arch")) {
    const std::string isa = folder.path().filename();
    std::ifstream in(folder.path() / "mappings.tsv");
    for (std::string line; std::getline(in, line);) {
      std::istringstream words(line);
      std::string mapping, use, order, variant;
      words >> mapping >> use >> order >> variant;
      if (mapping == "builtin" || family_of(mapping) != family || sequences(isa).empty()) continue;
      all[{isa, mapping}][use + " " + order] = use + " " + variant;
    }
  }
  return all;
}

// A mapping is for its ISA's own model but for those that rely on more.
inline std::string_view model_of(const std::string& mapping) {
  if (mapping == "ztso") return "ztso";
  return mapping.starts_with("tso_") ? "x86-tso" : "";  // SPARC's TSO is x86's
}
// As kernels and runtimes run: SPARC under TSO.
inline std::string_view model_of_family(const std::string& isa) {
  return isa == "sparc64" ? "x86-tso" : find_dialect(isa)->default_model();
}

}  // namespace fenceline::models
