// Go. Names of edges are diy's where it has such: `po` between plain accesses, `poatat` between those of sync/atomic.
// What stands between two accesses may also be a lock and its unlock, or an operation on a channel that all threads
// share: `MP+send+recv` is the first example of the memory model's section on channels, `MP+urecv+usend` of unbuffered
// ones.
#include <base/text.h>
#include <models/dialect/dialect.h>
#include <models/dialect/go_code.h>
#include <models/dialect/go_sync.h>
#include <models/dialect/go_syntax.h>

#include <algorithm>
#include <cctype>

namespace fenceline::models {
namespace {

bool go_name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class GoDialect : public Dialect {
 public:
  Isa isa() const override { return Isa::go; }
  std::string_view name() const override { return "go"; }
  std::string_view litmus_name() const override { return "Go"; }
  std::string_view title() const override { return "Go"; }
  std::span<const std::string_view> aliases() const override {
    static constexpr std::string_view kAliases[] = {"golang"};
    return kAliases;
  }
  std::string_view default_model() const override { return "go"; }
  Rules rules() const override { return {.language = true, .declares = true}; }

  // "r0"; of an array "r0[1]", of a structure "r0.next".
  std::string canonical_register(std::string_view name) const override {
    std::string_view stem = name;
    if (stem.size() > 3 && stem[stem.size() - 3] == '[' &&
        std::isdigit(static_cast<unsigned char>(stem[stem.size() - 2])) != 0 && stem.back() == ']')
      stem.remove_suffix(3);
    if (const auto dot = stem.find('.'); dot != std::string_view::npos && dot + 1 < stem.size())
      return canonical_register(stem.substr(0, dot)).empty() || canonical_register(stem.substr(dot + 1)).empty()
                 ? ""
                 : std::string(name);
    const bool fits = !stem.empty() && std::isdigit(static_cast<unsigned char>(stem[0])) == 0 &&
                      std::all_of(stem.begin(), stem.end(), go_name_char);
    return fits ? std::string(name) : "";
  }
  // Of the lines of edges alone: what they order by themselves.
  Instruction parse(std::string_view text, Scope&) const override {
    Instruction out;
    out.text = text;
    const bool full = text == find_edge(*this, "lock")->instruction;
    out.ops = {fence(FenceKind::kMfence, full ? kRW : 0, full ? kRW : 0)};
    return out;
  }
  void read_code(std::string_view text, int line, LitmusTest& test) const override {
    try {
      read_go_code(text, line, test);
    } catch (const GoError& e) {
      std::string message = e.message;
      if (const auto body = message.find(kGoBody); body != std::string::npos) message.replace(body, 1, "…");
      throw CodeError{e.at.line, message, e.at.column};
    }
  }

  std::span<const Edge> edges() const override {
    static const std::vector<Edge> all = {{"po", Edge::kPo, ""},
                                          {"lock", Edge::kFence, "mu.Lock(); mu.Unlock()"},
                                          {"rlock", Edge::kFence, "mu.RLock(); mu.RUnlock()"},
                                          {"send", Edge::kFence, "ch <- 0", true},
                                          {"recv", Edge::kFence, "<-ch", true},
                                          {"close", Edge::kFence, "close(ch)", true},
                                          {"usend", Edge::kFence, "meet <- 0", true},
                                          {"urecv", Edge::kFence, "<-meet", true},
                                          {"once", Edge::kFence, "once.Do(func() {})", true},
                                          {"data", Edge::kData, ""},
                                          {"ctrl", Edge::kCtrl, ""}};
    return all;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {{"na", kPlain}, {"at", kSynchronizing}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "lock"; }
  std::string_view cxx_edge(bool, Dir, Dir) const override { return "poatat"; }
  std::string_view cxx_annotation(bool, Dir) const override { return "at"; }
  std::string nth_register(int n) const override { return "r" + std::to_string(n); }

  std::string emit_load(Emitter& out, const Access& access) const override {
    const std::string r = out.fresh(), x = out.name(access.location);
    out.line(r + " := " + (access.order == kPlain ? x : "atomic.LoadInt32(&" + x + ")"));
    return r;
  }
  void emit_store(Emitter& out, const Access& access) const override {
    const std::string x = out.name(access.location);
    const std::string value =
        std::to_string(access.value) + (access.dependency == Edge::kData ? " + (" + access.source + " & 128)" : "");
    out.line(access.order == kPlain ? x + " = " + value : "atomic.StoreInt32(&" + x + ", " + value + ")");
  }
  bool emit_update(Emitter& out, const Access& access, bool linked) const override {
    if (linked) return false;
    const std::string old = out.fresh();
    out.line(old + " := atomic.SwapInt32(&" + out.name(access.location) + ", " + std::to_string(access.value) + ")");
    out.expect(old, access.overwritten);
    return true;
  }
  // The rest of the thread is in the branch, and takes place where what was read is what is meant.
  void emit_branch(Emitter& out, const std::string& source) const override {
    const auto value = out.expected(source);
    out.line("if " + source + " == " + (value ? std::to_string(*value) : source) + " {");
  }

  std::vector<std::string> declarations(const std::vector<std::pair<std::string, int>>& locations,
                                        const std::vector<std::vector<std::string>>& threads) const override {
    std::vector<std::string> out;
    for (const auto& [name, size] : locations) out.push_back("var " + name + " int" + std::to_string(8 * size));
    const auto spoken_of = [&](std::string_view word) {
      return std::any_of(threads.begin(), threads.end(), [&](const auto& lines) {
        return std::any_of(lines.begin(), lines.end(),
                           [&](const std::string& line) { return line.find(word) != std::string::npos; });
      });
    };
    if (spoken_of("mu.")) out.push_back(std::string("var mu sync.") + (spoken_of("mu.R") ? "RWMutex" : "Mutex"));
    if (spoken_of("ch")) out.emplace_back("var ch = make(chan int, 8)");
    if (spoken_of("meet")) out.emplace_back("var meet = make(chan int)");
    if (spoken_of("once.")) out.emplace_back("var once sync.Once");
    return out;
  }
  std::vector<std::string> complete(int thread, std::vector<std::string> lines) const override {
    const auto open = std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.back() == '{'; });
    lines.insert(lines.begin(), "func P" + std::to_string(thread) + "() {");
    lines.insert(lines.end(), static_cast<std::size_t>(open) + 1, "}");
    return lines;
  }
  // As gofmt has it.
  std::string layout(const std::vector<std::vector<std::string>>& threads) const override {
    std::string out;
    for (const auto& lines : threads) {
      std::size_t depth = 0;
      for (const std::string& line : lines) {
        if (line.empty()) continue;
        if (line.starts_with("func ")) out += "\n";
        if (line[0] == '}' && depth > 0) --depth;
        const bool label = line.back() == ':' && depth > 0;  // of a select
        out += std::string(label ? depth - 1 : depth, '\t') + line + "\n";
        if (line.back() == '{') ++depth;
      }
    }
    return out + "\n";
  }
};

}  // namespace

const Dialect& go_dialect() {
  static const GoDialect instance;
  return instance;
}

}  // namespace fenceline::models
