#include <models/cycle.h>
#include <models/text.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace fenceline::models {

Cycle::Cycle(const ParsedName& name, const Dialect& dialect) : name_(name), dialect_(dialect) {
  build();
  place();
  order();
}

Value Cycle::content(int location, int writes, Span span) const {
  if (!sized_[location]) return writes;
  Value bytes = 0;
  for (int w = 0; w < writes; ++w) {
    const Span to = nodes_[writes_[location][w]].span;
    for (int b = to.offset; b < to.offset + to.size; ++b)
      bytes = (bytes & ~(Value{0xff} << 8 * b)) | static_cast<Value>(w + 1) << 8 * b;
  }
  return cut(bytes >> 8 * span.offset, span.size, false);
}

Value Cycle::final_value(int location) const {
  const bool atomic = std::any_of(nodes_.begin(), nodes_.end(), [&](const Node& n) {
    const bool swaps =
        n.annotation != nullptr && (n.annotation->order & (kExclusive | kLocked)) != 0;
    return n.location == location && (swaps || n.update != '-');
  });
  const int count = static_cast<int>(writes_[location].size());
  return count > 1 || atomic ? content(location, count, {width(location), 0}) : 0;
}

void Cycle::fail(const std::string& message) const {
  throw NameError(to_name(name_) + ": " + message);
}

int Cycle::add(Dir dir, int thread) {
  Node node;
  node.dir = dir;
  node.thread = thread;
  node.first = nodes_.empty() || nodes_.back().thread != thread;
  if (node.first && !name_.shape->first.empty()) node.update = name_.shape->first.at(thread);
  if (node.update != '-') node.dir = Dir::kWrite;
  nodes_.push_back(node);
  return static_cast<int>(nodes_.size()) - 1;
}

void Cycle::take(Node& node, Span span) const {
  if (span.size == 0) return;
  if (node.span.size != 0 && node.span != span) fail("two edges give one access different sizes");
  node.span = span;
}

void Cycle::annotate(Node& node, const Annotation* annotation) const {
  if (annotation == nullptr) return;
  if (node.update != '-' && annotation->order != kPlain) fail("an edge annotates an atomic update");
  if (node.annotation != nullptr && node.annotation != annotation)
    fail("two edges annotate one access differently");
  node.annotation = annotation;
}

void Cycle::build() {
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

void Cycle::place() {
  std::vector<int> parent(nodes_.size());
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](int n) {
    while (parent[n] != n) n = parent[n];
    return n;
  };
  for (const Communication& c : com_)
    parent[std::max(root(c.from), root(c.to))] = std::min(root(c.from), root(c.to));
  for (const auto& [a, b] : same_) parent[std::max(root(a), root(b))] = std::min(root(a), root(b));
  std::map<int, int> number;
  for (std::size_t n = 0; n < nodes_.size(); ++n)
    nodes_[n].location = number.emplace(root(static_cast<int>(n)), number.size()).first->second;
  locations_ = static_cast<int>(number.size());
  widen();
}

void Cycle::widen() {
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

void Cycle::order() {
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
    if (nodes_[w].dir == Dir::kWrite && !done[w]) fail("the writes to one location form a circle");
  for (const Communication& c : com_) {
    if (c.kind == 'R') constrain(c.to, nodes_[c.from].value);
    if (c.kind != 'F' || source[c.from] >= 0) continue;
    if (nodes_[c.from].dir == Dir::kRead)
      constrain(c.from, nodes_[c.to].value - 1);
    else  // the read of an update
      nodes_[c.from].overwritten = nodes_[c.to].value - 1;
  }
}

void Cycle::constrain(int read, int value) {
  nodes_[read].constrained = true;
  nodes_[read].value = value;
}

}  // namespace fenceline::models
