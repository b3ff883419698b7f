// The Linux kernel's C: tests as herd7 reads them with the kernel's tools/memory-model. Names of
// edges are the primitives', shortly: mb rmb wmb, `sync` for synchronize_rcu(), `rcu` for a
// read-side critical section around both accesses; annotations are once (the default), rel, acq,
// and na for plain accesses.
#include <models/dialect/c_code.h>
#include <models/dialect/c_dialect.h>

namespace fenceline::models {
namespace {

class Linux : public CDialect {
 public:
  Isa isa() const override { return Isa::linux_kernel; }
  std::string_view name() const override { return "linux"; }
  std::string_view title() const override { return "the Linux kernel's C"; }
  std::span<const std::string_view> aliases() const override {
    static constexpr std::string_view kAliases[] = {"LKMM", "linux-kernel"};
    return kAliases;
  }
  std::string_view default_model() const override { return "lkmm"; }
  Rules rules() const override { return {.language = true, .update_carries_data = true}; }
  const CLibrary* c_library() const override { return &c_kernel(); }

  std::span<const Edge> edges() const override {
    static const std::vector<Edge> all = {{"po", Edge::kPo, ""},
                                          {"mb", Edge::kFence, "smp_mb();"},
                                          {"rmb", Edge::kFence, "smp_rmb();"},
                                          {"wmb", Edge::kFence, "smp_wmb();"},
                                          {"sync", Edge::kFence, "synchronize_rcu();"},
                                          {"rcu", Edge::kAround, "rcu_read_lock();", false, "rcu_read_unlock();"},
                                          {"addr", Edge::kAddr, ""},
                                          {"data", Edge::kData, ""},
                                          {"ctrl", Edge::kCtrl, ""}};
    return all;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {{"once", kRelaxed},
                                                  {"rel", kRelaxed | kRelease, kW},
                                                  {"acq", kRelaxed | kAcquire, kR},
                                                  {"na", kPlain}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "mb"; }
  // No compiler makes the kernel's primitives of C++'s memory orders.
  std::string_view cxx_edge(bool, Dir, Dir) const override { return {}; }

  std::string emit_load(Emitter& out, const Access& access) const override {
    const std::string r = out.fresh();
    if ((access.order & kRelaxed) == 0)
      out.line("int " + r + " = " + memory(out, access) + ";");
    else if ((access.order & kAcquire) != 0)
      out.line("int " + r + " = smp_load_acquire(" + place(out, access) + ");");
    else
      out.line("int " + r + " = READ_ONCE(" + memory(out, access) + ");");
    return r;
  }
  void emit_store(Emitter& out, const Access& access) const override {
    if ((access.order & kRelaxed) == 0)
      out.line(memory(out, access) + " = " + stored(access) + ";");
    else if ((access.order & kRelease) != 0)
      out.line("smp_store_release(" + place(out, access) + ", " + stored(access) + ");");
    else
      out.line("WRITE_ONCE(" + memory(out, access) + ", " + stored(access) + ");");
  }
  bool emit_update(Emitter& out, const Access& access, bool linked) const override {
    if (linked) return false;
    const std::string old = out.fresh();
    out.line("int " + old + " = xchg_relaxed(" + out.name(access.location) + ", " + std::to_string(access.value) +
             ");");
    out.expect(old, access.overwritten);
    return true;
  }

 private:
  std::span<const Opening> openings() const override {
    static constexpr Opening kOpenings[] = {{"smp_load_acquire(", "int*"},
                                            {"smp_store_release(", "int*"},
                                            {"xchg_relaxed(", "int*"},
                                            {"*(", "int*"},
                                            {"*", "int*"}};
    return kOpenings;
  }
};

}  // namespace

const Dialect& linux_dialect() {
  static const Linux instance;
  return instance;
}

}  // namespace fenceline::models
