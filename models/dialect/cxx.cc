// C++ atomics, in the syntax of C that herd7 and litmus7 read: names of edges and memory orders are
// diy's in lower case. Unlike diy's, an access without annotation is relaxed: `MP` is a test of
// atomics, `MP+ponana+ponana` one of plain accesses.
#include <models/dialect/c_code.h>
#include <models/dialect/c_syntax.h>
#include <models/dialect/dialect.h>
#include <base/text.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace fenceline::models {
namespace {

std::string order_name(std::uint16_t order) {
  const std::string_view name = (order & kSeqCst) != 0    ? "seq_cst"
                                : (order & kAcquire) != 0 ? "acquire"
                                : (order & kRelease) != 0 ? "release"
                                                          : "relaxed";
  return std::string("memory_order_").append(name);
}

bool name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class Cxx : public Dialect {
 public:
  Isa isa() const override { return Isa::cxx; }
  std::string_view name() const override { return "cxx"; }
  std::string_view litmus_name() const override { return "C"; }
  std::string_view title() const override { return "C++"; }
  std::span<const std::string_view> aliases() const override {
    static constexpr std::string_view kAliases[] = {"C++", "CPP"};
    return kAliases;
  }
  // RC11 forbids load buffering, which machines show of the plain instructions of relaxed accesses.
  std::string_view default_model() const override { return "cxx20"; }
  Rules rules() const override { return {.language = true}; }

  std::string canonical_register(std::string_view name) const override {
    const bool fits = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
                      std::all_of(name.begin(), name.end(), name_char);
    return fits ? std::string(name) : "";
  }
  Instruction parse(std::string_view text, Scope&) const override {
    Instruction out;
    out.text = text;
    try {
      out.ops = read_c_statement(text);
    } catch (const CError& e) {
      throw InstructionError{e.message};
    }
    return out;
  }

  void read_code(std::string_view text, int line, LitmusTest& test) const override {
    try {
      read_c_code(text, line, test);
    } catch (const CError& e) {
      throw CodeError{e.line, e.message};
    }
  }

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
  std::string nth_register(int n) const override { return "r" + std::to_string(n); }
  int register_rank(std::string_view) const override { return 0; }

  std::string emit_load(Emitter& out, const Access& access) const override {
    const std::string r = out.fresh(), at = place(out, access);
    if ((access.order & kRelaxed) == 0)
      out.line("int " + r + " = *" + (access.dependency == Edge::kAddr ? "(" + at + ")" : at) + ";");
    else
      out.line("int " + r + " = atomic_load_explicit(" + at + ", " + order_name(access.order) + ");");
    return r;
  }
  void emit_store(Emitter& out, const Access& access) const override {
    const std::string at = place(out, access);
    const std::string value =
        std::to_string(access.value) + (access.dependency == Edge::kData ? " + (" + access.source + " & 128)" : "");
    if ((access.order & kRelaxed) == 0)
      out.line("*" + (access.dependency == Edge::kAddr ? "(" + at + ")" : at) + " = " + value + ";");
    else
      out.line("atomic_store_explicit(" + at + ", " + value + ", " + order_name(access.order & ~kAcquire) + ");");
  }
  bool emit_update(Emitter& out, const Access& access, bool linked) const override {
    if (linked) return false;
    const std::string old = out.fresh();
    out.line("int " + old + " = atomic_exchange_explicit(" + out.name(access.location) + ", " +
             std::to_string(access.value) + ", memory_order_relaxed);");
    out.expect(old, access.overwritten);
    return true;
  }
  // The rest of the thread is in the branch, and takes place where what was read is what is meant.
  void emit_branch(Emitter& out, const std::string& source) const override {
    const auto value = out.expected(source);
    out.line("if (" + source + " == " + (value ? std::to_string(*value) : source) + ") {");
  }

  // A function around the code. Its parameters are what the code accesses.
  std::vector<std::string> complete(int thread, std::vector<std::string> lines) const override {
    // Of locations; one that is accessed in both ways is no atomic object.
    std::map<std::string, std::string> types;
    std::size_t open = 0;
    for (const std::string& line : lines) {
      open += line.back() == '{';
      static constexpr std::string_view kCalls[] = {"_explicit(", "*(", "*"};
      for (std::string_view before : kCalls) {
        const std::size_t at = line.find(before);
        if (at == std::string::npos) continue;
        const auto begin = line.begin() + static_cast<std::ptrdiff_t>(at + before.size());
        std::string& type = types[{begin, std::find_if_not(begin, line.end(), name_char)}];
        if (before[0] == '*' || type.empty()) type = before[0] == '*' ? "int*" : "atomic_int*";
        break;
      }
    }
    std::vector<std::string> parameters;
    for (const auto& [location, type] : types) parameters.push_back(type + " " + location);
    lines.insert(lines.begin(), "P" + std::to_string(thread) + " (" + join(parameters, ", ") + ") {");
    lines.insert(lines.end(), open + 1, "}");
    return lines;
  }
  std::string layout(const std::vector<std::vector<std::string>>& threads) const override {
    std::string out;
    for (const auto& lines : threads) {
      out += "\n";
      std::size_t depth = 0;
      for (const std::string& line : lines) {
        if (line.empty()) continue;
        if (line[0] == '}' && depth > 0) --depth;
        out += std::string(2 * depth, ' ') + line + "\n";
        if (line.back() == '{') ++depth;
      }
    }
    return out + "\n";
  }

 private:
  static std::string place(Emitter& out, const Access& access) {
    const std::string name = out.name(access.location);
    return access.dependency == Edge::kAddr ? name + " + (" + access.source + " & 128)" : name;
  }
};

}  // namespace

const Dialect& cxx_dialect() {
  static const Cxx instance;
  return instance;
}

}  // namespace fenceline::models
