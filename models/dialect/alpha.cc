// Alpha: Alpha Architecture Handbook, version 4, chapter 4.
#include <models/dialect/pattern.h>

namespace fenceline::models {
namespace {

using Ops = std::vector<MicroOp>;
using M = const Match&;

Address at(M m) { return {reg(m.reg[1], m.constant), {}}; }

// A branch tests a register against zero.
Ops test(M m, Cond cond) {
  return {alu(Alu::kCompare, m.flags, reg(m.reg[0]), imm(0)), branch(cond, reg(m.flags), m.label)};
}

// Stores the register where the reservation holds, and says in it whether it did.
Ops store_locked(M m, int size) {
  return {store_conditional(m.temp, reg(m.reg[0]), at(m), size, kExclusive),
          alu(Alu::kXor, m.reg[0], reg(m.temp), imm(1))};
}

constexpr Row kRows[] = {
    {"lda {0},{#}({1})", [](M m) -> Ops { return {alu(Alu::kAdd, m.reg[0], reg(m.reg[1]), imm(m.constant))}; }},
    {"addq {1},{#},{0}", [](M m) -> Ops { return {alu(Alu::kAdd, m.reg[0], reg(m.reg[1]), imm(m.constant))}; }},
    {"addq {1},{2},{0}", [](M m) -> Ops { return {alu(Alu::kAdd, m.reg[0], reg(m.reg[1]), reg(m.reg[2]))}; }},
    {"xor {1},{2},{0}", [](M m) -> Ops { return {alu(Alu::kXor, m.reg[0], reg(m.reg[1]), reg(m.reg[2]))}; }},
    {"and {1},{#},{0}", [](M m) -> Ops { return {alu(Alu::kAnd, m.reg[0], reg(m.reg[1]), imm(m.constant))}; }},
    {"beq {0},{l}", [](M m) -> Ops { return test(m, Cond::kEq); }},
    {"bne {0},{l}", [](M m) -> Ops { return test(m, Cond::kNe); }},
    {"br {l}", [](M m) -> Ops { return {branch(Cond::kAlways, imm(0), m.label)}; }},
    {"ldl {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m), 4, kPlain, true)}; }},
    {"ldq {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m), 8)}; }},
    {"stl {0},{#}({1})", [](M m) -> Ops { return {store(reg(m.reg[0]), at(m), 4)}; }},
    {"stq {0},{#}({1})", [](M m) -> Ops { return {store(reg(m.reg[0]), at(m), 8)}; }},
    {"ldl_l {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m), 4, kExclusive, true)}; }},
    {"ldq_l {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m), 8, kExclusive)}; }},
    {"stl_c {0},{#}({1})", [](M m) -> Ops { return store_locked(m, 4); }},
    {"stq_c {0},{#}({1})", [](M m) -> Ops { return store_locked(m, 8); }},
    {"mb", [](M) -> Ops { return {fence(FenceKind::kMb)}; }},
    {"wmb", [](M) -> Ops { return {fence(FenceKind::kWmb, kW, kW)}; }},
    {"nop", [](M) -> Ops { return {}; }},
};

class Alpha : public PatternDialect {
 public:
  Isa isa() const override { return Isa::alpha; }
  std::string_view name() const override { return "alpha"; }
  std::string_view litmus_name() const override { return "ALPHA"; }
  std::string_view default_model() const override { return "alpha"; }
  std::string canonical_register(std::string_view name) const override {
    const auto n = name.empty() || name[0] != '$' ? std::nullopt : to_integer(name.substr(1));
    return n && *n >= 0 && *n <= 30 ? std::string(name) : "";
  }
  std::span<const Edge> edges() const override {
    static const Edge kEdges[] = {{"po", Edge::kPo, ""},     {"mb", Edge::kFence, "mb"}, {"wmb", Edge::kFence, "wmb"},
                                  {"addr", Edge::kAddr, ""}, {"data", Edge::kData, ""},  {"ctrl", Edge::kCtrl, ""}};
    return kEdges;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {{"p"}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "mb"; }
  std::string_view cxx_edge(bool seq_cst, Dir from, Dir to) const override {
    return from == Dir::kWrite && to == Dir::kRead && !seq_cst ? "po" : "mb";
  }
  std::string nth_register(int n) const override { return "$" + std::to_string(n + 1); }
  bool emit_update(Emitter& out, const Access& access, bool) const override {
    const std::string value = out.fresh(), old = out.fresh(), at = "0(" + out.pointer(access.location) + ")";
    out.line("lda " + value + "," + std::to_string(access.value) + "($31)");
    out.line("ldl_l " + old + "," + at);
    out.line("stl_c " + value + "," + at);
    out.expect(old, access.overwritten);
    out.expect(value, 1);  // STL_C leaves its success in the register that it stored
    return true;
  }

 protected:
  std::span<const Row> rows() const override { return kRows; }
  // Displacements of 16 bits, literals of eight (3.3.1, 3.3.3).
  bool encodes(std::string_view pattern, Value constant) const override {
    return pattern.ends_with(')') ? constant >= -0x8000 && constant <= 0x7fff : constant >= 0 && constant <= 255;
  }
  bool is_zero_register(std::string_view name) const override { return name == "$31"; }
  Writing writing() const override {
    return {.set = "lda {0},{#}($31)",
            .zero = "xor {1},{1},{0}",
            .add = "addq {0},{#},{0}",
            .sum = "addq {0},{1},{0}",
            .load = "ldl {0},0({1})",
            .store = "stl {0},0({1})",
            .branch = "bne {0},{l}"};
  }
};

}  // namespace

const Dialect& alpha_dialect() {
  static const Alpha instance;
  return instance;
}

}  // namespace fenceline::models
