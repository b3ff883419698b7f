#include <models/generate.h>
#include <models/litmus.h>
#include <models/text.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

namespace fenceline::models {
namespace {

// ---- names of edges
// ------------------------------------------------------------------------------

// One step within a thread: an edge of the dialect, or a communication with itself.
// What an access takes of its location, in diy's letters: h2 is two bytes from the third on.
struct Span {
  int size = 0;  // 0: not said
  int offset = 0;
  bool operator==(const Span&) const = default;
};

struct Step {
  enum Kind { kEdge, kRfi, kFri, kCoi, kPos } kind = kEdge;
  const Edge* edge = nullptr;
  bool same = false;                 // both accesses are to one location
  const Annotation* from = nullptr;  // null: not said
  const Annotation* to = nullptr;
  Span from_span, to_span;
};

const std::map<std::string_view, Step::Kind>& internal_steps() {
  static const std::map<std::string_view, Step::Kind> table = {{"rfi", Step::kRfi},
                                                               {"fri", Step::kFri},
                                                               {"coi", Step::kCoi},
                                                               {"wsi", Step::kCoi},
                                                               {"pos", Step::kPos}};
  return table;
}

// "pl" -> plain, release. The text must be used up.
std::optional<std::pair<const Annotation*, const Annotation*>> annotation_pair(
    const Dialect& dialect, std::string_view text) {
  for (const Annotation& first : dialect.annotations())
    for (const Annotation& second : dialect.annotations())
      if (std::string(first.suffix) + std::string(second.suffix) == text)
        return std::pair(&first, &second);
  return std::nullopt;
}

std::optional<Span> parse_span(std::string_view text) {
  static constexpr std::string_view kLetters = "bhwq";
  const std::size_t letter = kLetters.find(text[0]);
  if (letter == std::string_view::npos || text[1] < '0' || text[1] > '7') return std::nullopt;
  const Span span{1 << letter, text[1] - '0'};
  if (span.offset % span.size != 0) return std::nullopt;
  return span;
}

std::optional<Step> parse_step(const Dialect& dialect, std::string_view text) {
  Step step;
  if (text.size() > 4) {  // "pow0h2": po from w0 to h2
    const auto from = parse_span(text.substr(text.size() - 4)),
               to = parse_span(text.substr(text.size() - 2));
    if (from && to) {
      auto sized =
          dialect.sizes() ? parse_step(dialect, text.substr(0, text.size() - 4)) : std::nullopt;
      if (sized) sized->from_span = *from, sized->to_span = *to;
      return sized;
    }
  }
  if (const auto it = internal_steps().find(text); it != internal_steps().end()) {
    step.kind = it->second;
    step.same = true;
    return step;
  }
  for (const Edge& edge : dialect.edges()) {
    if (text.substr(0, edge.name.size()) != edge.name) continue;
    const std::string_view rest = text.substr(edge.name.size());
    const auto pair = annotation_pair(dialect, rest);
    if (!rest.empty() && !pair) continue;
    // A longer name may fit too: dmb.st and dmb.
    if (step.edge != nullptr && step.edge->name.size() > edge.name.size()) continue;
    step.edge = &edge;
    if (pair) std::tie(step.from, step.to) = *pair;
  }
  if (step.edge != nullptr) return step;
  // A fence between accesses to one location has an s: CoRR+mfences.
  if (text.empty() || text.back() != 's') return std::nullopt;
  const Edge* fence = find_edge(dialect, text.substr(0, text.size() - 1));
  if (fence == nullptr || fence->kind != Edge::kFence) return std::nullopt;
  step.edge = fence;
  step.same = true;
  return step;
}

// rel, acq, acqpc, rel-acq, rel-acqpc in terms of po and suffixes.
std::string without_alias(const Dialect& dialect, std::string_view text) {
  const auto suffix = [&](std::uint16_t any) -> std::string {
    for (const Annotation& a : dialect.annotations())
      if ((a.order & any) != 0 && (a.order & (kExclusive | kAtomic)) == 0)
        return std::string(a.suffix);
    return "";
  };
  const std::string plain(dialect.annotations()[0].suffix),
      release = suffix(kRelease | kReleasePc),
      acquire = suffix(kAcquire).empty() ? suffix(kAcquirePc) : suffix(kAcquire),
      acquire_pc = suffix(kAcquirePc);
  if (text == "rel" && !release.empty()) return "po" + plain + release;
  if (text == "acq" && !acquire.empty()) return "po" + acquire + plain;
  if (text == "acqpc" && !acquire_pc.empty()) return "po" + acquire_pc + plain;
  if (text == "rel-acq" && !release.empty() && !acquire.empty()) return "po" + release + acquire;
  if (text == "rel-acqpc" && !release.empty() && !acquire_pc.empty())
    return "po" + release + acquire_pc;
  return std::string(text);
}

std::vector<std::string> edge_names(const Dialect& dialect) {
  std::vector<std::string> names = {"rfi", "fri", "coi", "pos", "rel", "acq", "acqpc", "*"};
  for (const Edge& e : dialect.edges()) names.push_back(e.name);
  return names;
}

std::vector<Step> parse_steps(const Dialect& dialect, std::string_view text) {
  std::vector<Step> steps;
  const std::string spelled = without_alias(dialect, text);
  for (std::string_view part : split(spelled, '-')) {
    const auto step = parse_step(dialect, part);
    if (!step)
      throw NameError(std::string(dialect.name()) + " has no edge '" + std::string(part) + "'" +
                      nearest(part, edge_names(dialect)));
    steps.push_back(*step);
  }
  return steps;
}

// What the instruction of a fence edge means.
Fence fence_of(const Dialect& dialect, const Edge& edge) {
  class NoScope : public Scope {
    Reg reg(std::string_view) override { return kNoReg; }
    std::optional<Value> address(std::string_view) override { return std::nullopt; }
    int label(std::string_view) override { return 0; }
  } scope;
  return dialect.parse(edge.instruction, scope).ops.at(0).fence;
}

bool fits(const Annotation* annotation, Dir dir) {
  return annotation == nullptr || (annotation->directions & (dir == Dir::kRead ? kR : kW)) != 0;
}

bool legal(const Step& step, Dir from, Dir to) {
  if (!fits(step.from, from) || !fits(step.to, to)) return false;
  switch (step.kind) {
    case Step::kRfi:
      return from == Dir::kWrite && to == Dir::kRead;
    case Step::kFri:
      return from == Dir::kRead && to == Dir::kWrite;
    case Step::kCoi:
      return from == Dir::kWrite && to == Dir::kWrite;
    case Step::kPos:
      return true;
    case Step::kEdge:
      break;
  }
  switch (step.edge->kind) {
    case Edge::kPo:
    case Edge::kFence:
      return true;
    case Edge::kData:
      return from == Dir::kRead && to == Dir::kWrite;
    case Edge::kAddr:
    case Edge::kCtrl:
    case Edge::kCtrlFence:
      return from == Dir::kRead;
  }
  return false;
}

// Directions of all accesses along the steps, reads where either would do; empty if there are none.
std::vector<Dir> directions(const std::vector<Step>& steps, Dir from, Dir to) {
  const int inner = static_cast<int>(steps.size()) - 1;
  for (int bits = 0; bits < 1 << inner; ++bits) {
    std::vector<Dir> out = {from};
    for (int i = 0; i < inner; ++i) out.push_back((bits >> i & 1) != 0 ? Dir::kWrite : Dir::kRead);
    out.push_back(to);
    bool ok = true;
    for (std::size_t i = 0; i < steps.size(); ++i) ok &= legal(steps[i], out[i], out[i + 1]);
    if (ok) return out;
  }
  return {};
}

// ---- the cycle
// -----------------------------------------------------------------------------------

struct Node {
  Dir dir = Dir::kRead;
  int thread = 0;
  int location = 0;
  int value = 0;  // written; or read, where `constrained`
  bool constrained = false;
  const Annotation* annotation = nullptr;
  char update = '-';  // Shape::first
  Span span;
  int overwritten = 0;  // by a write: the value that is meant to be there
  Step incoming;        // from the node before, in the same thread
  bool first = true;    // of its thread
};

struct Communication {
  char kind;  // 'R', 'F', 'C'
  int from, to;
};

Dir direction(char c) { return c == 'R' ? Dir::kRead : Dir::kWrite; }

class Cycle {
 public:
  Cycle(const ParsedName& name, const Dialect& dialect) : name_(name), dialect_(dialect) {
    build();
    place();
    order();
  }

  const std::vector<Node>& nodes() const { return nodes_; }
  int locations() const { return locations_; }
  // Bytes of a location.
  int width(int location) const { return widths_[location]; }
  // What a location holds at `span` after so many of its writes. Where sizes are mixed the n-th
  // writes the byte n to wherever it writes, else the number n.
  Value content(int location, int writes, Span span) const {
    if (!sized_[location]) return writes;
    Value bytes = 0;
    for (int w = 0; w < writes; ++w) {
      const Span to = nodes_[writes_[location][w]].span;
      for (int b = to.offset; b < to.offset + to.size; ++b)
        bytes = (bytes & ~(Value{0xff} << 8 * b)) | static_cast<Value>(w + 1) << 8 * b;
    }
    return cut(bytes >> 8 * span.offset, span.size, false);
  }
  // The location's final value, where the condition must tell it, else 0: where it is written more
  // than once, or by an update whose old value the condition tells.
  Value final_value(int location) const {
    const bool atomic = std::any_of(nodes_.begin(), nodes_.end(), [&](const Node& n) {
      const bool swaps =
          n.annotation != nullptr && (n.annotation->order & (kExclusive | kLocked)) != 0;
      return n.location == location && (swaps || n.update != '-');
    });
    const int count = static_cast<int>(writes_[location].size());
    return count > 1 || atomic ? content(location, count, {width(location), 0}) : 0;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw NameError(to_name(name_) + ": " + message);
  }

  int add(Dir dir, int thread) {
    Node node;
    node.dir = dir;
    node.thread = thread;
    node.first = nodes_.empty() || nodes_.back().thread != thread;
    if (node.first && !name_.shape->first.empty()) node.update = name_.shape->first.at(thread);
    if (node.update != '-') node.dir = Dir::kWrite;
    nodes_.push_back(node);
    return static_cast<int>(nodes_.size()) - 1;
  }

  void take(Node& node, Span span) const {
    if (span.size == 0) return;
    if (node.span.size != 0 && node.span != span) fail("two edges give one access different sizes");
    node.span = span;
  }

  void annotate(Node& node, const Annotation* annotation) const {
    if (annotation == nullptr) return;
    if (node.update != '-' && annotation->order != kPlain)
      fail("an edge annotates an atomic update");
    if (node.annotation != nullptr && node.annotation != annotation)
      fail("two edges annotate one access differently");
    node.annotation = annotation;
  }

  void build() {
    int thread = 0;
    std::size_t slot = 0;
    bool open = false;  // the thread has an access already
    for (std::string_view token : split(name_.shape->cycle, ' ')) {
      if (token.back() == 'e') {
        if (!open) add(token[0] == 'F' ? Dir::kRead : Dir::kWrite, thread);
        com_.push_back(
            {token[0], static_cast<int>(nodes_.size()) - 1, static_cast<int>(nodes_.size())});
        ++thread;
        open = false;
        continue;
      }
      const std::string& text = name_.edges[slot++];
      const auto steps = parse_steps(dialect_, text);
      const Dir from = direction(token[0]), to = direction(token[1]);
      const auto dirs = directions(steps, from, to);
      if (dirs.empty())
        fail("edge '" + text + "' cannot lead from a " + (from == Dir::kRead ? "read" : "write") +
             " to a " + (to == Dir::kRead ? "read" : "write"));
      if (!open) add(from, thread);
      open = true;
      for (std::size_t i = 0; i < steps.size(); ++i) {
        const int to_node = add(dirs[i + 1], thread);
        nodes_[to_node].incoming = steps[i];
        annotate(nodes_[to_node - 1], steps[i].from);
        annotate(nodes_[to_node], steps[i].to);
        take(nodes_[to_node - 1], steps[i].from_span);
        take(nodes_[to_node], steps[i].to_span);
        const bool stays = steps[i].same || (token.back() == 's' && i + 1 == steps.size());
        if (stays) same_.emplace_back(to_node - 1, to_node);
        if (steps[i].kind == Step::kRfi) com_.push_back({'R', to_node - 1, to_node});
        if (steps[i].kind == Step::kFri) com_.push_back({'F', to_node - 1, to_node});
        if (steps[i].kind == Step::kCoi) com_.push_back({'C', to_node - 1, to_node});
      }
    }
    for (Communication& c : com_)
      if (c.to == static_cast<int>(nodes_.size())) c.to = 0;
  }

  void place() {
    std::vector<int> parent(nodes_.size());
    std::iota(parent.begin(), parent.end(), 0);
    const auto root = [&](int n) {
      while (parent[n] != n) n = parent[n];
      return n;
    };
    for (const Communication& c : com_)
      parent[std::max(root(c.from), root(c.to))] = std::min(root(c.from), root(c.to));
    for (const auto& [a, b] : same_)
      parent[std::max(root(a), root(b))] = std::min(root(a), root(b));
    std::map<int, int> number;
    for (std::size_t n = 0; n < nodes_.size(); ++n)
      nodes_[n].location = number.emplace(root(static_cast<int>(n)), number.size()).first->second;
    locations_ = static_cast<int>(number.size());
    widen();
  }

  // A location is as wide as its accesses need; where none tells, an int. Those that tell nothing
  // take all of it.
  void widen() {
    sized_.assign(locations_, false);
    widths_.assign(locations_, 1);
    for (const Node& n : nodes_) {
      if (n.span.size == 0) continue;
      sized_[n.location] = true;
      while (widths_[n.location] < n.span.offset + n.span.size) widths_[n.location] *= 2;
    }
    for (Node& n : nodes_) {
      if (!sized_[n.location]) widths_[n.location] = 4;
      if (n.span.size == 0) n.span = {widths_[n.location], 0};
    }
    for (const Communication& c : com_) {
      const Span a = nodes_[c.from].span, b = nodes_[c.to].span;
      if (a.offset >= b.offset + b.size || b.offset >= a.offset + a.size)
        fail("two accesses that communicate do not overlap");
    }
  }

  // Orders the writes of each location as the communications say; values count along that order.
  void order() {
    const int n = static_cast<int>(nodes_.size());
    std::vector<int> source(n, -1);  // of reads
    for (const Communication& c : com_)
      if (c.kind == 'R') source[c.to] = c.from;
    std::vector<std::vector<int>> after(n);
    for (const Communication& c : com_) {
      if (c.kind == 'C') after[c.from].push_back(c.to);
      if (c.kind == 'F' && source[c.from] >= 0) after[source[c.from]].push_back(c.to);
    }
    writes_.resize(locations_);
    std::vector<int> waiting(n, 0);
    for (const auto& targets : after)
      for (int t : targets) ++waiting[t];
    std::vector<bool> done(n, false);
    for (bool moved = true; moved;) {
      moved = false;
      for (int w = 0; w < n; ++w) {
        if (done[w] || nodes_[w].dir != Dir::kWrite || waiting[w] > 0) continue;
        done[w] = moved = true;
        auto& order = writes_[nodes_[w].location];
        order.push_back(w);
        nodes_[w].value = static_cast<int>(order.size());
        nodes_[w].overwritten = nodes_[w].value - 1;
        for (int t : after[w]) --waiting[t];
        break;
      }
    }
    for (int w = 0; w < n; ++w)
      if (nodes_[w].dir == Dir::kWrite && !done[w])
        fail("the writes to one location form a circle");
    for (const Communication& c : com_) {
      if (c.kind == 'R') constrain(c.to, nodes_[c.from].value);
      if (c.kind != 'F' || source[c.from] >= 0) continue;
      if (nodes_[c.from].dir == Dir::kRead)
        constrain(c.from, nodes_[c.to].value - 1);
      else  // the read of an update
        nodes_[c.from].overwritten = nodes_[c.to].value - 1;
    }
  }

  void constrain(int read, int value) {
    nodes_[read].constrained = true;
    nodes_[read].value = value;
  }

  const ParsedName& name_;
  const Dialect& dialect_;
  std::vector<Node> nodes_;
  std::vector<Communication> com_;
  std::vector<std::pair<int, int>> same_;
  std::vector<std::vector<int>> writes_;  // per location, in co
  int locations_ = 0;
  std::vector<bool> sized_;  // per location: some access tells its size
  std::vector<int> widths_;
};

// ---- text
// ----------------------------------------------------------------------------------------

std::string location_name(int n) {
  static constexpr std::string_view kNames = "xyzabcdefghijk";
  return n < static_cast<int>(kNames.size()) ? std::string(1, kNames[n]) : "v" + std::to_string(n);
}

class ThreadWriter : public Emitter {
 public:
  ThreadWriter(const Dialect& dialect, int thread, int& labels)
      : dialect_(dialect), thread_(thread), labels_(labels) {}

  std::string fresh() override { return dialect_.nth_register(registers_++); }
  std::string pointer(int location) override {
    auto& reg = pointers_[location];
    if (reg.empty()) {
      reg = fresh();
      init_ += std::to_string(thread_) + ":" + reg + "=" + location_name(location) + "; ";
    }
    return reg;
  }
  std::string name(int location) override { return location_name(location); }
  std::string label() override {
    const std::string digits = std::to_string(labels_++);
    return "LC" + std::string(digits.size() < 2 ? 1 : 0, '0') + digits;
  }
  void line(std::string text) override { lines_.push_back(std::move(text)); }
  std::string constant(Value value) override {
    const std::string reg = fresh();
    init_ += std::to_string(thread_) + ":" + reg + "=" + std::to_string(value) + "; ";
    return reg;
  }
  void expect(const std::string& reg, Value value) override {
    condition_.push_back(std::to_string(thread_) + ":" + reg + "=" + std::to_string(value));
  }

  void write(const Node& node, const Cycle& cycle) {
    Access access;
    access.location = node.location;
    access.size = node.span.size, access.offset = node.span.offset;
    access.value = cycle.content(node.location, node.value, node.span);
    access.overwritten = cycle.content(node.location, node.overwritten, node.span);
    if (node.update != '-') {
      if (!dialect_.emit_update(*this, access, node.update == 'l'))
        throw NameError(std::string(dialect_.name()) + " has no load-linked and store-conditional");
      return;
    }
    if (node.annotation != nullptr) access.order = node.annotation->order;
    if (!node.first && node.incoming.kind == Step::kEdge) {
      const Edge& edge = *node.incoming.edge;
      access.source = loaded_;
      if (edge.kind == Edge::kAddr || edge.kind == Edge::kData) access.dependency = edge.kind;
      if (edge.kind == Edge::kCtrl || edge.kind == Edge::kCtrlFence)
        dialect_.emit_branch(*this, loaded_);
      if (!edge.instruction.empty()) line(edge.instruction);
    }
    if (node.dir == Dir::kWrite) {
      dialect_.emit_store(*this, access);
      return;
    }
    loaded_ = dialect_.emit_load(*this, access);
    if (node.constrained) expect(loaded_, access.value);
  }

  const std::string& init() const { return init_; }
  const std::vector<std::string>& lines() const { return lines_; }
  const std::vector<std::string>& condition() const { return condition_; }

 private:
  const Dialect& dialect_;
  const int thread_;
  int& labels_;
  int registers_ = 0;
  std::map<int, std::string> pointers_;
  std::string loaded_, init_;
  std::vector<std::string> lines_, condition_;
};

std::string text_of(const ParsedName& name, const Cycle& cycle, const Dialect& dialect) {
  std::vector<ThreadWriter> threads;
  int labels = 0;
  for (const Node& node : cycle.nodes()) {
    if (node.first) threads.emplace_back(dialect, node.thread, labels);
    threads.back().write(node, cycle);
  }
  std::string init, head, rows;
  std::vector<std::string> condition;
  std::size_t height = 0;
  for (int l = 0; l < cycle.locations(); ++l) {
    const int width = cycle.width(l);
    init +=
        (width == 4 ? "int " : "int" + std::to_string(8 * width) + "_t ") + location_name(l) + "; ";
    if (const Value value = cycle.final_value(l); value > 0)
      condition.push_back("[" + location_name(l) + "]=" + std::to_string(value));
  }
  for (std::size_t t = 0; t < threads.size(); ++t) {
    init += threads[t].init();
    head += (t > 0 ? "|P" : "P") + std::to_string(t);
    height = std::max(height, threads[t].lines().size());
    condition.insert(condition.end(), threads[t].condition().begin(), threads[t].condition().end());
  }
  for (std::size_t row = 0; row < height; ++row) {
    for (std::size_t t = 0; t < threads.size(); ++t)
      rows +=
          (t > 0 ? "|" : "") + (row < threads[t].lines().size() ? threads[t].lines()[row] : " ");
    rows += ";\n";
  }
  return std::string(dialect.litmus_name()) + " " + to_name(name) + "\n\"" +
         std::string(name.shape->cycle) + "\"\n{ " + init + "}\n" + head + ";\n" + rows +
         "exists (" + join(condition, " /\\ ") + ")\n";
}

}  // namespace

// ---- names
// ---------------------------------------------------------------------------------------

ParsedName parse_name(std::string_view name, Isa isa) {
  const Dialect& d = dialect(isa);
  ParsedName out;
  // Shapes have + in their names too (2+2W): the longest that fits.
  for (const Shape& s : shapes()) {
    const bool fits =
        name == s.name || (name.substr(0, s.name.size()) == s.name && name[s.name.size()] == '+');
    if (fits && (out.shape == nullptr || s.name.size() > out.shape->name.size())) out.shape = &s;
  }
  if (out.shape == nullptr) {
    std::vector<std::string> known;
    for (const Shape& s : shapes()) known.emplace_back(s.name);
    throw NameError("no shape '" + std::string(name.substr(0, name.find('+'))) + "'" +
                    nearest(name.substr(0, name.find('+')), known));
  }
  const auto wanted = static_cast<std::size_t>(slots(*out.shape));
  std::string_view given = name.substr(out.shape->name.size());
  const bool told = !given.empty() || !out.shape->edges.empty();
  if (given.empty() && !out.shape->edges.empty())
    given = out.shape->edges;
  else if (given.empty())
    out.edges.assign(wanted, out.shape->cycle.find('s') == std::string_view::npos ? "po" : "pos");
  else
    given.remove_prefix(1);
  if (told)
    for (std::string_view part : split(given, '+')) out.edges.emplace_back(part);
  if (!out.shape->edges.empty())
    for (std::string& edge : out.edges)
      if (edge == "*") edge = d.full_fence();
  if (out.edges.size() == 1 && wanted > 1) {
    // One edge for all: `*`, or plural.
    std::string edge = out.edges[0];
    if (edge != "*") {
      if (edge.back() != 's')
        throw NameError(std::string(name) + ": " + std::string(out.shape->name) + " takes " +
                        std::to_string(wanted) + " edges, or one in the plural (" + edge + "s)");
      edge.pop_back();
    }
    out.edges.assign(wanted, edge);
  }
  if (out.edges.size() != wanted)
    throw NameError(std::string(name) + ": " + std::string(out.shape->name) + " takes " +
                    std::to_string(wanted) + " edges, found " + std::to_string(out.edges.size()));
  return out;
}

std::string to_name(const ParsedName& name) {
  std::string out(name.shape->name);
  const std::string fixed(name.shape->edges);
  const bool uniform = std::all_of(name.edges.begin(), name.edges.end(),
                                   [&](const std::string& e) { return e == name.edges[0]; });
  if (!fixed.empty() || name.edges.empty()) return out;
  if (uniform &&
      name.edges[0] == (name.shape->cycle.find('s') == std::string_view::npos ? "po" : "pos"))
    return out;
  if (uniform && name.edges.size() > 1) return out + "+" + name.edges[0] + "s";
  return out + "+" + join(name.edges, "+");
}

LitmusTest make_test(std::string_view name, Isa isa) {
  const ParsedName parsed = parse_name(name, isa);
  const Dialect& d = dialect(isa);
  LitmusTest test = parse_litmus(text_of(parsed, Cycle(parsed, d), d), name);
  test.file.clear();
  for (Thread& thread : test.threads)
    for (Instruction& instruction : thread.code) instruction.line = 0;
  return test;
}

std::vector<std::string> legal_edges(const Shape& shape, int slot, Isa isa) {
  const Dialect& d = dialect(isa);
  std::string_view token;
  int at = -1;
  for (std::string_view t : split(shape.cycle, ' '))
    if (t.back() != 'e' && ++at == slot) token = t;
  if (token.empty()) return {};
  const Dir from = direction(token[0]), to = direction(token[1]);
  std::vector<std::string> out;
  const auto add = [&](const std::string& name) {
    const auto step = parse_step(d, name);
    if (step && legal(*step, from, to)) out.push_back(name);
  };
  const bool same = token.back() == 's';
  for (const Edge& edge : d.edges()) add(same && edge.kind == Edge::kPo ? "pos" : edge.name);
  const auto plain = d.annotations()[0].suffix;
  for (const Annotation& first : d.annotations())
    for (const Annotation& second : d.annotations())
      if (first.suffix != plain || second.suffix != plain)
        add("po" + std::string(first.suffix) + std::string(second.suffix));
  return out;
}

std::vector<std::string> expand(std::string_view pattern, Isa isa) {
  const ParsedName parsed = parse_name(pattern, isa);
  std::vector<std::vector<std::string>> choices;
  for (std::size_t slot = 0; slot < parsed.edges.size(); ++slot)
    choices.push_back(parsed.edges[slot] == "*"
                          ? legal_edges(*parsed.shape, static_cast<int>(slot), isa)
                          : std::vector<std::string>{parsed.edges[slot]});
  std::vector<std::string> out;
  std::vector<std::size_t> at(choices.size(), 0);
  for (;;) {
    ParsedName name = parsed;
    for (std::size_t i = 0; i < at.size(); ++i) name.edges[i] = choices[i][at[i]];
    out.push_back(to_name(name));
    std::size_t digit = at.size();
    while (digit > 0 && ++at[digit - 1] == choices[digit - 1].size()) at[--digit] = 0;
    if (digit == 0) return out;
  }
}

bool no_stronger(std::string_view weak, std::string_view strong, Isa isa) {
  if (weak == strong) return true;
  const Dialect& d = dialect(isa);
  const auto a = parse_step(d, weak), b = parse_step(d, strong);
  if (!a || !b || a->kind != Step::kEdge || b->kind != Step::kEdge || a->same != b->same)
    return false;
  const auto order = [&](const Annotation* annotation) {
    return annotation == nullptr ? std::uint16_t{kPlain} : annotation->order;
  };
  const auto covers = [&](const Annotation* x, const Annotation* y) {
    std::uint16_t have = order(y);
    if ((have & kAcquire) != 0) have |= kAcquirePc;
    if ((have & kRelease) != 0) have |= kReleasePc;
    return (order(x) & ~have) == 0;
  };
  if (a->edge->kind == Edge::kPo && a->from == nullptr) return true;
  if (a->edge->kind == Edge::kPo)
    return b->edge->kind == Edge::kPo && covers(a->from, b->from) && covers(a->to, b->to);
  if (a->edge->kind != Edge::kFence || b->edge->kind != Edge::kFence || a->from != b->from ||
      a->to != b->to)
    return false;
  const Fence x = fence_of(d, *a->edge), y = fence_of(d, *b->edge);
  for (const std::uint8_t first : {kR, kW})
    for (const std::uint8_t second : {kR, kW})
      if (separates(x, first, second) && !separates(y, first, second)) return false;
  return true;
}

std::vector<std::string> all_names(Isa isa) {
  std::vector<std::string> out;
  for (const Shape& s : shapes()) {
    if (!is_open(s)) {
      // A shape with edges or updates of its own exists where the instruction set has them.
      try {
        make_test(s.name, isa);
        out.emplace_back(s.name);
      } catch (const NameError&) {
      }
      continue;
    }
    for (std::string& name : expand(std::string(s.name) + "+*", isa))
      out.push_back(std::move(name));
  }
  return out;
}

}  // namespace fenceline::models
