// z/Architecture in the syntax of the GNU assembler: z/Architecture Principles of Operation.
#include <models/dialect/pattern.h>

#include <algorithm>
#include <iterator>

namespace fenceline::models {
namespace {

using Ops = std::vector<MicroOp>;
using M = const Match&;

Address at(M m, int base) { return {reg(m.reg[base], m.constant), {}}; }

// COMPARE AND SWAP: the register ends with what was in storage, the condition code says "equal".
Ops compare_and_swap(M m, int size) {
  MicroOp update = cas(m.temp, reg(m.reg[0]), reg(m.reg[1]), at(m, 2), size, kLocked);
  return {update, alu(Alu::kCompare, m.flags, reg(m.temp), reg(m.reg[0]), size),
          alu(Alu::kSecond, m.reg[0], {}, reg(m.temp), size)};
}

constexpr Row kRows[] = {
    {"lhi {0},{#}", [](M m) -> Ops { return {alu(Alu::kSecond, m.reg[0], {}, imm(m.constant), 4)}; }},
    {"lr {0},{1}", [](M m) -> Ops { return {alu(Alu::kSecond, m.reg[0], {}, reg(m.reg[1]), 4)}; }},
    {"ahi {0},{#}", [](M m) -> Ops { return {alu(Alu::kAdd, m.reg[0], reg(m.reg[0]), imm(m.constant), 4)}; }},
    {"agr {0},{1}", [](M m) -> Ops { return {alu(Alu::kAdd, m.reg[0], reg(m.reg[0]), reg(m.reg[1]))}; }},
    {"xr {0},{1}", [](M m) -> Ops { return {alu(Alu::kXor, m.reg[0], reg(m.reg[0]), reg(m.reg[1]), 4)}; }},
    {"xgrk {0},{1},{2}", [](M m) -> Ops { return {alu(Alu::kXor, m.reg[0], reg(m.reg[1]), reg(m.reg[2]))}; }},
    {"nr {0},{1}", [](M m) -> Ops { return {alu(Alu::kAnd, m.reg[0], reg(m.reg[0]), reg(m.reg[1]), 4)}; }},
    {"chi {0},{#}", [](M m) -> Ops { return {alu(Alu::kCompare, m.flags, reg(m.reg[0]), imm(m.constant), 4)}; }},
    {"cr {0},{1}", [](M m) -> Ops { return {alu(Alu::kCompare, m.flags, reg(m.reg[0]), reg(m.reg[1]), 4)}; }},
    {"j {l}", [](M m) -> Ops { return {branch(Cond::kAlways, imm(0), m.label)}; }},
    {"je {l}", [](M m) -> Ops { return {branch(Cond::kEq, reg(m.flags), m.label)}; }},
    {"jne {l}", [](M m) -> Ops { return {branch(Cond::kNe, reg(m.flags), m.label)}; }},
    {"l {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m, 1), 4)}; }},
    {"lg {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m, 1), 8)}; }},
    {"llc {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m, 1), 1)}; }},
    {"llh {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m, 1), 2)}; }},
    {"st {0},{#}({1})", [](M m) -> Ops { return {store(reg(m.reg[0]), at(m, 1), 4)}; }},
    {"stg {0},{#}({1})", [](M m) -> Ops { return {store(reg(m.reg[0]), at(m, 1), 8)}; }},
    {"stc {0},{#}({1})", [](M m) -> Ops { return {store(reg(m.reg[0]), at(m, 1), 1)}; }},
    {"sth {0},{#}({1})", [](M m) -> Ops { return {store(reg(m.reg[0]), at(m, 1), 2)}; }},
    {"cs {0},{1},{#}({2})", [](M m) -> Ops { return compare_and_swap(m, 4); }},
    {"csg {0},{1},{#}({2})", [](M m) -> Ops { return compare_and_swap(m, 8); }},
    {"laa {0},{1},{#}({2})",
     [](M m) -> Ops { return {rmw(Alu::kAdd, m.reg[0], reg(m.reg[1]), at(m, 2), 4, kLocked)}; }},
    {"lao {0},{1},{#}({2})", [](M m) -> Ops { return {rmw(Alu::kOr, m.reg[0], reg(m.reg[1]), at(m, 2), 4, kLocked)}; }},
    {"lan {0},{1},{#}({2})",
     [](M m) -> Ops { return {rmw(Alu::kAnd, m.reg[0], reg(m.reg[1]), at(m, 2), 4, kLocked)}; }},
    {"lax {0},{1},{#}({2})",
     [](M m) -> Ops { return {rmw(Alu::kXor, m.reg[0], reg(m.reg[1]), at(m, 2), 4, kLocked)}; }},
    {"bcr 15,0", [](M) -> Ops { return {fence(FenceKind::kSerialize)}; }},
    {"bcr 14,0", [](M) -> Ops { return {fence(FenceKind::kSerialize)}; }},
    {"nop", [](M) -> Ops { return {}; }},
};

class S390x : public PatternDialect {
 public:
  Isa isa() const override { return Isa::s390x; }
  std::string_view name() const override { return "s390x"; }
  std::string_view litmus_name() const override { return "S390X"; }
  std::string_view default_model() const override { return "zarch"; }
  Rules rules() const override { return {.big_endian = true, .first_symbolic = 0}; }
  std::string canonical_register(std::string_view name) const override {
    if (!name.empty() && name[0] == '%') name.remove_prefix(1);
    const auto n = name.empty() || name[0] != 'r' ? std::nullopt : to_integer(name.substr(1));
    return n && *n >= 0 && *n <= 15 ? "%r" + std::to_string(*n) : "";
  }
  std::span<const Edge> edges() const override {
    static const Edge kEdges[] = {{"po", Edge::kPo, ""},
                                  {"bcr.14", Edge::kFence, "bcr 14,0"},
                                  {"bcr.15", Edge::kFence, "bcr 15,0"},
                                  {"addr", Edge::kAddr, ""},
                                  {"data", Edge::kData, ""},
                                  {"ctrl", Edge::kCtrl, ""}};
    return kEdges;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {{"p"}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "bcr.14"; }
  // %r0 is no base; %r15 is the stack's.
  // bcr 14,0 after a seq_cst store.
  std::string_view cxx_edge(bool seq_cst, Dir from, Dir) const override {
    return seq_cst && from == Dir::kWrite ? "bcr.14" : "po";
  }
  std::string nth_register(int n) const override { return "%r" + std::to_string(n + 1); }
  // There is no swap: what is added to the value that is meant to be found gives the new one.
  bool emit_update(Emitter& out, const Access& access, bool linked) const override {
    if (linked) return false;
    const std::string addend = out.fresh(), old = out.fresh(), base = out.pointer(access.location);
    out.line("lhi " + addend + "," + std::to_string(access.value - access.overwritten));
    out.line("laa " + old + "," + addend + ",0(" + base + ")");
    out.expect(old, access.overwritten);
    return true;
  }

 protected:
  std::span<const Row> rows() const override { return kRows; }
  // Immediates of 16 bits; displacements of twelve without a sign, of the newer instructions of 20 with it.
  bool encodes(std::string_view pattern, Value constant) const override {
    if (!pattern.ends_with(')')) return constant >= -0x8000 && constant <= 0x7fff;
    static constexpr std::string_view kShort[] = {"l ", "st ", "stc ", "sth ", "cs "};
    const bool is_short = std::any_of(std::begin(kShort), std::end(kShort),
                                      [&](std::string_view name) { return pattern.starts_with(name); });
    return is_short ? constant >= 0 && constant <= 4095 : constant >= -0x80000 && constant <= 0x7ffff;
  }
  Writing writing() const override {
    return {.set = "lhi {0},{#}",
            .zero = "xgrk {0},{1},{1}",
            .add = "ahi {0},{#}",
            .sum = "agr {0},{1}",
            .branch = "cr {0},{0};je {l}",
            .load = {{4, "l {0},0({1})"}},
            .store = {{4, "st {0},0({1})"}}};
  }
};

}  // namespace

const Dialect& s390x_dialect() {
  static const S390x instance;
  return instance;
}

}  // namespace fenceline::models
