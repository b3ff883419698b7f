#include <models/shapes/cycle.h>
#include <base/text.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace fenceline::models {

Cycle::Cycle(const ParsedName& name, const Dialect& dialect) : name_(name), dialect_(dialect) {
  build();
  place();
  order();
  fill();
}

Value Cycle::content(const Node& at, const Seen& seen) const {
  const auto& writes = writes_[at.location];
  const auto last = [&](int byte) {
    int rank = static_cast<int>(writes.size());
    while (rank > 0 && !(nodes_[writes[rank - 1]].span.covers(byte) && seen(rank, byte))) --rank;
    return rank;
  };
  if (!sized_[at.location]) return last(0);
  Value bytes = 0;
  for (int b = at.span.offset + at.span.size; b-- > at.span.offset;)
    bytes = static_cast<Value>(static_cast<std::uint64_t>(bytes) << 8 | last(b));
  return bytes;
}

Value Cycle::final_value(int location) const {
  const bool atomic = std::any_of(nodes_.begin(), nodes_.end(), [&](const Node& n) {
    const bool swaps = n.annotation != nullptr && (n.annotation->order & (kExclusive | kLocked)) != 0;
    return n.location == location && (swaps || n.update != '-');
  });
  const auto& writes = writes_[location];
  bool overlap = false;
  for (const int a : writes)
    for (const int b : writes) overlap |= a < b && nodes_[a].span.overlaps(nodes_[b].span);
  if (!overlap && !atomic) return 0;
  Node all;
  all.location = location;
  all.span = {widths_[location], 0};
  return content(all, [](int, int) { return true; });
}

void Cycle::fail(const std::string& message) const { throw NameError(to_name(name_) + ": " + message); }

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
  if (node.update != '-' && annotation->order != dialect_.annotations()[0].order)
    fail("an edge annotates an atomic update");
  if (node.annotation != nullptr && node.annotation != annotation) fail("two edges annotate one access differently");
  node.annotation = annotation;
}

void Cycle::annotate_single(Node& node, const std::string& suffix) const {
  const auto legal = legal_annotations(node.dir, dialect_.isa());
  if (std::find(legal.begin(), legal.end(), suffix) == legal.end())
    fail("a " + std::string(node.dir == Dir::kRead ? "read" : "write") + " cannot be '" + suffix +
         "'; it can be: " + join(legal, " "));
  for (const Annotation& a : dialect_.annotations())
    if (a.suffix == suffix) annotate(node, &a);
}

void Cycle::build() {
  int thread = 0;
  std::size_t slot = 0;
  bool open = false;  // the thread has an access already
  const auto sizes = split(name_.shape->sizes, ' ');
  if (!name_.shape->sizes.empty() || !name_.sizes.empty()) require_sizes(dialect_, to_name(name_));
  std::size_t access = 0, single = 0;
  const auto take_own = [&] {  // what the shape says of the last access
    if (!name_.shape->sizes.empty()) take(nodes_.back(), parse_span(sizes.at(access++)));
  };
  for (std::string_view token : split(name_.shape->cycle, ' ')) {
    if (token.back() == 'e') {
      if (!open) {
        add(token[0] == 'F' ? Dir::kRead : Dir::kWrite, thread);
        take_own();
        if (!name_.sizes.empty()) take(nodes_.back(), parse_span(name_.sizes.at(single)));
        if (!name_.annotations.empty()) annotate_single(nodes_.back(), name_.annotations.at(single));
        ++single;
      }
      com_.push_back({token[0], static_cast<int>(nodes_.size()) - 1, static_cast<int>(nodes_.size())});
      ++thread;
      open = false;
      continue;
    }
    const std::string& text = name_.edges[slot++];
    const auto steps = parse_steps(dialect_, text);
    const Dir from = direction(token[0]), to = direction(token[1]);
    const auto dirs = directions(steps, from, to);
    if (dirs.empty())
      fail("edge '" + text + "' cannot lead from a " + (from == Dir::kRead ? "read" : "write") + " to a " +
           (to == Dir::kRead ? "read" : "write"));
    if (!open) {
      add(from, thread);
      take_own();
    }
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
    take_own();
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
  for (const Communication& c : com_) parent[std::max(root(c.from), root(c.to))] = std::min(root(c.from), root(c.to));
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
    if (!a.overlaps(b)) fail("two accesses that communicate do not overlap");
  }
}

void Cycle::order() {
  const int n = static_cast<int>(nodes_.size());
  std::vector<std::vector<int>> after(n);
  for (const Communication& c : com_) {
    if (c.kind == 'C') after[c.from].push_back(c.to);
    for (const Communication& f : com_)
      if (c.kind == 'R' && f.kind == 'F' && f.from == c.to && nodes_[c.from].span.overlaps(nodes_[f.to].span))
        after[c.from].push_back(f.to);
  }
  writes_.resize(locations_);
  std::vector<int> waiting(n, 0);
  for (const auto& targets : after)
    for (int t : targets) ++waiting[t];
  for (bool moved = true; moved;) {
    moved = false;
    for (int w = 0; w < n; ++w) {
      if (nodes_[w].rank > 0 || nodes_[w].dir != Dir::kWrite || waiting[w] > 0) continue;
      moved = true;
      auto& order = writes_[nodes_[w].location];
      order.push_back(w);
      nodes_[w].rank = static_cast<int>(order.size());
      for (int t : after[w]) --waiting[t];
      break;
    }
  }
  for (const Node& node : nodes_)
    if (node.dir == Dir::kWrite && node.rank == 0) fail("the writes to one location form a circle");
}

void Cycle::fill() {
  for (int n = 0; n < static_cast<int>(nodes_.size()); ++n) {
    Node& node = nodes_[n];
    int source = -1;
    std::vector<int> barred;  // they and later ones are not seen in their bytes
    for (const Communication& c : com_) {
      if (c.kind == 'R' && c.to == n) source = c.from;
      if (c.kind == 'F' && c.from == n) barred.push_back(c.to);
    }
    node.constrained = source >= 0 || !barred.empty();
    int bound = node.rank - 1;  // writes up to this rank are seen, unless barred
    if (source >= 0)
      bound = nodes_[source].rank;
    else if (!barred.empty())
      bound = nodes_[*std::min_element(barred.begin(), barred.end(),
                                       [&](int a, int b) { return nodes_[a].rank < nodes_[b].rank; })]
                  .rank -
              1;
    const Value found = content(node, [&](int rank, int byte) {
      const int write = writes_[node.location][rank - 1];
      // Bytes that the source did not write hold at least what the own thread wrote to them.
      const bool own =
          nodes_[write].thread == node.thread && write < n && (source < 0 || !nodes_[source].span.covers(byte));
      return (rank <= bound || own) && std::none_of(barred.begin(), barred.end(), [&](int b) {
               return nodes_[b].span.covers(byte) && rank >= nodes_[b].rank;
             });
    });
    if (node.dir == Dir::kRead) {
      node.value = found;
      continue;
    }
    node.overwritten = found;
    node.value = content(node, [&](int rank, int) { return rank == node.rank; });
  }
}

}  // namespace fenceline::models
