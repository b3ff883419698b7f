// LoongArch, 64 bits: LoongArch Reference Manual, volume 1, version 1.10, chapter 2. There is no runner and no compiler of it here:
// its tests are judged.
#include <models/dialect/load_store_rows.h>

#include <algorithm>
#include <array>

namespace fenceline::models {
namespace {

using namespace rows;

constexpr std::array<std::string_view, 32> kNames = {
    "zero", "ra", "tp", "sp", "a0", "a1",  "a2", "a3", "a4", "a5", "a6", "a7", "t0", "t1", "t2", "t3",
    "t4",   "t5", "t6", "t7", "t8", "r21", "fp", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"};

// The old value, what is combined with it, the address.
template <Alu kOp, int kSize, std::uint16_t kOrder>
Ops update(M m) {
  return {rmw(kOp, m.reg[0], reg(m.reg[1]), {reg(m.reg[2]), {}}, kSize, kOrder, true)};
}

// Bits of a hint: 3 and 2 are clear where earlier reads and writes are kept before it, 1 and 0 where later ones are kept behind.
Ops barrier(M m) {
  constexpr Value kSameAddress = 0x700;
  if (m.constant == kSameAddress) return {fence(FenceKind::kFence, 0, 0, 1)};
  if (m.constant > 0x1f) return {fence(FenceKind::kFence)};  // unknown hints are as 0
  const auto kept = [&](int read, int write) {
    return static_cast<std::uint8_t>((m.constant >> read & 1 ? 0 : kR) | (m.constant >> write & 1 ? 0 : kW));
  };
  return {fence(FenceKind::kFence, kept(3, 2), kept(1, 0))};
}

constexpr Row kRows[] = {
    {"li.w {0},{#}", set},
    {"move {0},{1}", copy},
    {"addi.d {0},{1},{#}", by_constant<Alu::kAdd>},
    {"addi.w {0},{1},{#}", by_constant<Alu::kAdd, 4>},
    {"ori {0},{1},{#}", by_constant<Alu::kOr>},
    {"andi {0},{1},{#}", by_constant<Alu::kAnd>},
    {"xori {0},{1},{#}", by_constant<Alu::kXor>},
    {"add.d {0},{1},{2}", by_register<Alu::kAdd>},
    {"add.w {0},{1},{2}", by_register<Alu::kAdd, 4>},
    {"sub.d {0},{1},{2}", by_register<Alu::kSub>},
    {"and {0},{1},{2}", by_register<Alu::kAnd>},
    {"or {0},{1},{2}", by_register<Alu::kOr>},
    {"xor {0},{1},{2}", by_register<Alu::kXor>},
    {"beqz {0},{l}", branch_on_zero<Cond::kEq>},
    {"bnez {0},{l}", branch_on_zero<Cond::kNe>},
    {"beq {0},{1},{l}", branch_on_two<Cond::kEq>},
    {"bne {0},{1},{l}", branch_on_two<Cond::kNe>},
    {"b {l}", jump},
    {"ld.b {0},{1},{#}", load_of<1, true>},
    {"ld.bu {0},{1},{#}", load_of<1>},
    {"ld.h {0},{1},{#}", load_of<2, true>},
    {"ld.hu {0},{1},{#}", load_of<2>},
    {"ld.w {0},{1},{#}", load_of<4, true>},
    {"ld.wu {0},{1},{#}", load_of<4>},
    {"ld.d {0},{1},{#}", load_of<8>},
    {"st.b {0},{1},{#}", store_of<1>},
    {"st.h {0},{1},{#}", store_of<2>},
    {"st.w {0},{1},{#}", store_of<4>},
    {"st.d {0},{1},{#}", store_of<8>},
    {"ll.w {0},{1},{#}", load_linked<4>},
    {"ll.d {0},{1},{#}", load_linked<8>},
    {"sc.w {0},{1},{#}", store_linked<4>},
    {"sc.d {0},{1},{#}", store_linked<8>},
    {"amswap.w {0},{1},{2}", update<Alu::kSecond, 4, kPlain>},
    {"amswap.d {0},{1},{2}", update<Alu::kSecond, 8, kPlain>},
    {"amadd.w {0},{1},{2}", update<Alu::kAdd, 4, kPlain>},
    {"amadd.d {0},{1},{2}", update<Alu::kAdd, 8, kPlain>},
    {"amand.w {0},{1},{2}", update<Alu::kAnd, 4, kPlain>},
    {"amor.w {0},{1},{2}", update<Alu::kOr, 4, kPlain>},
    {"amxor.w {0},{1},{2}", update<Alu::kXor, 4, kPlain>},
    {"amswap_db.w {0},{1},{2}", update<Alu::kSecond, 4, kLocked>},
    {"amswap_db.d {0},{1},{2}", update<Alu::kSecond, 8, kLocked>},
    {"amadd_db.w {0},{1},{2}", update<Alu::kAdd, 4, kLocked>},
    {"amadd_db.d {0},{1},{2}", update<Alu::kAdd, 8, kLocked>},
    {"amand_db.w {0},{1},{2}", update<Alu::kAnd, 4, kLocked>},
    {"amor_db.w {0},{1},{2}", update<Alu::kOr, 4, kLocked>},
    {"amxor_db.w {0},{1},{2}", update<Alu::kXor, 4, kLocked>},
    {"dbar {#}", barrier},
    {"nop", nothing},
};

class LoongArch : public PatternDialect {
 public:
  Isa isa() const override { return Isa::loongarch64; }
  std::string_view name() const override { return "loongarch64"; }
  std::string_view litmus_name() const override { return "LOONGARCH"; }
  std::string_view default_model() const override { return "loongarch"; }
  Rules rules() const override { return {.first_symbolic = 0}; }
  std::string canonical_register(std::string_view name) const override {
    std::string bare = lower(name);
    if (bare.starts_with('$')) bare.erase(0, 1);
    const auto number = bare.starts_with('r') ? to_integer(bare.substr(1)) : std::nullopt;
    if (number && *number >= 0 && *number < 32) return "$" + std::string(kNames[static_cast<std::size_t>(*number)]);
    return std::ranges::find(kNames, bare) == kNames.end() ? "" : "$" + bare;
  }
  // Names by what the hint keeps apart.
  std::span<const Edge> edges() const override {
    static const Edge kEdges[] = {{"po", Edge::kPo, ""},
                                  {"dbar", Edge::kFence, "dbar 0"},
                                  {"dbar.rw.rw", Edge::kFence, "dbar 16"},
                                  {"dbar.r.rw", Edge::kFence, "dbar 20"},
                                  {"dbar.rw.w", Edge::kFence, "dbar 18"},
                                  {"dbar.r.r", Edge::kFence, "dbar 21"},
                                  {"dbar.w.w", Edge::kFence, "dbar 26"},
                                  {"addr", Edge::kAddr, ""},
                                  {"data", Edge::kData, ""},
                                  {"ctrl", Edge::kCtrl, ""}};
    return kEdges;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {{"p"}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "dbar"; }
  std::string_view cxx_edge(bool seq_cst, Dir from, Dir to) const override {
    if (seq_cst) return "dbar.rw.rw";
    if (from == Dir::kWrite && to == Dir::kRead) return "po";
    return to == Dir::kWrite ? "dbar.rw.w" : "dbar.r.rw";
  }
  std::string nth_register(int n) const override {
    // Arguments and temporaries, then those that a function keeps.
    constexpr int kOrder[] = {4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16,
                              17, 18, 19, 20, 23, 24, 25, 26, 27, 28, 29, 30, 31};
    return "$" + std::string(kNames[static_cast<std::size_t>(kOrder[static_cast<std::size_t>(n) % std::size(kOrder)])]);
  }
  bool emit_update(Emitter& out, const Access& access, bool linked) const override {
    const std::string value = out.fresh(), old = out.fresh(), at = out.pointer(access.location);
    out.line("li.w " + value + "," + std::to_string(access.value));
    if (linked) {
      out.line("ll.w " + old + "," + at + ",0");
      out.line("sc.w " + value + "," + at + ",0");
      out.expect(value, 1);  // SC leaves its success in the register that it stored
    } else {
      out.line("amswap.w " + old + "," + value + "," + at);
    }
    out.expect(old, access.overwritten);
    return true;
  }

 protected:
  std::span<const Row> rows() const override { return kRows; }
  // Immediates of 12 bits, of LL and SC 14 and two zeros, of logical operations without a sign; of DBAR 15, of LI.W 32.
  bool encodes(std::string_view pattern, Value constant) const override {
    if (pattern.starts_with("li.w")) return constant >= -0x80000000L && constant <= 0x7fffffffL;
    if (pattern.starts_with("dbar")) return constant >= 0 && constant <= 0x7fff;
    if (pattern.starts_with("ll.") || pattern.starts_with("sc."))
      return constant >= -0x8000 && constant <= 0x7ffc && constant % 4 == 0;
    const bool logical = pattern.starts_with("ori") || pattern.starts_with("andi") || pattern.starts_with("xori");
    return logical ? constant >= 0 && constant <= 0xfff : constant >= -0x800 && constant <= 0x7ff;
  }
  bool is_zero_register(std::string_view name) const override { return name == "$zero"; }
  Writing writing() const override {
    return {.set = "li.w {0},{#}",
            .zero = "xor {0},{1},{1}",
            .add = "addi.d {0},{0},{#}",
            .sum = "add.d {0},{0},{1}",
            .branch = "bnez {0},{l}",
            .load = {{4, "ld.w {0},{1},0"}},
            .store = {{4, "st.w {0},{1},0"}}};
  }
};

}  // namespace

const Dialect& loongarch64_dialect() {
  static const LoongArch instance;
  return instance;
}

}  // namespace fenceline::models
