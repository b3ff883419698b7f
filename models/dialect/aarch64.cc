// AArch64: which edges there are, and how generated tests write them.
#include <models/dialect/aarch64_reader.h>
#include <models/dialect/build.h>
#include <models/dialect/out_of_scope.h>

namespace fenceline::models {
namespace {

class AArch64 : public Dialect {
 public:
  Isa isa() const override { return Isa::aarch64; }
  std::string_view name() const override { return "aarch64"; }
  std::string_view litmus_name() const override { return "AArch64"; }
  std::string_view default_model() const override { return "aarch64"; }
  Rules rules() const override { return {.first_symbolic = 0, .result_may_be_expected = true}; }
  std::string refused_register(std::string_view name) const override { return out_of_scope_register(name); }
  std::string canonical_register(std::string_view name) const override {
    const AArch64Register r = decode_aarch64_register(name);
    return r.valid && r.canonical.empty() ? "XZR" : r.canonical;  // a condition may name it
  }

  Instruction parse(std::string_view text, Scope& scope) const override { return read_aarch64(text, scope); }

  std::span<const Edge> edges() const override {
    static const Edge kEdges[] = {{"po", Edge::kPo, ""},
                                  {"dmb.sy", Edge::kFence, "DMB SY"},
                                  {"dmb.ld", Edge::kFence, "DMB LD"},
                                  {"dmb.st", Edge::kFence, "DMB ST"},
                                  {"dsb.sy", Edge::kFence, "DSB SY"},
                                  {"dsb.ld", Edge::kFence, "DSB LD"},
                                  {"dsb.st", Edge::kFence, "DSB ST"},
                                  {"isb", Edge::kFence, "ISB"},
                                  {"addr", Edge::kAddr, ""},
                                  {"data", Edge::kData, ""},
                                  {"ctrl", Edge::kCtrl, ""},
                                  {"ctrlisb", Edge::kCtrlFence, "ISB"}};
    return kEdges;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {
        {"p"}, {"a", kAcquire, kR}, {"q", kAcquirePc, kR}, {"l", kRelease, kW}, {"x", kExclusive}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "dmb.sy"; }
  bool sizes() const override { return true; }
  // ldar, stlr; an acquire load is ldapr where the CPU has it.
  std::string_view cxx_edge(bool seq_cst, Dir from, Dir to) const override {
    if (from == Dir::kWrite) return to == Dir::kWrite ? "poll" : seq_cst ? "pola" : "polq";
    if (to == Dir::kWrite) return seq_cst ? "poal" : "poql";
    return seq_cst ? "poaa" : "poqq";
  }
  std::string nth_register(int n) const override { return "X" + std::to_string(n); }

  std::string emit_load(Emitter& out, const Access& access) const override {
    const bool exclusive = (access.order & kExclusive) != 0;
    const std::string at = address(out, access);
    const std::string r = out.fresh();
    const std::string mnemonic = exclusive                          ? "LDXR"
                                 : (access.order & kAcquire) != 0   ? "LDAR"
                                 : (access.order & kAcquirePc) != 0 ? "LDAPR"
                                                                    : "LDR";
    out.line(mnemonic + part(access) + " " + sized(r, access) + "," + at);
    if (exclusive) write_back(out, access, r, at);
    return r;
  }
  void emit_store(Emitter& out, const Access& access) const override {
    const bool exclusive = (access.order & kExclusive) != 0, release = (access.order & kRelease) != 0;
    // An index is taken first: it hangs on an earlier load.
    std::string value, index;
    if (access.dependency == Edge::kAddr) index = false_dependency(out, access.source);
    if (access.dependency == Edge::kData) {
      value = false_dependency(out, access.source);
      const std::string constant =
          access.value < kImmediates ? "#" + std::to_string(access.value) : sized(out.constant(access.value), access);
      out.line("ADD " + sized(value, access) + "," + sized(value, access) + "," + constant);
    } else {
      value = register_with(out, access);
    }
    const std::string at = bracket(out, access, index, exclusive || release);
    if (exclusive) {
      const std::string old = out.fresh();
      out.line("LDXR" + part(access) + " " + sized(old, access) + "," + at);
      write_back(out, access, value, at);
      out.expect(old, access.overwritten);
    } else {
      out.line((release ? "STLR" : "STR") + part(access) + " " + sized(value, access) + "," + at);
    }
  }
  bool emit_update(Emitter& out, const Access& access, bool linked) const override {
    if (linked) {
      Access exclusive = access;
      exclusive.order = kExclusive;
      emit_store(out, exclusive);
      return true;
    }
    const std::string value = register_with(out, access), old = out.fresh();
    out.line("SWP" + part(access) + " " + sized(value, access) + "," + sized(old, access) + "," +
             bracket(out, access, "", true));
    out.expect(old, access.overwritten);
    return true;
  }
  void emit_branch(Emitter& out, const std::string& source) const override {
    const std::string label = out.label();
    out.line("CBNZ " + word(source) + "," + label);
    out.line(label + ":");
  }

 private:
  static constexpr Value kImmediates = 4096;  // of ADD and MOV, from 0
  static std::string register_with(Emitter& out, const Access& access) {
    if (access.value >= kImmediates) return out.constant(access.value);
    const std::string r = out.fresh();
    out.line("MOV " + sized(r, access) + ",#" + std::to_string(access.value));
    return r;
  }
  static std::string word(const std::string& reg) { return "W" + reg.substr(1); }
  static std::string sized(const std::string& reg, const Access& access) { return access.size == 8 ? reg : word(reg); }
  static std::string part(const Access& access) { return access.size == 1 ? "B" : access.size == 2 ? "H" : ""; }
  static std::string false_dependency(Emitter& out, const std::string& source) {
    const std::string zero = out.fresh();
    out.line("EOR " + word(zero) + "," + word(source) + "," + word(source));
    return zero;
  }
  // Ordered and exclusive accesses take no index or offset: it is added before.
  static std::string bracket(Emitter& out, const Access& access, const std::string& index, bool bare) {
    std::string base = out.pointer(access.location);
    if (access.offset != 0) {
      const std::string offset = ",#" + std::to_string(access.offset);
      if (index.empty() && !bare) return "[" + base + offset + "]";
      const std::string at = out.fresh();
      out.line("ADD " + at + "," + base + offset);
      base = at;
    }
    if (index.empty()) return "[" + base + "]";
    if (!bare) return "[" + base + "," + word(index) + ",SXTW]";
    out.line("ADD " + index + "," + base + "," + word(index) + ",SXTW");
    return "[" + index + "]";
  }
  static std::string address(Emitter& out, const Access& access) {
    const std::string index = access.dependency == Edge::kAddr ? false_dependency(out, access.source) : "";
    return bracket(out, access, index, access.order != kPlain);
  }
  static void write_back(Emitter& out, const Access& access, const std::string& value, const std::string& at) {
    const std::string status = out.fresh();
    out.line("STXR" + part(access) + " " + word(status) + "," + sized(value, access) + "," + at);
    out.expect(status, 0);
  }
};

}  // namespace

const Dialect& aarch64_dialect() {
  static const AArch64 instance;
  return instance;
}

}  // namespace fenceline::models
