// x86-64: which edges there are, and how generated tests write them.
#include <models/dialect/build.h>
#include <models/dialect/x86_64_reader.h>

namespace fenceline::models {
namespace {

class X86 : public Dialect {
 public:
  Isa isa() const override { return Isa::x86_64; }
  std::string_view name() const override { return "x86_64"; }
  std::string_view litmus_name() const override { return "X86_64"; }
  std::span<const std::string_view> aliases() const override {
    static constexpr std::string_view kAliases[] = {"X86"};
    return kAliases;
  }
  std::string_view default_model() const override { return "x86-tso"; }
  Rules rules() const override { return {.first_symbolic = 4, .quadword_atomic = true}; }

  // RIP is one that tests may name, but no instruction's operand.
  std::string canonical_register(std::string_view name) const override {
    const std::string bare = lower(name.substr(name.starts_with('%') ? 1 : 0));
    return bare == "rip" ? bare : decode_x86_register(name).canonical;
  }

  Instruction parse(std::string_view text, Scope& scope) const override { return read_x86(text, scope); }

  std::span<const Edge> edges() const override {
    static const Edge kEdges[] = {{"po", Edge::kPo, ""},
                                  {"mfence", Edge::kFence, "mfence"},
                                  {"lock_add", Edge::kFence, "lock addl $0,(%rsp)"},
                                  {"sfence", Edge::kFence, "sfence"},
                                  {"lfence", Edge::kFence, "lfence"}};
    return kEdges;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {{"na"}, {"a", kLocked, kW}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "mfence"; }
  // mov; a seq_cst store is xchg.
  std::string_view cxx_edge(bool seq_cst, Dir from, Dir to) const override {
    if (!seq_cst) return "po";
    return from == Dir::kRead ? (to == Dir::kRead ? "po" : "ponaa") : (to == Dir::kRead ? "poana" : "poaa");
  }
  std::string_view stack_register() const override { return "rsp"; }
  std::string nth_register(int n) const override {
    static constexpr std::string_view kOrder[] = {"rax", "rbx", "rcx", "rdx", "rsi", "rdi"};
    return n < 6 ? std::string(kOrder[n]) : "r" + std::to_string(n + 2);
  }
  // The name tells how much of the register is meant.
  std::string told_register(std::string_view name, std::string_view head) const override {
    return head == "X86" ? upper(name) : lower(name);
  }
  // As they are encoded, but that rsi and rdi stand before rbp and rsp.
  int register_rank(std::string_view canonical) const override {
    static constexpr std::string_view kOrder[] = {"rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp"};
    const auto at = std::find(std::begin(kOrder), std::end(kOrder), canonical) - std::begin(kOrder);
    return at < std::ssize(kOrder) ? static_cast<int>(at) : Dialect::register_rank(canonical);
  }
  bool sizes() const override { return true; }
  std::string emit_load(Emitter& out, const Access& access) const override {
    const std::string r = out.fresh();
    out.line(std::string("mov") + x86_suffix(access.size) + " " + memory_text(out, access) + "," +
             x86_register_text(r, access.size));
    return r;
  }
  void emit_store(Emitter& out, const Access& access) const override {
    const std::string memory = memory_text(out, access);
    const char size = x86_suffix(access.size);
    // No instruction stores a constant of 64 bits.
    std::string r, value = "$" + from_integer(access.value);
    if (access.size == 8) {
      r = out.constant(access.value);
      value = x86_register_text(r, 8);
    }
    if ((access.order & kLocked) == 0) return out.line(std::string("mov") + size + " " + value + "," + memory);
    if (r.empty()) {
      r = out.fresh();
      out.line(std::string("mov") + size + " " + value + "," + x86_register_text(r, access.size));
    }
    out.line(std::string("xchg") + size + " " + x86_register_text(r, access.size) + "," + memory);
    out.expect(r, access.overwritten);
  }
  bool emit_update(Emitter& out, const Access& access, bool linked) const override {
    if (linked) return false;
    Access locked = access;
    locked.order = kLocked;
    emit_store(out, locked);
    return true;
  }
  // TSO has no use for dependencies.
  void emit_branch(Emitter&, const std::string&) const override {}

 private:
  // Other tools read an offset before a register alone.
  static std::string memory_text(Emitter& out, const Access& access) {
    if (access.offset == 0) return "(" + out.name(access.location) + ")";
    return std::to_string(access.offset) + "(" + x86_register_text(out.pointer(access.location), 8) + ")";
  }
};

}  // namespace

const Dialect& x86_64_dialect() {
  static const X86 instance;
  return instance;
}

}  // namespace fenceline::models
