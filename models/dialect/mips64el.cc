// MIPS64, release 2: MIPS64 Architecture for Programmers, volume II-A. Registers by the names of the n64 ABI or by number, with
// the dollar sign or without, as herd7 reads them. Branches are written as assemblers take them while they reorder: what
// stands behind one is no delay slot.
#include <models/dialect/pattern.h>

#include <algorithm>
#include <array>

namespace fenceline::models {
namespace {

using Ops = std::vector<MicroOp>;
using M = const Match&;

constexpr std::array<std::string_view, 32> kNames = {"zero", "at", "v0", "v1", "a0", "a1", "a2", "a3", "a4", "a5", "a6",
                                                     "a7",   "t0", "t1", "t2", "t3", "s0", "s1", "s2", "s3", "s4", "s5",
                                                     "s6",   "s7", "t8", "t9", "k0", "k1", "gp", "sp", "fp", "ra"};

Address at(M m) { return {reg(m.reg[1], m.constant), {}}; }

// Of two registers, or of one and zero.
Ops compare_and_branch(M m, Operand a, Operand b, Cond cond) {
  return {alu(Alu::kCompare, m.flags, a, b), branch(cond, reg(m.flags), m.label)};
}

// Stores the register where the reservation holds, and says in it whether it did.
Ops store_linked(M m, int size) {
  return {store_conditional(m.temp, reg(m.reg[0]), at(m), size, kExclusive),
          alu(Alu::kXor, m.reg[0], reg(m.temp), imm(1))};
}

Ops sync(std::uint8_t before, std::uint8_t after) { return {fence(FenceKind::kFence, before, after)}; }

constexpr Row kRows[] = {
    {"li {0},{#}", [](M m) -> Ops { return {alu(Alu::kSecond, m.reg[0], imm(0), imm(m.constant))}; }},
    {"move {0},{1}", [](M m) -> Ops { return {alu(Alu::kSecond, m.reg[0], imm(0), reg(m.reg[1]))}; }},
    {"daddiu {0},{1},{#}", [](M m) -> Ops { return {alu(Alu::kAdd, m.reg[0], reg(m.reg[1]), imm(m.constant))}; }},
    {"addiu {0},{1},{#}",
     [](M m) -> Ops { return {alu(Alu::kAdd, m.reg[0], reg(m.reg[1]), imm(m.constant), 4, true)}; }},
    {"ori {0},{1},{#}", [](M m) -> Ops { return {alu(Alu::kOr, m.reg[0], reg(m.reg[1]), imm(m.constant))}; }},
    {"andi {0},{1},{#}", [](M m) -> Ops { return {alu(Alu::kAnd, m.reg[0], reg(m.reg[1]), imm(m.constant))}; }},
    {"xori {0},{1},{#}", [](M m) -> Ops { return {alu(Alu::kXor, m.reg[0], reg(m.reg[1]), imm(m.constant))}; }},
    {"daddu {0},{1},{2}", [](M m) -> Ops { return {alu(Alu::kAdd, m.reg[0], reg(m.reg[1]), reg(m.reg[2]))}; }},
    {"addu {0},{1},{2}", [](M m) -> Ops { return {alu(Alu::kAdd, m.reg[0], reg(m.reg[1]), reg(m.reg[2]), 4, true)}; }},
    {"dsubu {0},{1},{2}", [](M m) -> Ops { return {alu(Alu::kSub, m.reg[0], reg(m.reg[1]), reg(m.reg[2]))}; }},
    {"subu {0},{1},{2}", [](M m) -> Ops { return {alu(Alu::kSub, m.reg[0], reg(m.reg[1]), reg(m.reg[2]), 4, true)}; }},
    {"and {0},{1},{2}", [](M m) -> Ops { return {alu(Alu::kAnd, m.reg[0], reg(m.reg[1]), reg(m.reg[2]))}; }},
    {"or {0},{1},{2}", [](M m) -> Ops { return {alu(Alu::kOr, m.reg[0], reg(m.reg[1]), reg(m.reg[2]))}; }},
    {"xor {0},{1},{2}", [](M m) -> Ops { return {alu(Alu::kXor, m.reg[0], reg(m.reg[1]), reg(m.reg[2]))}; }},
    {"beqz {0},{l}", [](M m) -> Ops { return compare_and_branch(m, reg(m.reg[0]), imm(0), Cond::kEq); }},
    {"bnez {0},{l}", [](M m) -> Ops { return compare_and_branch(m, reg(m.reg[0]), imm(0), Cond::kNe); }},
    {"beq {0},{1},{l}", [](M m) -> Ops { return compare_and_branch(m, reg(m.reg[0]), reg(m.reg[1]), Cond::kEq); }},
    {"bne {0},{1},{l}", [](M m) -> Ops { return compare_and_branch(m, reg(m.reg[0]), reg(m.reg[1]), Cond::kNe); }},
    {"b {l}", [](M m) -> Ops { return {branch(Cond::kAlways, imm(0), m.label)}; }},
    {"lb {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m), 1, kPlain, true)}; }},
    {"lbu {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m), 1)}; }},
    {"lh {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m), 2, kPlain, true)}; }},
    {"lhu {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m), 2)}; }},
    {"lw {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m), 4, kPlain, true)}; }},
    {"lwu {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m), 4)}; }},
    {"ld {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m), 8)}; }},
    {"sb {0},{#}({1})", [](M m) -> Ops { return {store(reg(m.reg[0]), at(m), 1)}; }},
    {"sh {0},{#}({1})", [](M m) -> Ops { return {store(reg(m.reg[0]), at(m), 2)}; }},
    {"sw {0},{#}({1})", [](M m) -> Ops { return {store(reg(m.reg[0]), at(m), 4)}; }},
    {"sd {0},{#}({1})", [](M m) -> Ops { return {store(reg(m.reg[0]), at(m), 8)}; }},
    {"ll {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m), 4, kExclusive, true)}; }},
    {"lld {0},{#}({1})", [](M m) -> Ops { return {load(m.reg[0], at(m), 8, kExclusive)}; }},
    {"sc {0},{#}({1})", [](M m) -> Ops { return store_linked(m, 4); }},
    {"scd {0},{#}({1})", [](M m) -> Ops { return store_linked(m, 8); }},
    // Table "Encodings of the stype field"; by the assembler's names and by their numbers.
    {"sync", [](M) -> Ops { return sync(kRW, kRW); }},
    {"sync_wmb", [](M) -> Ops { return sync(kW, kW); }},
    {"sync_mb", [](M) -> Ops { return sync(kRW, kRW); }},
    {"sync_acquire", [](M) -> Ops { return sync(kR, kRW); }},
    {"sync_release", [](M) -> Ops { return sync(kRW, kW); }},
    {"sync_rmb", [](M) -> Ops { return sync(kR, kR); }},
    {"nop", [](M) -> Ops { return {}; }},
};

class Mips : public PatternDialect {
 public:
  Isa isa() const override { return Isa::mips64el; }
  std::string_view name() const override { return "mips64el"; }
  std::string_view litmus_name() const override { return "MIPS"; }
  std::string_view default_model() const override { return "mips"; }
  std::string canonical_register(std::string_view name) const override {
    std::string bare = lower(name);
    if (bare.starts_with('$')) bare.erase(0, 1);
    if (bare == "s8") bare = "fp";
    const auto number = to_integer(bare.starts_with('r') ? bare.substr(1) : bare);
    if (number && *number >= 0 && *number < 32) return "$" + std::string(kNames[static_cast<std::size_t>(*number)]);
    return std::ranges::find(kNames, bare) == kNames.end() ? "" : "$" + bare;
  }
  std::span<const Edge> edges() const override {
    static const Edge kEdges[] = {{"po", Edge::kPo, ""},
                                  {"sync", Edge::kFence, "sync"},
                                  {"mb", Edge::kFence, "sync_mb"},
                                  {"wmb", Edge::kFence, "sync_wmb"},
                                  {"rmb", Edge::kFence, "sync_rmb"},
                                  {"acquire", Edge::kFence, "sync_acquire"},
                                  {"release", Edge::kFence, "sync_release"},
                                  {"addr", Edge::kAddr, ""},
                                  {"data", Edge::kData, ""},
                                  {"ctrl", Edge::kCtrl, ""}};
    return kEdges;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {{"p"}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "sync"; }
  std::string_view cxx_edge(bool seq_cst, Dir from, Dir to) const override {
    return from == Dir::kWrite && to == Dir::kRead && !seq_cst ? "po" : "sync";
  }
  std::string nth_register(int n) const override {
    // Those that a function may change, and then those that it keeps.
    constexpr int kOrder[] = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 16, 17, 18, 19, 20, 21, 22, 23};
    return "$" + std::string(kNames[static_cast<std::size_t>(kOrder[static_cast<std::size_t>(n) % std::size(kOrder)])]);
  }
  bool emit_update(Emitter& out, const Access& access, bool) const override {
    const std::string value = out.fresh(), old = out.fresh(), at = "0(" + out.pointer(access.location) + ")";
    out.line("li " + value + "," + std::to_string(access.value));
    out.line("ll " + old + "," + at);
    out.line("sc " + value + "," + at);
    out.expect(old, access.overwritten);
    out.expect(value, 1);  // SC leaves its success in the register that it stored
    return true;
  }

 protected:
  std::span<const Row> rows() const override { return kRows; }
  // Immediates of 16 bits: of logical operations without a sign, else with one; of LI 32.
  bool encodes(std::string_view pattern, Value constant) const override {
    if (pattern.starts_with("li ")) return constant >= -0x80000000L && constant <= 0x7fffffffL;
    const bool logical = pattern.starts_with("ori") || pattern.starts_with("andi") || pattern.starts_with("xori");
    return logical ? constant >= 0 && constant <= 0xffff : constant >= -0x8000 && constant <= 0x7fff;
  }
  bool is_zero_register(std::string_view name) const override { return name == "$zero"; }
  Writing writing() const override {
    return {.set = "li {0},{#}",
            .zero = "xor {0},{1},{1}",
            .add = "daddiu {0},{0},{#}",
            .sum = "daddu {0},{0},{1}",
            .load = "lw {0},0({1})",
            .store = "sw {0},0({1})",
            .branch = "bnez {0},{l}"};
  }
};

}  // namespace

const Dialect& mips64el_dialect() {
  static const Mips instance;
  return instance;
}

}  // namespace fenceline::models
