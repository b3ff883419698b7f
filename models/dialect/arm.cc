// A32: Arm Architecture Reference Manual, ARMv7-A and ARMv7-R edition, DDI 0406. What ARMv8 added (DDI 0487, F5: LDA, STL
// and their like, DMB and DSB of loads) is judged by the model of AArch64, which is AArch32's too (E2.3).
#include <models/dialect/arm_reader.h>
#include <models/dialect/pattern.h>

#include <algorithm>

namespace fenceline::models {
namespace {

using Ops = std::vector<MicroOp>;
using M = const Match&;

constexpr Row kRows[] = {
    {"dmb", [](M) -> Ops { return {fence(FenceKind::kDmb)}; }},
    {"dmb sy", [](M) -> Ops { return {fence(FenceKind::kDmb)}; }},
    {"dmb ish", [](M) -> Ops { return {fence(FenceKind::kDmb)}; }},
    {"dmb nsh", [](M) -> Ops { return {fence(FenceKind::kDmb)}; }},
    {"dmb osh", [](M) -> Ops { return {fence(FenceKind::kDmb)}; }},
    {"dmb st", [](M) -> Ops { return {fence(FenceKind::kDmb, kW, kW)}; }},
    {"dmb ishst", [](M) -> Ops { return {fence(FenceKind::kDmb, kW, kW)}; }},
    {"dmb nshst", [](M) -> Ops { return {fence(FenceKind::kDmb, kW, kW)}; }},
    {"dmb oshst", [](M) -> Ops { return {fence(FenceKind::kDmb, kW, kW)}; }},
    {"dmb ld", [](M) -> Ops { return {fence(FenceKind::kDmb, kR, kRW)}; }},
    {"dmb ishld", [](M) -> Ops { return {fence(FenceKind::kDmb, kR, kRW)}; }},
    {"dmb nshld", [](M) -> Ops { return {fence(FenceKind::kDmb, kR, kRW)}; }},
    {"dmb oshld", [](M) -> Ops { return {fence(FenceKind::kDmb, kR, kRW)}; }},
    {"dsb", [](M) -> Ops { return {fence(FenceKind::kDsb)}; }},
    {"dsb sy", [](M) -> Ops { return {fence(FenceKind::kDsb)}; }},
    {"dsb ish", [](M) -> Ops { return {fence(FenceKind::kDsb)}; }},
    {"dsb nsh", [](M) -> Ops { return {fence(FenceKind::kDsb)}; }},
    {"dsb osh", [](M) -> Ops { return {fence(FenceKind::kDsb)}; }},
    {"dsb st", [](M) -> Ops { return {fence(FenceKind::kDsb, kW, kW)}; }},
    {"dsb ishst", [](M) -> Ops { return {fence(FenceKind::kDsb, kW, kW)}; }},
    {"dsb nshst", [](M) -> Ops { return {fence(FenceKind::kDsb, kW, kW)}; }},
    {"dsb oshst", [](M) -> Ops { return {fence(FenceKind::kDsb, kW, kW)}; }},
    {"dsb ld", [](M) -> Ops { return {fence(FenceKind::kDsb, kR, kRW)}; }},
    {"dsb ishld", [](M) -> Ops { return {fence(FenceKind::kDsb, kR, kRW)}; }},
    {"dsb nshld", [](M) -> Ops { return {fence(FenceKind::kDsb, kR, kRW)}; }},
    {"dsb oshld", [](M) -> Ops { return {fence(FenceKind::kDsb, kR, kRW)}; }},
    {"isb", [](M) -> Ops { return {fence(FenceKind::kIsb, 0, 0)}; }},
    {"isb sy", [](M) -> Ops { return {fence(FenceKind::kIsb, 0, 0)}; }},
    {"nop", [](M) -> Ops { return {}; }},
};

class Arm : public PatternDialect {
 public:
  Isa isa() const override { return Isa::arm; }
  std::string_view name() const override { return "arm"; }
  std::string_view litmus_name() const override { return "ARM"; }
  std::string_view default_model() const override { return "armv7"; }
  std::string_view default_model(const LitmusTest& test) const override {
    const auto of_armv8 = [](const MicroOp& op) {
      return (op.order & (kAcquire | kRelease)) != 0 || (op.op == Op::kFence && op.fence.before == kR);
    };
    for (const Thread& thread : test.threads)
      for (const Instruction& i : thread.code)
        if (std::any_of(i.ops.begin(), i.ops.end(), of_armv8)) return "aarch64";
    return default_model();
  }
  Rules rules() const override { return {.first_symbolic = 0}; }
  std::string canonical_register(std::string_view name) const override { return arm::register_name(name); }
  Instruction parse(std::string_view text, Scope& scope) const override {
    const Words words = split_words(text);
    for (const auto read : {arm::read_processing, arm::read_control, arm::read_access})
      if (auto ops = read(words, scope)) {
        Instruction out;
        out.text = arm::canonical(words), out.ops = std::move(*ops);
        return out;
      }
    for (const Row& row : kRows)
      if (split_words(row.pattern).mnemonic == words.mnemonic) return PatternDialect::parse(text, scope);
    unknown_mnemonic(words.mnemonic, arm::mnemonics());
  }
  std::span<const Edge> edges() const override {
    static const Edge kEdges[] = {{"po", Edge::kPo, ""},
                                  {"dmb", Edge::kFence, "dmb"},
                                  {"dmb.st", Edge::kFence, "dmb st"},
                                  {"dsb", Edge::kFence, "dsb"},
                                  {"dsb.st", Edge::kFence, "dsb st"},
                                  {"isb", Edge::kFence, "isb"},
                                  {"addr", Edge::kAddr, ""},
                                  {"data", Edge::kData, ""},
                                  {"ctrl", Edge::kCtrl, ""},
                                  {"ctrlisb", Edge::kCtrlFence, "isb"}};
    return kEdges;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {{"p"}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "dmb"; }
  // dmb before a store and after a load; also after a seq_cst store.
  std::string_view cxx_edge(bool seq_cst, Dir from, Dir to) const override {
    return from == Dir::kWrite && to == Dir::kRead && !seq_cst ? "po" : "dmb";
  }
  std::string nth_register(int n) const override { return "R" + std::to_string(n); }
  bool emit_update(Emitter& out, const Access& access, bool) const override {
    const std::string value = out.fresh(), old = out.fresh(), status = out.fresh(),
                      at = "[" + out.pointer(access.location) + "]";
    out.line("mov " + value + ",#" + std::to_string(access.value));
    out.line("ldrex " + old + "," + at);
    out.line("strex " + status + "," + value + "," + at);
    out.expect(old, access.overwritten);
    out.expect(status, 0);
    return true;
  }

 protected:
  std::span<const Row> rows() const override { return kRows; }
  bool encodes(std::string_view, Value) const override { return true; }  // no row has a constant
  Writing writing() const override {
    return {.set = "mov {0},#{#}",
            .zero = "eor {0},{1},{1}",
            .add = "add {0},{0},#{#}",
            .sum = "add {0},{0},{1}",
            .branch = "cmp {0},{0};beq {l}",
            .load = {{4, "ldr {0},[{1}]"}},
            .store = {{4, "str {0},[{1}]"}}};
  }
};

}  // namespace

const Dialect& arm_dialect() {
  static const Arm instance;
  return instance;
}

}  // namespace fenceline::models
