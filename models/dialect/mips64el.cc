// MIPS64, release 2: MIPS64 Architecture for Programmers, volume II-A. Registers by the names of the n64 ABI or by number, with
// the dollar sign or without, as herd7 reads them. Branches are written as assemblers take them while they reorder: what
// stands behind one is no delay slot.
#include <models/dialect/load_store_rows.h>

#include <algorithm>
#include <array>

namespace fenceline::models {
namespace {

using namespace rows;

// Of the n64 ABI, by number.
constexpr std::array<std::string_view, 32> kNames = {"zero", "at", "v0", "v1", "a0", "a1", "a2", "a3", "a4", "a5", "a6",
                                                     "a7",   "t0", "t1", "t2", "t3", "s0", "s1", "s2", "s3", "s4", "s5",
                                                     "s6",   "s7", "t8", "t9", "k0", "k1", "gp", "sp", "fp", "ra"};

// Table "Encodings of the stype field": before and after what; types that are none of it are as 0.
Ops sync_of_type(Value type) {
  switch (type) {
    case 4:
      return {fence(FenceKind::kFence, kW, kW)};
    case 17:
      return {fence(FenceKind::kFence, kR, kRW)};
    case 18:
      return {fence(FenceKind::kFence, kRW, kW)};
    case 19:
      return {fence(FenceKind::kFence, kR, kR)};
    default:
      return {fence(FenceKind::kFence)};
  }
}
Ops sync(M m) { return sync_of_type(m.constant); }
template <Value kType>
Ops sync_named(M) {
  return sync_of_type(kType);
}

// {0} = 1 where {1} compares so with {2}, or with {#}; else 0.
template <Cond kCond>
Ops set_where(M m, Operand other) {
  MicroOp out = alu(Alu::kSetIf, m.reg[0], reg(m.flags), {});
  out.cond = kCond;
  return {alu(Alu::kCompare, m.flags, reg(m.reg[1]), other), out};
}
template <Cond kCond>
Ops set_on_register(M m) {
  return set_where<kCond>(m, reg(m.reg[2]));
}
template <Cond kCond>
Ops set_on_constant(M m) {
  return set_where<kCond>(m, imm(m.constant));
}

constexpr Row kRows[] = {
    {"li {0},{#}", set},
    {"dli {0},{#}", set},
    {"lui {0},{#}", [](M m) -> Ops { return {alu(Alu::kShl, m.reg[0], imm(m.constant), imm(16), 4, true)}; }},
    {"move {0},{1}", copy},
    {"daddiu {0},{1},{#}", by_constant<Alu::kAdd>},
    {"addiu {0},{1},{#}", by_constant<Alu::kAdd, 4>},
    {"ori {0},{1},{#}", by_constant<Alu::kOr>},
    {"andi {0},{1},{#}", by_constant<Alu::kAnd>},
    {"xori {0},{1},{#}", by_constant<Alu::kXor>},
    {"daddu {0},{1},{2}", by_register<Alu::kAdd>},
    {"addu {0},{1},{2}", by_register<Alu::kAdd, 4>},
    {"dsubu {0},{1},{2}", by_register<Alu::kSub>},
    {"subu {0},{1},{2}", by_register<Alu::kSub, 4>},
    {"and {0},{1},{2}", by_register<Alu::kAnd>},
    {"or {0},{1},{2}", by_register<Alu::kOr>},
    {"xor {0},{1},{2}", by_register<Alu::kXor>},
    {"nor {0},{1},{2}",
     [](M m) -> Ops {
       return {alu(Alu::kOr, m.reg[0], reg(m.reg[1]), reg(m.reg[2])), alu(Alu::kXor, m.reg[0], reg(m.reg[0]), imm(-1))};
     }},
    {"mul {0},{1},{2}", by_register<Alu::kMul, 4>},
    {"sll {0},{1},{#}", by_constant<Alu::kShl, 4>},
    {"srl {0},{1},{#}", by_constant<Alu::kShr, 4>},
    {"sra {0},{1},{#}", by_constant<Alu::kSar, 4>},
    {"dsll {0},{1},{#}", by_constant<Alu::kShl>},
    {"dsrl {0},{1},{#}", by_constant<Alu::kShr>},
    {"dsra {0},{1},{#}", by_constant<Alu::kSar>},
    {"slt {0},{1},{2}", set_on_register<Cond::kLt>},
    {"sltu {0},{1},{2}", set_on_register<Cond::kLtU>},
    {"slti {0},{1},{#}", set_on_constant<Cond::kLt>},
    {"sltiu {0},{1},{#}", set_on_constant<Cond::kLtU>},
    {"beqz {0},{l}", branch_on_zero<Cond::kEq>},
    {"bnez {0},{l}", branch_on_zero<Cond::kNe>},
    {"blez {0},{l}", branch_on_zero<Cond::kLe>},
    {"bgtz {0},{l}", branch_on_zero<Cond::kGt>},
    {"bltz {0},{l}", branch_on_zero<Cond::kLt>},
    {"bgez {0},{l}", branch_on_zero<Cond::kGe>},
    {"beq {0},{1},{l}", branch_on_two<Cond::kEq>},
    {"bne {0},{1},{l}", branch_on_two<Cond::kNe>},
    {"b {l}", jump},
    {"j {l}", jump},
    {"jr {0}", [](M m) -> Ops { return {jump_to(reg(m.reg[0]))}; }},
    {"lb {0},{#}({1})", load_of<1, true>},
    {"lbu {0},{#}({1})", load_of<1>},
    {"lh {0},{#}({1})", load_of<2, true>},
    {"lhu {0},{#}({1})", load_of<2>},
    {"lw {0},{#}({1})", load_of<4, true>},
    {"lwu {0},{#}({1})", load_of<4>},
    {"ld {0},{#}({1})", load_of<8>},
    {"sb {0},{#}({1})", store_of<1>},
    {"sh {0},{#}({1})", store_of<2>},
    {"sw {0},{#}({1})", store_of<4>},
    {"sd {0},{#}({1})", store_of<8>},
    {"ll {0},{#}({1})", load_linked<4>},
    {"lld {0},{#}({1})", load_linked<8>},
    {"sc {0},{#}({1})", store_linked<4>},
    {"scd {0},{#}({1})", store_linked<8>},
    {"sync", sync_named<0>},
    {"sync {#}", sync},
    {"sync_wmb", sync_named<4>},
    {"sync_mb", sync_named<16>},
    {"sync_acquire", sync_named<17>},
    {"sync_release", sync_named<18>},
    {"sync_rmb", sync_named<19>},
    {"nop", nothing},
};

class Mips : public PatternDialect {
 public:
  Isa isa() const override { return Isa::mips64el; }
  std::string_view name() const override { return "mips64el"; }
  std::string_view litmus_name() const override { return "MIPS"; }
  std::string_view default_model() const override { return "mips"; }
  Rules rules() const override { return {.first_symbolic = 0}; }
  // A jump to where its caller goes on ends the thread.
  Instruction parse(std::string_view text, Scope& scope) const override {
    const Words words = split_words(text);
    if (words.mnemonic == "dext") return extract(words, scope);
    if (words.mnemonic != "jr" || words.operands.size() != 1 || canonical_register(words.operands[0]) != "$ra")
      return PatternDialect::parse(text, scope);
    Instruction out;
    out.text = "b " + std::string(kThreadEnd);
    out.ops = {branch(Cond::kAlways, {}, scope.label(kThreadEnd))};
    return out;
  }
  std::string canonical_register(std::string_view name) const override {
    std::string bare = lower(name);
    if (bare.starts_with('$')) bare.erase(0, 1);
    if (bare == "s8") bare = "fp";
    const auto number = to_integer(bare.starts_with('r') ? bare.substr(1) : bare);
    if (number && *number >= 0 && *number < 32) return "$" + std::string(kNames[static_cast<std::size_t>(*number)]);
    return std::ranges::find(kNames, bare) == kNames.end() ? "" : "$" + bare;
  }
  // By number. herd7 takes t0 to t3 for those of the O32 ABI, and n64's a4 to a7 for four more registers.
  std::string told_register(std::string_view name, std::string_view) const override {
    const std::string canonical = canonical_register(name), bare = canonical.substr(1);
    const bool as_written = lower(name).ends_with(bare);
    if (as_written && bare[0] == 'a' && bare[1] >= '4' && bare[1] <= '7') return canonical;
    const auto number = std::ranges::find(kNames, bare) - kNames.begin();
    const bool o32 = as_written && bare[0] == 't' && bare[1] <= '3';
    return "$" + std::to_string(o32 ? 8 + (bare[1] - '0') : number);
  }
  int register_rank(std::string_view canonical) const override {
    return static_cast<int>(std::ranges::find(kNames, canonical.substr(1)) - kNames.begin());
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
  // Immediates of 16 bits: of logical operations without a sign, else with one; of LI 32, of SYNC and shifts five.
  bool encodes(std::string_view pattern, Value constant) const override {
    if (pattern.starts_with("dli ")) return true;
    if (pattern.starts_with("li ")) return constant >= -0x80000000L && constant <= 0x7fffffffL;
    if (pattern.starts_with("sync") || pattern.starts_with("sll ") || pattern.starts_with("sr") ||
        pattern.starts_with("ds"))
      return constant >= 0 && constant <= 31;
    const bool logical = pattern.starts_with("lui") || pattern.starts_with("ori") || pattern.starts_with("andi") ||
                         pattern.starts_with("xori");
    return logical ? constant >= 0 && constant <= 0xffff : constant >= -0x8000 && constant <= 0x7fff;
  }
  bool is_zero_register(std::string_view name) const override { return name == "$zero"; }

 private:
  // "dext $2,$3,16,1": so many bits from such a one on.
  Instruction extract(const Words& words, Scope& scope) const {
    expect_operands(words, 4);
    std::array<std::string, 2> names;
    std::array<Reg, 2> registers;
    for (std::size_t i = 0; i < 2; ++i) {
      names[i] = canonical_register(words.operands[i]);
      if (names[i].empty()) unreadable("'" + std::string(words.operands[i]) + "' is no register of MIPS");
      registers[i] = is_zero_register(names[i]) ? kNoReg : scope.reg(names[i]);
    }
    const auto constant = [&](std::size_t i, Value least) {
      const auto value = to_integer(words.operands[i]);
      if (!value) unreadable("cannot read the constant '" + std::string(words.operands[i]) + "'");
      return in_range(*value, least, least + 31, words.mnemonic);
    };
    const Value first = constant(2, 0), bits = constant(3, 1);
    Instruction out;
    out.text = "dext " + names[0] + "," + names[1] + "," + std::to_string(first) + "," + std::to_string(bits);
    out.ops = {alu(Alu::kShl, registers[0], reg(registers[1]), imm(64 - first - bits)),
               alu(Alu::kShr, registers[0], reg(registers[0]), imm(64 - bits))};
    return out;
  }

  Writing writing() const override {
    return {.set = "li {0},{#}",
            .zero = "xor {0},{1},{1}",
            .add = "daddiu {0},{0},{#}",
            .sum = "daddu {0},{0},{1}",
            .branch = "bnez {0},{l}",
            .load = {{4, "lw {0},0({1})"}},
            .store = {{4, "sw {0},0({1})"}}};
  }
};

}  // namespace

const Dialect& mips64el_dialect() {
  static const Mips instance;
  return instance;
}

}  // namespace fenceline::models
