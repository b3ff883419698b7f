// SPARC V9: The SPARC Architecture Manual, Version 9, appendix A.
#include <models/dialect/pattern.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace fenceline::models {
namespace {

using Ops = std::vector<MicroOp>;
using M = const Match&;

constexpr std::uint8_t kLoadLoad = 1, kStoreLoad = 2, kLoadStore = 4, kStoreStore = 8;
// A.31: the masks that order accesses, alone or joined by | (GNU as takes + too). #MemIssue and
// #Sync wait for more than they order here.
constexpr std::pair<std::string_view, std::uint8_t> kMasks[] = {
    {"#loadload", kLoadLoad},     {"#storeload", kStoreLoad}, {"#loadstore", kLoadStore},
    {"#storestore", kStoreStore}, {"#memissue", 15},          {"#sync", 15}};

// An atomic load-store is a load and a store with no store between them. What that gives under TSO is what a locked instruction
// gives on x86 (The SPARC Architecture Manual, Version 8, appendix K: of the axioms "Atomicity", "StoreStore" and "LoadOp").
// PSO and RMO do not ask for it.
constexpr std::uint16_t kAtomicLoadStore = kLocked;

Ops membar(std::uint8_t pairs) { return {fence(FenceKind::kMembar, kRW, kRW, pairs)}; }

constexpr Row kRows[] = {
    {"mov {#},{0}", [](M m) -> Ops { return {alu(Alu::kSecond, m.reg[0], {}, imm(m.constant))}; }},
    {"mov {1},{0}", [](M m) -> Ops { return {alu(Alu::kSecond, m.reg[0], {}, reg(m.reg[1]))}; }},
    {"add {1},{#},{0}", [](M m) -> Ops { return {alu(Alu::kAdd, m.reg[0], reg(m.reg[1]), imm(m.constant))}; }},
    {"add {1},{2},{0}", [](M m) -> Ops { return {alu(Alu::kAdd, m.reg[0], reg(m.reg[1]), reg(m.reg[2]))}; }},
    {"xor {1},{2},{0}", [](M m) -> Ops { return {alu(Alu::kXor, m.reg[0], reg(m.reg[1]), reg(m.reg[2]))}; }},
    {"and {1},{#},{0}", [](M m) -> Ops { return {alu(Alu::kAnd, m.reg[0], reg(m.reg[1]), imm(m.constant))}; }},
    {"or {1},{#},{0}", [](M m) -> Ops { return {alu(Alu::kOr, m.reg[0], reg(m.reg[1]), imm(m.constant))}; }},
    {"cmp {0},{#}", [](M m) -> Ops { return {alu(Alu::kCompare, m.flags, reg(m.reg[0]), imm(m.constant), 4)}; }},
    {"cmp {0},{1}", [](M m) -> Ops { return {alu(Alu::kCompare, m.flags, reg(m.reg[0]), reg(m.reg[1]), 4)}; }},
    {"ba {l}", [](M m) -> Ops { return {branch(Cond::kAlways, imm(0), m.label)}; }},
    {"be {l}", [](M m) -> Ops { return {branch(Cond::kEq, reg(m.flags), m.label)}; }},
    {"bne {l}", [](M m) -> Ops { return {branch(Cond::kNe, reg(m.flags), m.label)}; }},
    {"ld [{1}],{0}",
     [](M m) -> Ops {
       return {load(m.reg[0], {reg(m.reg[1]), {}}, 4)};
     }},
    {"ldx [{1}],{0}",
     [](M m) -> Ops {
       return {load(m.reg[0], {reg(m.reg[1]), {}}, 8)};
     }},
    {"ld [{1}+{2}],{0}",
     [](M m) -> Ops {
       return {load(m.reg[0], {reg(m.reg[1]), reg(m.reg[2])}, 4)};
     }},
    {"st {0},[{1}]",
     [](M m) -> Ops {
       return {store(reg(m.reg[0]), {reg(m.reg[1]), {}}, 4)};
     }},
    {"stx {0},[{1}]",
     [](M m) -> Ops {
       return {store(reg(m.reg[0]), {reg(m.reg[1]), {}}, 8)};
     }},
    {"st {0},[{1}+{2}]",
     [](M m) -> Ops {
       return {store(reg(m.reg[0]), {reg(m.reg[1]), reg(m.reg[2])}, 4)};
     }},
    {"swap [{1}],{0}",
     [](M m) -> Ops {
       return {rmw(Alu::kSecond, m.reg[0], reg(m.reg[0]), {reg(m.reg[1]), {}}, 4, kAtomicLoadStore)};
     }},
    {"cas [{1}],{2},{0}",
     [](M m) -> Ops {
       return {cas(m.reg[0], reg(m.reg[2]), reg(m.reg[0]), {reg(m.reg[1]), {}}, 4, kAtomicLoadStore)};
     }},
    {"stbar", [](M) -> Ops { return membar(kStoreStore); }},
    {"nop", [](M) -> Ops { return {}; }},
};

class Sparc64 : public PatternDialect {
 public:
  Isa isa() const override { return Isa::sparc64; }
  std::string_view name() const override { return "sparc64"; }
  std::string_view litmus_name() const override { return "SPARC64"; }
  std::string_view default_model() const override { return "sparc-rmo"; }
  Rules rules() const override { return {.big_endian = true}; }
  Instruction parse(std::string_view text, Scope& scope) const override {
    const Words words = split_words(text);
    if (words.mnemonic != "membar") return PatternDialect::parse(text, scope);
    expect_operands(words, 1);
    std::string masks(words.operands[0]);
    std::replace(masks.begin(), masks.end(), '+', '|');
    std::uint8_t pairs = 0;
    for (const std::string_view mask : split(masks, '|')) {
      const auto* known = std::find_if(std::begin(kMasks), std::end(kMasks),
                                       [&](const auto& entry) { return entry.first == lower(mask); });
      if (known == std::end(kMasks))
        unreadable("unknown mask '" + std::string(mask) + "' of membar; known: " + join(keys(kMasks), " "));
      pairs |= known->second;
    }
    Instruction out;
    out.text = "membar " + masks;
    out.ops = membar(pairs);
    return out;
  }
  std::string canonical_register(std::string_view name) const override {
    if (name.size() != 3 || name[0] != '%' || is_zero_register(name)) return "";
    const bool known =
        std::string_view("goli").find(name[1]) != std::string_view::npos && name[2] >= '0' && name[2] <= '7';
    return known ? std::string(name) : "";
  }
  std::span<const Edge> edges() const override {
    static const Edge kEdges[] = {{"po", Edge::kPo, ""},
                                  {"membar.sync", Edge::kFence, "membar #Sync"},
                                  {"membar.ll", Edge::kFence, "membar #LoadLoad"},
                                  {"membar.ls", Edge::kFence, "membar #LoadStore"},
                                  {"membar.sl", Edge::kFence, "membar #StoreLoad"},
                                  {"membar.ss", Edge::kFence, "membar #StoreStore"},
                                  {"addr", Edge::kAddr, ""},
                                  {"data", Edge::kData, ""},
                                  {"ctrl", Edge::kCtrl, ""}};
    return kEdges;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {{"p"}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "membar.sync"; }
  // Between seq_cst accesses; the acquire and release membars combine masks.
  std::string_view cxx_edge(bool seq_cst, Dir, Dir) const override { return seq_cst ? "membar.sync" : ""; }
  std::string nth_register(int n) const override {
    return std::string(n < 6 ? "%o" : "%l") + std::to_string(n < 6 ? n : n - 6);
  }
  bool emit_update(Emitter& out, const Access& access, bool linked) const override {
    if (linked) return false;
    const std::string r = out.fresh(), base = out.pointer(access.location);
    out.line("mov " + std::to_string(access.value) + "," + r);
    out.line("swap [" + base + "]," + r);
    out.expect(r, access.overwritten);
    return true;
  }

 protected:
  std::span<const Row> rows() const override { return kRows; }
  // simm13 (format 3).
  bool encodes(std::string_view, Value constant) const override { return constant >= -4096 && constant <= 4095; }
  bool is_zero_register(std::string_view name) const override { return name == "%g0"; }
  Writing writing() const override {
    return {.set = "mov {#},{0}",
            .zero = "xor {1},{1},{0}",
            .add = "add {0},{#},{0}",
            .sum = "add {0},{1},{0}",
            .branch = "cmp {0},{0};be {l}",
            .load = {{4, "ld [{1}],{0}"}},
            .store = {{4, "st {0},[{1}]"}}};
  }
};

}  // namespace

const Dialect& sparc64_dialect() {
  static const Sparc64 instance;
  return instance;
}

}  // namespace fenceline::models
