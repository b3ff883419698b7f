// Power: which edges there are, and how generated tests write them.
#include <models/dialect/ppc64le_reader.h>

namespace fenceline::models {
namespace {

class Ppc : public Dialect {
 public:
  Isa isa() const override { return Isa::ppc64le; }
  std::string_view name() const override { return "ppc64le"; }
  std::string_view litmus_name() const override { return "PPC"; }
  std::string_view default_model() const override { return "power"; }
  Rules rules() const override { return {.first_symbolic = 0, .status_carries_operands = true}; }
  std::string canonical_register(std::string_view name) const override { return ppc_register(name); }

  Instruction parse(std::string_view text, Scope& scope) const override { return read_ppc(text, scope); }

  std::span<const Edge> edges() const override {
    static const Edge kEdges[] = {{"po", Edge::kPo, ""},
                                  {"sync", Edge::kFence, "sync"},
                                  {"lwsync", Edge::kFence, "lwsync"},
                                  {"eieio", Edge::kFence, "eieio"},
                                  {"isync", Edge::kFence, "isync"},
                                  {"addr", Edge::kAddr, ""},
                                  {"data", Edge::kData, ""},
                                  {"ctrl", Edge::kCtrl, ""},
                                  {"ctrlisync", Edge::kCtrlFence, "isync"}};
    return kEdges;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {{"p"}, {"x", kExclusive}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "sync"; }
  // r0 is zero as a base.
  // sync before a seq_cst access, lwsync before a release store, ctrl+isync after a load.
  std::string_view cxx_edge(bool seq_cst, Dir from, Dir to) const override {
    if (seq_cst) return "sync";
    if (to == Dir::kWrite) return "lwsync";
    return from == Dir::kRead ? "ctrlisync" : "po";
  }
  std::string nth_register(int n) const override { return "r" + std::to_string(n + 1); }

  std::string emit_load(Emitter& out, const Access& access) const override {
    const std::string index = access.dependency == Edge::kAddr ? false_dependency(out, access.source) : "";
    const std::string r = out.fresh(), base = out.pointer(access.location);
    if ((access.order & kExclusive) != 0) {
      const std::string at = (index.empty() ? "r0" : index) + "," + base;
      out.line("lwarx " + r + "," + at);
      write_back(out, r, at);
    } else {
      out.line(index.empty() ? "lwz " + r + ",0(" + base + ")" : "lwzx " + r + "," + index + "," + base);
    }
    return r;
  }
  void emit_store(Emitter& out, const Access& access) const override {
    const std::string index = access.dependency == Edge::kAddr ? false_dependency(out, access.source) : "";
    std::string value;
    if (access.dependency == Edge::kData) {
      value = false_dependency(out, access.source);
      out.line("addi " + value + "," + value + "," + std::to_string(access.value));
    } else {
      value = out.fresh();
      out.line("li " + value + "," + std::to_string(access.value));
    }
    const std::string base = out.pointer(access.location);
    if ((access.order & kExclusive) != 0) {
      const std::string at = (index.empty() ? "r0" : index) + "," + base, old = out.fresh();
      out.line("lwarx " + old + "," + at);
      write_back(out, value, at);
      out.expect(old, access.overwritten);
    } else {
      out.line(index.empty() ? "stw " + value + ",0(" + base + ")" : "stwx " + value + "," + index + "," + base);
    }
  }
  bool emit_update(Emitter& out, const Access& access, bool) const override {
    Access exclusive = access;
    exclusive.order = kExclusive;
    emit_store(out, exclusive);
    return true;
  }
  void emit_branch(Emitter& out, const std::string& source) const override {
    const std::string label = out.label();
    out.line("cmpw " + source + "," + source);
    out.line("beq " + label);
    out.line(label + ":");
  }

 private:
  static std::string false_dependency(Emitter& out, const std::string& source) {
    const std::string zero = out.fresh();
    out.line("xor " + zero + "," + source + "," + source);
    return zero;
  }
  // stwcx. leaves its success in CR0; a register tells it to the condition.
  static void write_back(Emitter& out, const std::string& value, const std::string& at) {
    const std::string failed = out.fresh(), label = out.label();
    out.line("li " + failed + ",1");
    out.line("stwcx. " + value + "," + at);
    out.line("bne " + label);
    out.line("li " + failed + ",0");
    out.line(label + ":");
    out.expect(failed, 0);
  }
};

}  // namespace

const Dialect& ppc64le_dialect() {
  static const Ppc instance;
  return instance;
}

}  // namespace fenceline::models
