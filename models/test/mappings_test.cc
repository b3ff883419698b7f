// The published mappings of C++ atomics (arch/<isa>/mappings.h), judged by the memory models: what
// C++ forbids of loads, stores and fences must be forbidden of the instructions that a mapping
// makes of them.
#include <models/dialect/dialect.h>
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/test/mapping_shapes.h>
#include <models/test/mapping_writer.h>

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace fenceline::models {
namespace {

// ---- a litmus test from a shape
// ----------------------------------------------------------------------------

// Each an operation and its variant ("load ldar", "exchange swpal"). The fence stands between a
// thread's accesses, "" for none.
struct Choice {
  std::string read, write, fence;
  bool succeeds = false;  // a compare-and-swap for a load finds what it expects; else it fails
};

LitmusTest compiled(const std::string& isa, const CppShape& shape, const Choice& choice) {
  MappingWriter writer(isa);
  std::string condition;
  const auto expect = [&](const std::string& what) { condition += (condition.empty() ? "" : " /\\ ") + what; };
  for (size_t t = 0; t < shape.threads.size(); ++t) {
    writer.thread();
    const auto& steps = shape.threads[t];
    for (size_t i = 0; i < steps.size(); ++i) {
      if (i > 0 && !choice.fence.empty()) writer.fence(choice.fence);
      if (steps[i].kind == 'W')
        writer.writing(choice.write, steps[i].location, steps[i].value);
      else
        writer.reading(choice.read, steps[i].location, choice.succeeds ? steps[i].value : MappingWriter::kNever);
      if (steps[i].kind == 'R') expect(writer.result(t, i) + "=" + std::to_string(steps[i].value));
    }
  }
  if (!writer.succeeds().empty()) expect(writer.succeeds());
  for (const auto& [location, value] : shape.last) expect(std::string(1, location) + "=" + std::to_string(value));
  return parse_litmus(writer.text("exists (" + condition + ")"), shape.name);
}

bool forbidden(const std::string& isa, const CppShape& shape, const Choice& choice, std::string_view model = {}) {
  const LitmusTest test = compiled(isa, shape, choice);
  if (model.empty()) model = find_dialect(isa)->default_model();
  return judge(test, *find_model(model)).verdict == Verdict::kForbidden;
}

TEST(Mappings, ForbidWhatCppForbids) {
  const auto all = mappings();
  ASSERT_GE(all.size(), 29u);
  for (const auto& [key, variant] : all) {
    const auto& isa = key.first;  // no structured binding: Clang 14 captures none
    const std::string& mapping = key.second;
    const auto model = model_of(mapping);
    const std::string relaxed_read = variant.at("load relaxed"), relaxed_write = variant.at("store relaxed");
    for (const CppShape& shape : cpp_shapes()) {
      const auto expect_forbidden = [&](const char* what, const Choice& choice) {
        EXPECT_TRUE(forbidden(isa, shape, choice, model)) << isa << " " << mapping << " " << shape.name << ": " << what;
      };
      expect_forbidden("seq_cst accesses", {variant.at("load seq_cst"), variant.at("store seq_cst"), ""});
      expect_forbidden("seq_cst fences", {relaxed_read, relaxed_write, variant.at("fence seq_cst")});
      expect_forbidden("seq_cst exchanges for stores",
                       {variant.at("load seq_cst"), variant.at("exchange seq_cst"), ""});
      expect_forbidden("seq_cst fetch_adds for loads",
                       {variant.at("fetch_add seq_cst"), variant.at("store seq_cst"), ""});
      expect_forbidden("seq_cst compare-and-swaps for stores",
                       {variant.at("load seq_cst"), variant.at("cas seq_cst"), ""});
      expect_forbidden("failing seq_cst compare-and-swaps for loads",
                       {variant.at("cas seq_cst"), variant.at("store seq_cst"), ""});
      expect_forbidden("seq_cst compare-and-swaps for loads",
                       {variant.at("cas seq_cst"), variant.at("store seq_cst"), "", true});
      if (!shape.acquire_release) continue;
      expect_forbidden("acquire loads, release stores", {variant.at("load acquire"), variant.at("store release"), ""});
      expect_forbidden("acq_rel fences", {relaxed_read, relaxed_write, variant.at("fence acq_rel")});
      expect_forbidden("acquire fetch_adds, release exchanges",
                       {variant.at("fetch_add acquire"), variant.at("exchange release"), ""});
      expect_forbidden("failing acquire compare-and-swaps, release ones",
                       {variant.at("cas acquire"), variant.at("cas release"), ""});
      expect_forbidden("acquire compare-and-swaps, release ones",
                       {variant.at("cas acquire"), variant.at("cas release"), "", true});
      expect_forbidden("acq_rel compare-and-swaps", {variant.at("cas acq_rel"), variant.at("cas acq_rel"), "", true});
      expect_forbidden("failing acq_rel compare-and-swaps, acq_rel ones",
                       {variant.at("cas acq_rel"), variant.at("cas acq_rel"), ""});
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
  const auto mixed = [&](const std::string& isa, const std::string& loads, const std::string& stores) {
    return Choice{all.at({isa, loads}).at("load seq_cst"), all.at({isa, stores}).at("store seq_cst"), ""};
  };
  // The barrier is expected of the other side.
  EXPECT_FALSE(forbidden("x86_64", shape("SB"), mixed("x86_64", "store_xchg", "load_mfence")));
  EXPECT_FALSE(forbidden("ppc64le", shape("SB"), mixed("ppc64le", "trailing_sync", "leading_sync")));
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
