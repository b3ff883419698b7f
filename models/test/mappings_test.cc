// The published mappings of C++ atomics (arch/<isa>/mappings.h), judged by the memory models: what
// C++ forbids of loads, stores and fences must be forbidden of the instructions that a mapping
// makes of them.
#include <models/dialect.h>
#include <models/judge.h>
#include <models/litmus.h>
#include <models/test/mapping_sequences.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace fenceline::models {
namespace {

// ---- shapes: what each thread does, and the outcome that is not sequentially consistent
// -----------------------

struct Step {
  char kind;  // 'W' or 'R'
  char location;
  int value;  // stored, or read in the outcome
};
struct CppShape {
  std::string name;
  std::vector<std::vector<Step>> threads;
  std::map<char, int> last;  // values in the end
  bool acquire_release;      // forbidden already by acquire loads and release stores
};

const std::vector<CppShape>& cpp_shapes() {
  static const std::vector<CppShape> all = {
      {"MP", {{{'W', 'x', 1}, {'W', 'y', 1}}, {{'R', 'y', 1}, {'R', 'x', 0}}}, {}, true},
      {"LB", {{{'R', 'x', 1}, {'W', 'y', 1}}, {{'R', 'y', 1}, {'W', 'x', 1}}}, {}, true},
      {"S", {{{'W', 'x', 2}, {'W', 'y', 1}}, {{'R', 'y', 1}, {'W', 'x', 1}}}, {{'x', 2}}, true},
      {"WRC",
       {{{'W', 'x', 1}}, {{'R', 'x', 1}, {'W', 'y', 1}}, {{'R', 'y', 1}, {'R', 'x', 0}}},
       {},
       true},
      {"ISA2",
       {{{'W', 'x', 1}, {'W', 'y', 1}},
        {{'R', 'y', 1}, {'W', 'z', 1}},
        {{'R', 'z', 1}, {'R', 'x', 0}}},
       {},
       true},
      {"SB", {{{'W', 'x', 1}, {'R', 'y', 0}}, {{'W', 'y', 1}, {'R', 'x', 0}}}, {}, false},
      {"R", {{{'W', 'x', 1}, {'W', 'y', 1}}, {{'W', 'y', 2}, {'R', 'x', 0}}}, {{'y', 2}}, false},
      {"2+2W",
       {{{'W', 'x', 1}, {'W', 'y', 2}}, {{'W', 'y', 1}, {'W', 'x', 2}}},
       {{'x', 1}, {'y', 1}},
       false},
      {"RWC",
       {{{'W', 'x', 1}}, {{'R', 'x', 1}, {'R', 'y', 0}}, {{'W', 'y', 1}, {'R', 'x', 0}}},
       {},
       false},
      {"IRIW",
       {{{'W', 'x', 1}},
        {{'W', 'y', 1}},
        {{'R', 'x', 1}, {'R', 'y', 0}},
        {{'R', 'y', 1}, {'R', 'x', 0}}},
       {},
       false},
  };
  return all;
}

// ---- a litmus test from a shape
// ----------------------------------------------------------------------------

// Each an operation and its variant ("load ldar", "exchange swpal"). The fence stands between a
// thread's accesses, "" for none.
struct Choice {
  std::string read, write, fence;
};

class Writer {
 public:
  explicit Writer(std::string isa) : isa_(std::move(isa)) {}

  LitmusTest test(const CppShape& shape, const Choice& choice) const {
    std::string init, condition;
    std::vector<std::vector<std::string>> columns;
    for (size_t t = 0; t < shape.threads.size(); ++t) {
      std::vector<std::string> code;
      const auto& steps = shape.threads[t];
      for (size_t i = 0; i < steps.size(); ++i) {
        if (i > 0 && !choice.fence.empty()) add(code, choice.fence, t, i, steps[i]);
        const bool may_fail =
            add(code, steps[i].kind == 'W' ? choice.write : choice.read, t, i, steps[i]);
        if (isa_ != "x86_64")
          init += std::to_string(t) + ":" + address(i) + "=" + steps[i].location + "; ";
        if (steps[i].kind == 'R')
          expect(condition, std::to_string(t) + ":" + value(i, true), steps[i].value);
        if (may_fail) expect(condition, std::to_string(t) + ":" + named(9 + i, true), 0);
      }
      columns.push_back(code);
    }
    for (const auto& [location, value] : shape.last)
      expect(condition, std::string(1, location), value);
    return parse_litmus(text(shape.name, init, columns, condition), shape.name);
  }

 private:
  static void expect(std::string& condition, const std::string& what, int value) {
    condition += (condition.empty() ? "" : " /\\ ") + what + "=" + std::to_string(value);
  }
  /// The n-th register, 1 to 10; of AArch64's two names the wide one where it holds an address.
  std::string named(size_t n, bool wide = false) const {
    if (isa_ == "sparc64") return (n <= 7 ? "%l" : "%i") + std::to_string(n <= 7 ? n : n - 7);
    const std::map<std::string, std::string> letters = {
        {"aarch64", wide ? "X" : "W"}, {"riscv64", "x"}, {"s390x", "%r"}, {"arm", "R"}};
    const auto it = letters.find(isa_);
    return (it == letters.end() ? "r" : it->second) + std::to_string(n);
  }
  std::string address(size_t i) const { return named(1 + i, true); }
  std::string value(size_t i, bool canonical = false) const {
    if (isa_ == "x86_64")
      return i == 0 ? (canonical ? "rax" : "%eax") : (canonical ? "rbx" : "%ebx");
    return named(3 + i, canonical);
  }
  std::string scratch(size_t i) const {
    if (isa_ == "x86_64") return i == 0 ? "%ecx" : "%edx";
    return named(5 + i);
  }

  /// Whether the update may fail.
  bool add(std::vector<std::string>& code, const std::string& what, size_t t, size_t i,
           const Step& step) const {
    const auto& known = sequences(isa_);
    const auto found = known.find(what);
    if (found == known.end())
      throw std::out_of_range(isa_ + ": how is '" + what + "' written in a litmus test?");
    std::istringstream parts(found->second);
    for (std::string line; std::getline(parts, line, ';');) {
      const std::pair<std::string, std::string> terms[] = {
          {"@a", address(i)},
          {"@v", value(i)},
          {"@k", std::to_string(step.value)},
          {"@x", {step.location}},
          {"@s", scratch(i)},
          {"@o", named(7 + i)},
          {"@f", named(9 + i)},
          {"@t", std::to_string(t)},
          {"@L", "L" + std::to_string(t) + std::to_string(i)}};
      for (const auto& [term, by] : terms)
        for (size_t at; (at = line.find(term)) != std::string::npos;)
          line.replace(at, term.size(), by);
      code.push_back(line);
    }
    return found->second.find("@f") != std::string::npos;
  }

  std::string text(const std::string& name, const std::string& init,
                   const std::vector<std::vector<std::string>>& columns,
                   const std::string& condition) const {
    std::string out =
        std::string(find_dialect(isa_)->litmus_name()) + " " + name + "\n{ " + init + "}\n";
    size_t rows = 0;
    for (size_t t = 0; t < columns.size(); ++t) {
      out += (t ? "| P" : " P") + std::to_string(t) + " ";
      rows = std::max(rows, columns[t].size());
    }
    for (size_t row = 0; row < rows; ++row) {
      out += ";\n";
      for (size_t t = 0; t < columns.size(); ++t)
        out += (t ? "| " : " ") + (row < columns[t].size() ? columns[t][row] : "") + " ";
    }
    return out + ";\nexists (" + condition + ")\n";
  }

  std::string isa_;
};

bool forbidden(const std::string& isa, const CppShape& shape, const Choice& choice,
               std::string_view model = {}) {
  const LitmusTest test = Writer(isa).test(shape, choice);
  if (model.empty()) model = find_dialect(isa)->default_model();
  return judge(test, *find_model(model)).verdict == Verdict::kForbidden;
}

// ---- the mappings
// -------------------------------------------------------------------------------------------

// {(isa, mapping): {"store seq_cst": "store stlr"}} of loads, stores, exchanges, fetch_adds and
// fences. Not judged: compare-and-swap, and what the compiler makes.
std::map<std::pair<std::string, std::string>, std::map<std::string, std::string>> mappings() {
  std::map<std::pair<std::string, std::string>, std::map<std::string, std::string>> all;
  for (const auto& folder :
       std::filesystem::directory_iterator(std::string(FENCELINE_SOURCE) + "/arch")) {
    const std::string isa = folder.path().filename();
    std::ifstream in(folder.path() / "mappings.tsv");
    for (std::string line; std::getline(in, line);) {
      std::istringstream words(line);
      std::string mapping, use, order, variant;
      words >> mapping >> use >> order >> variant;
      if (mapping == "builtin" || use == "cas" || sequences(isa).empty()) continue;
      all[{isa, mapping}][use + " " + order] = use + " " + variant;
    }
  }
  return all;
}

// A mapping is for its ISA's own model but for those that rely on more.
std::string_view model_of(const std::string& mapping) {
  if (mapping == "ztso") return "ztso";
  return mapping.starts_with("tso_") ? "x86-tso" : "";  // SPARC's TSO is x86's
}
// The model of x86 does not know that SPARC's atomics drain the store buffer.
bool judges_updates(const std::string& mapping) { return !mapping.starts_with("tso_"); }

TEST(Mappings, ForbidWhatCppForbids) {
  const auto all = mappings();
  ASSERT_GE(all.size(), 29u);
  for (const auto& [key, variant] : all) {
    const auto& isa = key.first;  // no structured binding: Clang 14 captures none
    const std::string& mapping = key.second;
    const auto model = model_of(mapping);
    const std::string relaxed_read = variant.at("load relaxed"),
                      relaxed_write = variant.at("store relaxed");
    for (const CppShape& shape : cpp_shapes()) {
      const auto expect_forbidden = [&](const char* what, const Choice& choice) {
        EXPECT_TRUE(forbidden(isa, shape, choice, model))
            << isa << " " << mapping << " " << shape.name << ": " << what;
      };
      expect_forbidden("seq_cst accesses",
                       {variant.at("load seq_cst"), variant.at("store seq_cst"), ""});
      expect_forbidden("seq_cst fences",
                       {relaxed_read, relaxed_write, variant.at("fence seq_cst")});
      if (judges_updates(mapping)) {
        expect_forbidden("seq_cst exchanges for stores",
                         {variant.at("load seq_cst"), variant.at("exchange seq_cst"), ""});
        expect_forbidden("seq_cst fetch_adds for loads",
                         {variant.at("fetch_add seq_cst"), variant.at("store seq_cst"), ""});
      }
      if (!shape.acquire_release) continue;
      expect_forbidden("acquire loads, release stores",
                       {variant.at("load acquire"), variant.at("store release"), ""});
      expect_forbidden("acq_rel fences",
                       {relaxed_read, relaxed_write, variant.at("fence acq_rel")});
      // The model of POWER knows no dependence of stwcx.'s success on the lwarx (Power ISA, Book
      // II, B.2.1.1 relies on it), so that bne; isync behind it holds nothing back.
      if (judges_updates(mapping) && variant.at("fetch_add acquire") != "fetch_add larx_stcx_isync")
        expect_forbidden("acquire fetch_adds, release exchanges",
                         {variant.at("fetch_add acquire"), variant.at("exchange release"), ""});
    }
  }
}

const CppShape& shape(const std::string& name) {
  for (const CppShape& s : cpp_shapes())
    if (s.name == name) return s;
  throw std::out_of_range(name);
}

TEST(Mappings, RelaxedSequencesAllowWhatTheIsaReorders) {
  for (const auto& [key, variant] : mappings()) {
    const auto& [isa, mapping] = key;
    SCOPED_TRACE(isa + " " + mapping);
    const Choice relaxed{variant.at("load relaxed"), variant.at("store relaxed"), ""};
    const bool tso = isa == "x86_64" || isa == "s390x" || !model_of(mapping).empty();
    EXPECT_FALSE(forbidden(isa, shape("SB"), relaxed, model_of(mapping)));
    EXPECT_EQ(forbidden(isa, shape("MP"), relaxed, model_of(mapping)), tso);
  }
}

TEST(Mappings, MixingTwoAllowsStoreBuffering) {
  const auto all = mappings();
  const auto mixed = [&](const std::string& isa, const std::string& loads,
                         const std::string& stores) {
    return Choice{all.at({isa, loads}).at("load seq_cst"),
                  all.at({isa, stores}).at("store seq_cst"), ""};
  };
  // The barrier is expected of the other side.
  EXPECT_FALSE(forbidden("x86_64", shape("SB"), mixed("x86_64", "store_xchg", "load_mfence")));
  EXPECT_FALSE(
      forbidden("ppc64le", shape("SB"), mixed("ppc64le", "trailing_sync", "leading_sync")));
  EXPECT_FALSE(forbidden("aarch64", shape("SB"), mixed("aarch64", "dmb_trailing", "dmb_leading")));
  EXPECT_FALSE(forbidden("aarch64", shape("SB"), mixed("aarch64", "dmb_trailing", "ldar_stlr")));
  EXPECT_FALSE(forbidden("riscv64", shape("SB"), mixed("riscv64", "table_a7", "table_a6")));
  // The psABI's fence behind the store is there for that.
  EXPECT_TRUE(forbidden("riscv64", shape("SB"), mixed("riscv64", "table_a7", "psabi")));
  EXPECT_TRUE(forbidden("riscv64", shape("SB"), mixed("riscv64", "table_a7", "psabi_amoswap")));
  // acquire is not seq_cst: ldapr passes an earlier stlr.
  EXPECT_FALSE(forbidden("aarch64", shape("SB"), {"load ldapr", "store stlr", ""}));
}

}  // namespace
}  // namespace fenceline::models
