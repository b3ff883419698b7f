// The published mappings of C++ atomics (arch/<isa>/mappings.h), judged by the memory models: what
// C++ forbids of loads, stores and fences must be forbidden of the instructions that a mapping
// makes of them.
#include <models/dialect.h>
#include <models/judge.h>
#include <models/litmus.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace fenceline::models {
namespace {

// ---- the sequences, as litmus tests write them
// ------------------------------------------------------------

// Instructions with ';' between. @a: register that holds the address; @x: the location's name; @v:
// register loaded into; @k: constant to store; @s: a scratch register; @L: a label.
const std::map<std::string, std::string>& sequences(const std::string& isa) {
  static const std::map<std::string, std::map<std::string, std::string>> all = {
      {"x86_64",
       {{"load mov", "movl (@x),@v"},
        {"load mfence_mov", "mfence;movl (@x),@v"},
        {"load lock_xadd_zero", "movl $0,@v;lock xaddl @v,(@x)"},
        {"store mov", "movl $@k,(@x)"},
        {"store xchg", "movl $@k,@s;xchgl @s,(@x)"},
        {"store mov_mfence", "movl $@k,(@x);mfence"},
        {"store mov_lock_add_rsp", "movl $@k,(@x);lock addl $0,(stack@t)"},
        {"fence none", ""},
        {"fence mfence", "mfence"},
        {"fence lock_add_rsp", "lock addl $0,(stack@t)"}}},
      {"aarch64",
       {{"load ldr", "LDR @v,[@a]"},
        {"load ldar", "LDAR @v,[@a]"},
        {"load ldapr", "LDAPR @v,[@a]"},
        {"load ldr_dmb_ishld", "LDR @v,[@a];DMB ISHLD"},
        {"load dmb_ish_ldr_dmb_ishld", "DMB ISH;LDR @v,[@a];DMB ISHLD"},
        {"store str", "MOV @s,#@k;STR @s,[@a]"},
        {"store stlr", "MOV @s,#@k;STLR @s,[@a]"},
        {"store dmb_ish_str", "MOV @s,#@k;DMB ISH;STR @s,[@a]"},
        {"store dmb_ish_str_dmb_ish", "MOV @s,#@k;DMB ISH;STR @s,[@a];DMB ISH"},
        {"fence dmb_ish", "DMB ISH"},
        {"fence dmb_ishld", "DMB ISHLD"}}},
      {"riscv64",
       {{"load ld", "lw @v,0(@a)"},
        {"load ld_fence_r_rw", "lw @v,0(@a);fence r,rw"},
        {"load fence_rw_rw_ld_fence_r_rw", "fence rw,rw;lw @v,0(@a);fence r,rw"},
        // Zalasr's are RCsc, as the A extension's annotations: written with those.
        {"load l_aq", "lr.w.aq @v,(@a)"},
        {"store sd", "li @s,@k;sw @s,0(@a)"},
        {"store fence_rw_w_sd", "li @s,@k;fence rw,w;sw @s,0(@a)"},
        {"store fence_rw_w_sd_fence_rw_rw", "li @s,@k;fence rw,w;sw @s,0(@a);fence rw,rw"},
        {"store amoswap_rl_zero", "li @s,@k;amoswap.w.rl x0,@s,(@a)"},
        {"store s_rl", "li @s,@k;amoswap.w.rl x0,@s,(@a)"},
        {"fence fence_r_rw", "fence r,rw"},
        {"fence fence_rw_w", "fence rw,w"},
        {"fence fence_tso", "fence.tso"},
        {"fence fence_rw_rw", "fence rw,rw"}}},
      {"ppc64le",
       {{"load ld", "lwz @v,0(@a)"},
        {"load ld_bc_isync", "lwz @v,0(@a);cmpw @v,@v;bne @L;@L:;isync"},
        {"load ld_lwsync", "lwz @v,0(@a);lwsync"},
        {"load ld_sync", "lwz @v,0(@a);sync"},
        {"load sync_ld_bc_isync", "sync;lwz @v,0(@a);cmpw @v,@v;bne @L;@L:;isync"},
        {"load sync_ld_lwsync", "sync;lwz @v,0(@a);lwsync"},
        {"store st", "li @s,@k;stw @s,0(@a)"},
        {"store lwsync_st", "li @s,@k;lwsync;stw @s,0(@a)"},
        {"store sync_st", "li @s,@k;sync;stw @s,0(@a)"},
        {"store lwsync_st_sync", "li @s,@k;lwsync;stw @s,0(@a);sync"},
        {"fence lwsync", "lwsync"},
        {"fence hwsync", "sync"}}},
  };
  static const std::map<std::string, std::string> none;
  const auto it = all.find(isa);
  return it == all.end() ? none : it->second;
}

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

struct Choice {
  std::string load, store,
      fence;  // variants; the fence stands between a thread's accesses, "" for none
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
        if (i > 0 && !choice.fence.empty()) add(code, "fence " + choice.fence, t, i, steps[i]);
        add(code, (steps[i].kind == 'W' ? "store " + choice.store : "load " + choice.load), t, i,
            steps[i]);
        if (isa_ != "x86_64")
          init += std::to_string(t) + ":" + address(i) + "=" + steps[i].location + "; ";
        if (steps[i].kind == 'R')
          condition += (condition.empty() ? "" : " /\\ ") + std::to_string(t) + ":" +
                       value(i, true) + "=" + std::to_string(steps[i].value);
      }
      columns.push_back(code);
    }
    for (const auto& [location, value] : shape.last)
      condition += (condition.empty() ? "" : " /\\ ") + std::string(1, location) + "=" +
                   std::to_string(value);
    return parse_litmus(text(shape.name, init, columns, condition), shape.name);
  }

 private:
  std::string address(size_t i) const {
    return (isa_ == "aarch64" ? "X" : isa_ == "riscv64" ? "x" : "r") + std::to_string(10 + i);
  }
  std::string value(size_t i, bool canonical = false) const {
    if (isa_ == "x86_64")
      return i == 0 ? (canonical ? "rax" : "%eax") : (canonical ? "rbx" : "%ebx");
    const std::string n = std::to_string(5 + i);
    if (isa_ == "aarch64") return (canonical ? "X" : "W") + n;
    return (isa_ == "riscv64" ? "x" : "r") + n;
  }
  std::string scratch(size_t i) const {
    if (isa_ == "x86_64") return i == 0 ? "%ecx" : "%edx";
    return (isa_ == "aarch64" ? "W" : isa_ == "riscv64" ? "x" : "r") + std::to_string(20 + i);
  }

  void add(std::vector<std::string>& code, const std::string& what, size_t t, size_t i,
           const Step& step) const {
    const auto& known = sequences(isa_);
    const auto found = known.find(what);
    ASSERT_NE(found, known.end()) << isa_ << ": how is '" << what << "' written in a litmus test?";
    std::istringstream parts(found->second);
    for (std::string line; std::getline(parts, line, ';');) {
      const std::pair<std::string, std::string> terms[] = {
          {"@a", address(i)},
          {"@v", value(i)},
          {"@k", std::to_string(step.value)},
          {"@x", {step.location}},
          {"@s", scratch(i)},
          {"@t", std::to_string(t)},
          {"@L", "L" + std::to_string(t) + std::to_string(i)}};
      for (const auto& [term, by] : terms)
        for (size_t at; (at = line.find(term)) != std::string::npos;)
          line.replace(at, term.size(), by);
      code.push_back(line);
    }
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

bool forbidden(const std::string& isa, const CppShape& shape, const Choice& choice) {
  const LitmusTest test = Writer(isa).test(shape, choice);
  return judge(test, *find_model(find_dialect(isa)->default_model())).verdict ==
         Verdict::kForbidden;
}

// ---- the mappings
// -------------------------------------------------------------------------------------------

// {(isa, mapping): {"store seq_cst": variant}}, of loads, stores and fences. Not judged: the
// compiler's own, Ztso and z/Architecture, for which there is no model.
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
      if (mapping == "builtin" || mapping == "ztso" || sequences(isa).empty()) continue;
      if (use == "load" || use == "store" || use == "fence")
        all[{isa, mapping}][use + " " + order] = variant;
    }
  }
  return all;
}

TEST(Mappings, ForbidWhatCppForbids) {
  const auto all = mappings();
  ASSERT_GE(all.size(), 19u);
  for (const auto& [key, variant] : all) {
    const auto& [isa, mapping] = key;
    const Choice relaxed{variant.at("load relaxed"), variant.at("store relaxed"), ""};
    for (const CppShape& shape : cpp_shapes()) {
      SCOPED_TRACE(isa + " " + mapping + " " + shape.name);
      EXPECT_TRUE(
          forbidden(isa, shape, {variant.at("load seq_cst"), variant.at("store seq_cst"), ""}))
          << "seq_cst accesses";
      EXPECT_TRUE(forbidden(isa, shape, {relaxed.load, relaxed.store, variant.at("fence seq_cst")}))
          << "seq_cst fences";
      if (!shape.acquire_release) continue;
      EXPECT_TRUE(
          forbidden(isa, shape, {variant.at("load acquire"), variant.at("store release"), ""}))
          << "acquire loads, release stores";
      EXPECT_TRUE(forbidden(isa, shape, {relaxed.load, relaxed.store, variant.at("fence acq_rel")}))
          << "acq_rel fences";
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
    EXPECT_FALSE(
        forbidden(isa, shape("SB"), {variant.at("load relaxed"), variant.at("store relaxed"), ""}));
    EXPECT_FALSE(forbidden(isa, shape("MP"),
                           {variant.at("load relaxed"), variant.at("store relaxed"), ""}) &&
                 isa != "x86_64");
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
  EXPECT_FALSE(forbidden("aarch64", shape("SB"), {"ldapr", "stlr", ""}));
}

}  // namespace
}  // namespace fenceline::models
