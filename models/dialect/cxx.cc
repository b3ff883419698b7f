// C++ atomics, in the syntax of C that herd7 and litmus7 read: names of edges and memory orders are
// diy's in lower case. Unlike diy's, an access without annotation is relaxed: `MP` is a test of
// atomics, `MP+ponana+ponana` one of plain accesses.
#include <models/dialect/c_code.h>
#include <models/dialect/c_dialect.h>

namespace fenceline::models {
namespace {

std::string order_name(std::uint16_t order) {
  const std::string_view name = (order & kSeqCst) != 0    ? "seq_cst"
                                : (order & kAcquire) != 0 ? "acquire"
                                : (order & kRelease) != 0 ? "release"
                                                          : "relaxed";
  return std::string("memory_order_").append(name);
}

class Cxx : public CDialect {
 public:
  Isa isa() const override { return Isa::cxx; }
  std::string_view name() const override { return "cxx"; }
  std::string_view title() const override { return "C++"; }
  std::span<const std::string_view> aliases() const override {
    static constexpr std::string_view kAliases[] = {"C++", "CPP"};
    return kAliases;
  }
  // RC11 forbids load buffering, which machines show of the plain instructions of relaxed accesses.
  std::string_view default_model() const override { return "cxx20"; }
  const CLibrary* c_library() const override { return &c_atomics(); }

  std::span<const Edge> edges() const override {
    static const std::vector<Edge> all = {{"po", Edge::kPo, ""},
                                          {"fencerel", Edge::kFence, "atomic_thread_fence(memory_order_release);"},
                                          {"fenceacq", Edge::kFence, "atomic_thread_fence(memory_order_acquire);"},
                                          {"fencear", Edge::kFence, "atomic_thread_fence(memory_order_acq_rel);"},
                                          {"fencesc", Edge::kFence, "atomic_thread_fence(memory_order_seq_cst);"},
                                          {"addr", Edge::kAddr, ""},
                                          {"data", Edge::kData, ""},
                                          {"ctrl", Edge::kCtrl, ""}};
    return all;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {{"rlx", kRelaxed},
                                                  {"rel", kRelaxed | kRelease, kW},
                                                  {"acq", kRelaxed | kAcquire, kR},
                                                  {"sc", kRelaxed | kAcquire | kRelease | kSeqCst},
                                                  {"na", kPlain}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "fencesc"; }
  std::string_view cxx_edge(bool seq_cst, Dir from, Dir to) const override {
    if (seq_cst) return "poscsc";
    if (from == Dir::kRead) return to == Dir::kRead ? "poacqacq" : "poacqrel";
    return to == Dir::kRead ? "porelacq" : "porelrel";
  }
  std::string_view cxx_annotation(bool seq_cst, Dir dir) const override {
    return seq_cst ? "sc" : dir == Dir::kRead ? "acq" : "rel";
  }

  std::string emit_load(Emitter& out, const Access& access) const override {
    const std::string r = out.fresh();
    if ((access.order & kRelaxed) == 0)
      out.line("int " + r + " = " + memory(out, access) + ";");
    else
      out.line("int " + r + " = atomic_load_explicit(" + place(out, access) + ", " + order_name(access.order) + ");");
    return r;
  }
  void emit_store(Emitter& out, const Access& access) const override {
    if ((access.order & kRelaxed) == 0)
      out.line(memory(out, access) + " = " + stored(access) + ";");
    else
      out.line("atomic_store_explicit(" + place(out, access) + ", " + stored(access) + ", " +
               order_name(access.order & ~kAcquire) + ");");
  }
  bool emit_update(Emitter& out, const Access& access, bool linked) const override {
    if (linked) return false;
    const std::string old = out.fresh();
    out.line("int " + old + " = atomic_exchange_explicit(" + out.name(access.location) + ", " +
             std::to_string(access.value) + ", memory_order_relaxed);");
    out.expect(old, access.overwritten);
    return true;
  }
  std::span<const Opening> openings() const override {
    // What is accessed in both ways is no atomic object.
    static constexpr Opening kOpenings[] = {{"_explicit(", "atomic_int*"}, {"*(", "int*"}, {"*", "int*"}};
    return kOpenings;
  }
};

}  // namespace

const Dialect& cxx_dialect() {
  static const Cxx instance;
  return instance;
}

}  // namespace fenceline::models
