// Alpha: Alpha Architecture Handbook, version 4, chapter 4.
#include <models/dialect/load_store_rows.h>

namespace fenceline::models {
namespace {

using namespace rows;

constexpr Row kRows[] = {
    {"lda {0},{#}({1})", by_constant<Alu::kAdd>},
    {"mov {#},{0}", set},
    {"mov {1},{0}", copy},
    {"addq {1},{#},{0}", by_constant<Alu::kAdd>},
    {"addq {1},{2},{0}", by_register<Alu::kAdd>},
    {"addl {1},{#},{0}", by_constant<Alu::kAdd, 4>},
    {"addl {1},{2},{0}", by_register<Alu::kAdd, 4>},
    {"subq {1},{#},{0}", by_constant<Alu::kSub>},
    {"subq {1},{2},{0}", by_register<Alu::kSub>},
    {"subl {1},{#},{0}", by_constant<Alu::kSub, 4>},
    {"subl {1},{2},{0}", by_register<Alu::kSub, 4>},
    {"mulq {1},{#},{0}", by_constant<Alu::kMul>},
    {"mulq {1},{2},{0}", by_register<Alu::kMul>},
    {"and {1},{#},{0}", by_constant<Alu::kAnd>},
    {"and {1},{2},{0}", by_register<Alu::kAnd>},
    {"bic {1},{#},{0}", by_constant<Alu::kAndNot>},
    {"bic {1},{2},{0}", by_register<Alu::kAndNot>},
    {"bis {1},{#},{0}", by_constant<Alu::kOr>},
    {"bis {1},{2},{0}", by_register<Alu::kOr>},
    {"xor {1},{#},{0}", by_constant<Alu::kXor>},
    {"xor {1},{2},{0}", by_register<Alu::kXor>},
    {"sll {1},{#},{0}", by_constant<Alu::kShl>},
    {"srl {1},{#},{0}", by_constant<Alu::kShr>},
    {"sra {1},{#},{0}", by_constant<Alu::kSar>},
    {"beq {0},{l}", branch_on_zero<Cond::kEq>},
    {"bne {0},{l}", branch_on_zero<Cond::kNe>},
    {"blt {0},{l}", branch_on_zero<Cond::kLt>},
    {"bge {0},{l}", branch_on_zero<Cond::kGe>},
    {"bgt {0},{l}", branch_on_zero<Cond::kGt>},
    {"ble {0},{l}", branch_on_zero<Cond::kLe>},
    {"br {l}", jump},
    // Of bytes and words since BWX (4.2).
    {"ldbu {0},{#}({1})", load_of<1>},
    {"ldwu {0},{#}({1})", load_of<2>},
    {"ldl {0},{#}({1})", load_of<4, true>},
    {"ldq {0},{#}({1})", load_of<8>},
    {"stb {0},{#}({1})", store_of<1>},
    {"stw {0},{#}({1})", store_of<2>},
    {"stl {0},{#}({1})", store_of<4>},
    {"stq {0},{#}({1})", store_of<8>},
    {"ldl_l {0},{#}({1})", load_linked<4>},
    {"ldq_l {0},{#}({1})", load_linked<8>},
    {"stl_c {0},{#}({1})", store_linked<4>},
    {"stq_c {0},{#}({1})", store_linked<8>},
    {"mb", [](M) -> Ops { return {fence(FenceKind::kMb)}; }},
    {"wmb", [](M) -> Ops { return {fence(FenceKind::kWmb, kW, kW)}; }},
    {"nop", nothing},
};

class Alpha : public PatternDialect {
 public:
  Isa isa() const override { return Isa::alpha; }
  std::string_view name() const override { return "alpha"; }
  std::string_view litmus_name() const override { return "ALPHA"; }
  std::string_view default_model() const override { return "alpha"; }
  Rules rules() const override { return {.first_symbolic = 0}; }
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
    if (access.size < 4) return false;
    const std::string fresh = value(out, access.value), old = out.fresh(),
                      at = std::to_string(access.offset) + "(" + out.pointer(access.location) + ")",
                      letter = access.size == 8 ? "q" : "l";
    out.line("ld" + letter + "_l " + old + "," + at);
    out.line("st" + letter + "_c " + fresh + "," + at);
    out.expect(old, access.overwritten);
    out.expect(fresh, 1);  // STL_C leaves its success in the register that it stored
    return true;
  }

 protected:
  std::span<const Row> rows() const override { return kRows; }
  // Displacements of 16 bits, literals of eight (3.3.1, 3.3.3); of a shift, of which six count, no more than that.
  bool encodes(std::string_view pattern, Value constant) const override {
    if (pattern.starts_with('s') && (pattern[1] == 'l' || pattern[1] == 'r')) return constant >= 0 && constant <= 63;
    return pattern.ends_with(')') ? constant >= -0x8000 && constant <= 0x7fff : constant >= 0 && constant <= 255;
  }
  bool is_zero_register(std::string_view name) const override { return name == "$31"; }
  Writing writing() const override {
    return {
        .set = "lda {0},{#}($31)",
        .zero = "xor {1},{1},{0}",
        .add = "addq {0},{#},{0}",
        .sum = "addq {0},{1},{0}",
        .branch = "bne {0},{l}",
        .load = {{1, "ldbu {0},{#}({1})"}, {2, "ldwu {0},{#}({1})"}, {4, "ldl {0},{#}({1})"}, {8, "ldq {0},{#}({1})"}},
        .store = {{1, "stb {0},{#}({1})"}, {2, "stw {0},{#}({1})"}, {4, "stl {0},{#}({1})"}, {8, "stq {0},{#}({1})"}}};
  }
};

}  // namespace

const Dialect& alpha_dialect() {
  static const Alpha instance;
  return instance;
}

}  // namespace fenceline::models
