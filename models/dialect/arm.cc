// ARMv7, A32: Arm Architecture Reference Manual, ARMv7-A and ARMv7-R edition, DDI 0406.
#include <models/dialect/immediates.h>
#include <models/dialect/pattern.h>

namespace fenceline::models {
namespace {

using Ops = std::vector<MicroOp>;
using M = const Match&;

Address at(Reg base, Reg index = kNoReg, Value offset = 0) { return {reg(base, offset), reg(index)}; }

constexpr Row kRows[] = {
    {"mov {0},#{#}", [](M m) -> Ops { return {alu(Alu::kSecond, m.reg[0], {}, imm(m.constant), 4)}; }},
    {"mov {0},{1}", [](M m) -> Ops { return {alu(Alu::kSecond, m.reg[0], {}, reg(m.reg[1]), 4)}; }},
    {"add {0},{1},#{#}", [](M m) -> Ops { return {alu(Alu::kAdd, m.reg[0], reg(m.reg[1]), imm(m.constant), 4)}; }},
    {"add {0},{1},{2}", [](M m) -> Ops { return {alu(Alu::kAdd, m.reg[0], reg(m.reg[1]), reg(m.reg[2]), 4)}; }},
    {"sub {0},{1},#{#}", [](M m) -> Ops { return {alu(Alu::kSub, m.reg[0], reg(m.reg[1]), imm(m.constant), 4)}; }},
    {"and {0},{1},#{#}", [](M m) -> Ops { return {alu(Alu::kAnd, m.reg[0], reg(m.reg[1]), imm(m.constant), 4)}; }},
    {"orr {0},{1},#{#}", [](M m) -> Ops { return {alu(Alu::kOr, m.reg[0], reg(m.reg[1]), imm(m.constant), 4)}; }},
    {"eor {0},{1},{2}", [](M m) -> Ops { return {alu(Alu::kXor, m.reg[0], reg(m.reg[1]), reg(m.reg[2]), 4)}; }},
    {"cmp {0},#{#}", [](M m) -> Ops { return {alu(Alu::kCompare, m.flags, reg(m.reg[0]), imm(m.constant), 4)}; }},
    {"cmp {0},{1}", [](M m) -> Ops { return {alu(Alu::kCompare, m.flags, reg(m.reg[0]), reg(m.reg[1]), 4)}; }},
    {"b {l}", [](M m) -> Ops { return {branch(Cond::kAlways, imm(0), m.label)}; }},
    {"beq {l}", [](M m) -> Ops { return {branch(Cond::kEq, reg(m.flags), m.label)}; }},
    {"bne {l}", [](M m) -> Ops { return {branch(Cond::kNe, reg(m.flags), m.label)}; }},
    {"ldr {0},[{1}]", [](M m) -> Ops { return {load(m.reg[0], at(m.reg[1]), 4)}; }},
    {"ldr {0},[{1},#{#}]", [](M m) -> Ops { return {load(m.reg[0], at(m.reg[1], kNoReg, m.constant), 4)}; }},
    {"ldr {0},[{1},{2}]", [](M m) -> Ops { return {load(m.reg[0], at(m.reg[1], m.reg[2]), 4)}; }},
    {"str {0},[{1}]", [](M m) -> Ops { return {store(reg(m.reg[0]), at(m.reg[1]), 4)}; }},
    {"str {0},[{1},#{#}]", [](M m) -> Ops { return {store(reg(m.reg[0]), at(m.reg[1], kNoReg, m.constant), 4)}; }},
    {"str {0},[{1},{2}]", [](M m) -> Ops { return {store(reg(m.reg[0]), at(m.reg[1], m.reg[2]), 4)}; }},
    {"ldrex {0},[{1}]", [](M m) -> Ops { return {load(m.reg[0], at(m.reg[1]), 4, kExclusive)}; }},
    {"strex {0},{1},[{2}]",
     [](M m) -> Ops { return {store_conditional(m.reg[0], reg(m.reg[1]), at(m.reg[2]), 4, kExclusive)}; }},
    {"dmb", [](M) -> Ops { return {fence(FenceKind::kDmb)}; }},
    {"dmb sy", [](M) -> Ops { return {fence(FenceKind::kDmb)}; }},
    {"dmb ish", [](M) -> Ops { return {fence(FenceKind::kDmb)}; }},
    {"dmb st", [](M) -> Ops { return {fence(FenceKind::kDmb, kW, kW)}; }},
    {"dmb ishst", [](M) -> Ops { return {fence(FenceKind::kDmb, kW, kW)}; }},
    {"dsb", [](M) -> Ops { return {fence(FenceKind::kDsb)}; }},
    {"dsb sy", [](M) -> Ops { return {fence(FenceKind::kDsb)}; }},
    {"dsb st", [](M) -> Ops { return {fence(FenceKind::kDsb, kW, kW)}; }},
    {"isb", [](M) -> Ops { return {fence(FenceKind::kIsb, 0, 0)}; }},
    {"nop", [](M) -> Ops { return {}; }},
};

class Arm : public PatternDialect {
 public:
  Isa isa() const override { return Isa::arm; }
  std::string_view name() const override { return "arm"; }
  std::string_view litmus_name() const override { return "ARM"; }
  std::string_view default_model() const override { return "armv7"; }
  Rules rules() const override { return {.symbolic_registers = true}; }
  std::string canonical_register(std::string_view name) const override {
    const std::string s = upper(name);
    const auto n = s.empty() || s[0] != 'R' ? std::nullopt : to_integer(s.substr(1));
    return n && *n >= 0 && *n <= 14 ? "R" + std::to_string(*n) : "";
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
  // MOV is MOVW too, or MVN; ADD, SUB and CMP of a negative number are the other way round.
  bool encodes(std::string_view pattern, Value constant) const override {
    if (pattern.find('[') != std::string_view::npos) return constant >= -4095 && constant <= 4095;
    if (!is_of_size(constant, 4)) return false;
    if (pattern.starts_with("mov") && ((constant >= 0 && constant <= 0xffff) || is_rotated_byte(~constant)))
      return true;
    const bool sums = pattern.starts_with("add") || pattern.starts_with("sub") || pattern.starts_with("cmp");
    return is_rotated_byte(constant) || (sums && is_rotated_byte(-constant));
  }
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
