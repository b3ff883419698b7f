#include <models/litmus/litmus.h>
#include <models/shapes/cycle.h>
#include <models/shapes/generate.h>
#include <base/text.h>

#include <algorithm>
#include <map>

namespace fenceline::models {
namespace {

std::string location_name(int n) {
  static constexpr std::string_view kNames = "xyzabcdefghijk";
  return n < static_cast<int>(kNames.size()) ? std::string(1, kNames[n]) : "v" + std::to_string(n);
}

class ThreadWriter : public Emitter {
 public:
  ThreadWriter(const Dialect& dialect, int thread, int& labels) : dialect_(dialect), thread_(thread), labels_(labels) {}

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
    init_ += std::to_string(thread_) + ":" + reg + "=" + from_integer(value) + "; ";
    return reg;
  }
  void expect(const std::string& reg, Value value) override {
    const std::string name = std::to_string(thread_) + ":" + reg;
    condition_.push_back(name + "=" + from_integer(value));
    if (size_ == 8) init_ += "int64_t " + name + "; ";
    expected_[reg] = value;
  }

  std::optional<Value> expected(const std::string& reg) const override {
    const auto it = expected_.find(reg);
    return it == expected_.end() ? std::nullopt : std::optional(it->second);
  }

  void write(const Node& node) {
    Access access;
    access.location = node.location;
    access.size = size_ = node.span.size, access.offset = node.span.offset;
    access.value = node.value, access.overwritten = node.overwritten;
    if (node.update != '-') {
      if (!dialect_.emit_update(*this, access, node.update == 'l'))
        throw NameError(std::string(dialect_.name()) + " has no load-linked and store-conditional");
      return;
    }
    access.order = (node.annotation != nullptr ? *node.annotation : dialect_.annotations()[0]).order;
    if (!node.first && node.incoming.kind == Step::kEdge) {
      const Edge& edge = *node.incoming.edge;
      access.source = loaded_;
      if (edge.kind == Edge::kAddr || edge.kind == Edge::kData) access.dependency = edge.kind;
      if (edge.kind == Edge::kCtrl || edge.kind == Edge::kCtrlFence) dialect_.emit_branch(*this, loaded_);
      if (edge.kind != Edge::kAround && !edge.instruction.empty()) line(edge.instruction);
    }
    if (node.dir == Dir::kWrite) {
      dialect_.emit_store(*this, access);
      return;
    }
    loaded_ = dialect_.emit_load(*this, access);
    if (node.constrained) expect(loaded_, access.value);
  }

  // What an edge around two accesses has before the first, and behind the second, which is `node`.
  void open(const Node& node) {
    if (const Edge* edge = around(node)) line(edge->instruction);
  }
  void close(const Node& node) {
    if (const Edge* edge = around(node)) line(edge->closing);
  }

  const std::string& init() const { return init_; }
  std::vector<std::string> lines() const { return dialect_.complete(thread_, lines_); }
  const std::vector<std::string>& condition() const { return condition_; }

 private:
  // Null if there is no such edge.
  static const Edge* around(const Node& node) {
    const bool edge = !node.first && node.incoming.kind == Step::kEdge;
    return edge && node.incoming.edge->kind == Edge::kAround ? node.incoming.edge : nullptr;
  }

  const Dialect& dialect_;
  const int thread_;
  int& labels_;
  int registers_ = 0;
  int size_ = 4;  // of the access that is written
  std::map<int, std::string> pointers_;
  std::map<std::string, Value> expected_;
  std::string loaded_, init_;
  std::vector<std::string> lines_, condition_;
};

std::string text_of(const ParsedName& name, const Cycle& cycle, const Dialect& dialect) {
  std::vector<ThreadWriter> threads;
  int labels = 0;
  const auto& nodes = cycle.nodes();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].first) threads.emplace_back(dialect, nodes[i].thread, labels);
    if (i + 1 < nodes.size()) threads.back().open(nodes[i + 1]);
    threads.back().write(nodes[i]);
    threads.back().close(nodes[i]);
  }
  std::string init;
  std::vector<std::string> condition;
  std::vector<std::vector<std::string>> lines;
  std::vector<std::pair<std::string, int>> locations;
  for (int l = 0; l < cycle.locations(); ++l) {
    const int width = cycle.width(l);
    locations.emplace_back(location_name(l), width);
    init += (width == 4 ? "int " : "int" + std::to_string(8 * width) + "_t ") + location_name(l) + "; ";
    if (const Value value = cycle.final_value(l); value > 0)
      condition.push_back("[" + location_name(l) + "]=" + from_integer(value));
  }
  for (const ThreadWriter& thread : threads) {
    init += thread.init();
    lines.push_back(thread.lines());
    condition.insert(condition.end(), thread.condition().begin(), thread.condition().end());
  }
  const auto declared = dialect.declarations(locations, lines);
  lines[0].insert(lines[0].begin(), declared.begin(), declared.end());
  const std::string state = dialect.rules().declares ? "" : "{ " + init + "}\n";
  return std::string(dialect.litmus_name()) + " " + to_name(name) + "\n\"" + std::string(name.shape->cycle) + "\"\n" +
         state + dialect.layout(lines) + "exists (" + join(condition, " /\\ ") + ")\n";
}

}  // namespace

LitmusTest make_test(std::string_view name, Isa isa) {
  const ParsedName parsed = parse_name(name, isa);
  const Dialect& d = dialect(isa);
  LitmusTest test = parse_litmus(text_of(parsed, Cycle(parsed, d), d), name, isa);
  test.file.clear();
  for (Thread& thread : test.threads)
    for (Instruction& instruction : thread.code) instruction.line = 0;
  return test;
}

bool exists(const Shape& shape, Isa isa) {
  if (!sizes_exist(shape, isa)) return false;
  if (is_open(shape)) return true;
  try {
    make_test(shape.name, isa);
    return true;
  } catch (const NameError&) {
    return false;
  }
}

std::vector<std::string> all_patterns(Isa isa) {
  std::vector<std::string> out;
  for (const Shape& s : shapes())
    if (exists(s, isa)) out.push_back(std::string(s.name) + (is_open(s) && slots(s) > 0 ? "+*" : ""));
  return out;
}

}  // namespace fenceline::models
