// RISC-V: which edges there are, and how generated tests write them.
#include <models/dialect/build.h>
#include <models/dialect/riscv64_reader.h>

namespace fenceline::models {
namespace {

class RiscV : public Dialect {
 public:
  Isa isa() const override { return Isa::riscv64; }
  std::string_view name() const override { return "riscv64"; }
  std::string_view litmus_name() const override { return "RISCV"; }
  std::string_view default_model() const override { return "rvwmo"; }
  Rules rules() const override { return {.first_symbolic = 0, .result_carries_write = true}; }
  std::string canonical_register(std::string_view name) const override {
    const int n = riscv_register(name);
    return n < 0 ? "" : "x" + std::to_string(n);
  }

  Instruction parse(std::string_view text, Scope& scope) const override { return read_riscv(text, scope); }

  std::span<const Edge> edges() const override {
    static const auto edges = [] {
      std::vector<Edge> all = {{"po", Edge::kPo, ""}};
      for (const char* before : {"rw", "r", "w"})
        for (const char* after : {"rw", "r", "w"})
          all.push_back({std::string("fence.") + before + "." + after, Edge::kFence,
                         std::string("fence ") + before + "," + after});
      all.push_back({"fence.tso", Edge::kFence, "fence.tso"});
      all.push_back({"fence.i", Edge::kFence, "fence.i"});
      all.push_back({"addr", Edge::kAddr, ""});
      all.push_back({"data", Edge::kData, ""});
      all.push_back({"ctrl", Edge::kCtrl, ""});
      all.push_back({"ctrlfencei", Edge::kCtrlFence, "fence.i"});
      return all;
    }();
    return edges;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {{"p"},
                                                  {"aq", kAcquirePc, kR},
                                                  {"rl", kReleasePc, kW},
                                                  {"ar", kAtomic | kAcquire | kRelease},
                                                  {"x", kExclusive}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "fence.rw.rw"; }
  bool sizes() const override { return true; }
  // fence rw,w before a store, fence r,rw after a load, fence rw,rw before a seq_cst load.
  std::string_view cxx_edge(bool seq_cst, Dir from, Dir to) const override {
    if (to == Dir::kRead && seq_cst) return "fence.rw.rw";
    if (from == Dir::kRead) return "fence.r.rw";
    return to == Dir::kWrite ? "fence.rw.w" : "po";
  }
  std::string nth_register(int n) const override { return "x" + std::to_string(n + 5); }

  std::string emit_load(Emitter& out, const Access& access) const override {
    const std::string index = access.dependency == Edge::kAddr ? false_dependency(out, access.source) : "";
    const std::string r = out.fresh(), base = address(out, access.location, index);
    if ((access.order & (kExclusive | kAtomic)) != 0) {
      const std::string at = atomic_address(out, access, base);
      if ((access.order & kExclusive) != 0) {
        out.line("lr." + letter(access) + " " + r + ",0(" + at + ")");
        write_back(out, access, r, at);
      } else {
        out.line("amoor." + letter(access) + ".aq.rl " + r + ",x0,(" + at + ")");
      }
    } else {
      out.line("l" + letter(access) + ((access.order & kAcquirePc) != 0 ? ".aq " : " ") + r + "," +
               std::to_string(access.offset) + "(" + base + ")");
    }
    return r;
  }
  void emit_store(Emitter& out, const Access& access) const override {
    const std::string index = access.dependency == Edge::kAddr ? false_dependency(out, access.source) : "";
    std::string value;
    if (access.dependency == Edge::kData) {
      value = false_dependency(out, access.source);
      if (access.value < kImmediates)
        out.line("ori " + value + "," + value + "," + std::to_string(access.value));
      else
        out.line("or " + value + "," + value + "," + out.constant(access.value));
    } else {
      value = register_with(out, access.value);
    }
    const std::string base = address(out, access.location, index);
    if ((access.order & kExclusive) != 0) {
      const std::string old = out.fresh(), at = atomic_address(out, access, base);
      out.line("lr." + letter(access) + " " + old + ",0(" + at + ")");
      write_back(out, access, value, at);
      out.expect(old, access.overwritten);
    } else if ((access.order & kAtomic) != 0) {
      const std::string at = atomic_address(out, access, base);
      out.line("amoswap." + letter(access) + ".aq.rl x0," + value + ",(" + at + ")");
    } else {
      out.line("s" + letter(access) + ((access.order & kReleasePc) != 0 ? ".rl " : " ") + value + "," +
               std::to_string(access.offset) + "(" + base + ")");
    }
  }
  bool emit_update(Emitter& out, const Access& access, bool linked) const override {
    if (linked) {
      Access exclusive = access;
      exclusive.order = kExclusive;
      emit_store(out, exclusive);
      return true;
    }
    const std::string value = register_with(out, access.value), old = out.fresh(),
                      at = atomic_address(out, access, out.pointer(access.location));
    out.line("amoswap." + letter(access) + " " + old + "," + value + ",(" + at + ")");
    out.expect(old, access.overwritten);
    return true;
  }
  void emit_branch(Emitter& out, const std::string& source) const override {
    const std::string label = out.label();
    out.line("bne " + source + ",x0," + label);
    out.line(label + ":");
  }

 private:
  static constexpr Value kImmediates = 2048;  // of ori, from 0
  static std::string register_with(Emitter& out, Value value) {
    if (value >= kImmediates) return out.constant(value);
    const std::string r = out.fresh();
    out.line("ori " + r + ",x0," + std::to_string(value));
    return r;
  }
  static std::string false_dependency(Emitter& out, const std::string& source) {
    const std::string zero = out.fresh();
    out.line("xor " + zero + "," + source + "," + source);
    return zero;
  }
  static std::string address(Emitter& out, int location, const std::string& index) {
    const std::string base = out.pointer(location);
    if (index.empty()) return base;
    const std::string sum = out.fresh();
    out.line("add " + sum + "," + base + "," + index);
    return sum;
  }
  static std::string letter(const Access& access) {
    return access.size == 8 ? "d" : access.size == 4 ? "w" : access.size == 2 ? "h" : "b";
  }
  // Atomics take no offset.
  static std::string atomic_address(Emitter& out, const Access& access, const std::string& base) {
    if (access.offset == 0) return base;
    const std::string at = out.fresh();
    out.line("addi " + at + "," + base + "," + std::to_string(access.offset));
    return at;
  }
  static void write_back(Emitter& out, const Access& access, const std::string& value, const std::string& at) {
    const std::string status = out.fresh();
    out.line("sc." + letter(access) + " " + status + "," + value + ",0(" + at + ")");
    out.expect(status, 0);
  }
};

}  // namespace

const Dialect& riscv64_dialect() {
  static const RiscV instance;
  return instance;
}

}  // namespace fenceline::models
