// Litmus tests of an instruction set, put together from the sequences of its mappings.
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
  explicit MappingWriter(std::string isa) : isa_(std::move(isa)) {}

  void thread() {
    columns_.emplace_back();
    accesses_ = 0;
  }
  // The thread's next access; at most two. `what`: an operation and its variant ("load ldar",
  // "exchange swpal").
  void access(const std::string& what, char location, int stored) {
    add(what, location, stored);
    const std::string t = std::to_string(columns_.size() - 1);
    if (isa_ != "x86_64") init_ += t + ":" + address() + "=" + location + "; ";
    if (text_of(what).find("@f") != std::string::npos) zero(t, named(9 + accesses_, true));
    if (what.starts_with("cas ")) zero(t, isa_ == "x86_64" ? value(accesses_, true) : named(7 + accesses_, true));
    ++accesses_;
  }
  // A fence before it.
  void fence(const std::string& what) { add(what, ' ', 0); }

  // What the n-th access of a thread loads, in a condition.
  std::string result(std::size_t thread, std::size_t n) const { return std::to_string(thread) + ":" + value(n, true); }
  // All updates succeed, each compare-and-swap finding the 0 that it expects; empty if there are none.
  const std::string& succeeds() const { return succeeds_; }

  std::string text(const std::string& condition) const {
    const Dialect& d = *find_dialect(isa_);
    return std::string(d.litmus_name()) + " T\n{ " + init_ + "}\n" + d.layout(columns_) + condition + "\n";
  }

 private:
  // The n-th register, 1 to 10; of AArch64's two names the wide one where it holds an address.
  std::string named(std::size_t n, bool wide = false) const {
    if (isa_ == "sparc64") return (n <= 7 ? "%l" : "%i") + std::to_string(n <= 7 ? n : n - 7);
    if (isa_ == "mips64el") return dialect(Isa::mips64el).nth_register(static_cast<int>(n));
    const std::map<std::string, std::string> letters = {
        {"aarch64", wide ? "X" : "W"}, {"alpha", "$"}, {"riscv64", "x"}, {"s390x", "%r"}, {"arm", "R"}};
    const auto it = letters.find(isa_);
    return (it == letters.end() ? "r" : it->second) + std::to_string(n);
  }
  std::string address() const { return named(1 + accesses_, true); }
  std::string value(std::size_t i, bool canonical = false) const {
    if (isa_ == "x86_64") return i == 0 ? (canonical ? "rsi" : "%esi") : (canonical ? "rdi" : "%edi");
    return named(3 + i, canonical);
  }
  std::string scratch() const {
    if (isa_ == "x86_64") return accesses_ == 0 ? "%ecx" : "%edx";
    return named(5 + accesses_);
  }

  // A register that is to be 0 in the end.
  void zero(const std::string& thread, const std::string& reg) {
    succeeds_ += (succeeds_.empty() ? "" : " /\\ ") + thread + ":" + reg + "=0";
  }

  // The instructions of a sequence, of all its parts where it is made of some: a variant and fences, ';' between.
  std::string text_of(const std::string& what) const {
    const auto& known = sequences(isa_);
    const std::string use = what.substr(0, what.find(' '));
    std::istringstream parts(what.substr(use.size() + 1));
    std::string text;
    for (std::string part; std::getline(parts, part, ';');) {
      auto found = known.find(use + " " + part);
      if (found == known.end()) found = known.find("fence " + part);
      if (found == known.end()) throw std::out_of_range(isa_ + ": how is '" + what + "' written in a litmus test?");
      text += (text.empty() ? "" : ";") + found->second;
    }
    return text;
  }

  void add(const std::string& what, char location, int stored) {
    const std::string t = std::to_string(columns_.size() - 1), i = std::to_string(accesses_);
    std::istringstream parts(text_of(what));
    for (std::string line; std::getline(parts, line, ';');) {
      const std::pair<std::string, std::string> terms[] = {
          {"@a", address()},
          {"@v", value(accesses_)},
          {"@k", std::to_string(stored)},
          {"@x", {location}},
          {"@s", scratch()},
          {"@o", isa_ == "x86_64" ? value(accesses_) : named(7 + accesses_)},
          {"@f", named(9 + accesses_)},
          {"@w", named(11 + accesses_)},
          {"@t", t},
          {"@L", "L" + t + i}};
      for (const auto& [term, by] : terms)
        for (std::size_t at; (at = line.find(term)) != std::string::npos;) line.replace(at, term.size(), by);
      columns_.back().push_back(line);
    }
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

// {(isa, mapping): {"store seq_cst": "store stlr"}} of a family (C++'s: not its compare-and-swap). Not judged: what the
// compiler makes.
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
      if (family.empty() && use == "cas") continue;
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
// The model of x86 does not know that SPARC's atomics drain the store buffer.
inline bool judges_updates(const std::string& mapping) { return !mapping.starts_with("tso_"); }

}  // namespace fenceline::models
