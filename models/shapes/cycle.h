// The cycle of accesses that a test's name stands for: where each lies, in which order the writes
// to a location are meant to take effect, and what each read is meant to return.
#pragma once

#include <models/shapes/names.h>
#include <models/shapes/step.h>

#include <functional>
#include <utility>
#include <vector>

namespace fenceline::models {

struct Node {
  Dir dir = Dir::kRead;
  int thread = 0;
  int location = 0;
  int rank = 0;           // of a write: its place in the coherence order, from 1
  Value value = 0;        // to write; or what a read is meant to return, where `constrained`
  Value overwritten = 0;  // by a write: what is meant to be there
  bool constrained = false;
  const Annotation* annotation = nullptr;
  char update = '-';  // Shape::first
  Span span;
  Step incoming;      // from the node before, in the same thread
  bool first = true;  // of its thread
};

struct Communication {
  char kind;  // 'R', 'F', 'C'
  int from, to;
};

class Cycle {
 public:
  // Keeps references to both. Throws NameError.
  Cycle(const ParsedName& name, const Dialect& dialect);

  const std::vector<Node>& nodes() const { return nodes_; }
  int locations() const { return locations_; }
  // Bytes of a location.
  int width(int location) const { return widths_[location]; }
  // The location's final value, where the condition must tell it, else 0: where it is written more
  // than once in some byte, or by an update whose old value the condition tells.
  Value final_value(int location) const;

 private:
  [[noreturn]] void fail(const std::string& message) const;
  int add(Dir dir, int thread);
  void take(Node& node, Span span) const;
  void annotate(Node& node, const Annotation* annotation) const;
  void annotate_single(Node& node, const std::string& suffix) const;
  void build();
  void place();
  // A location is as wide as its accesses need; where none tells, an int. Those that tell nothing
  // take all of it.
  void widen();
  // Ranks the writes of each location as the communications say.
  void order();
  // What is written and read. Where sizes are mixed the write of rank n writes the byte n wherever
  // it writes, else the number n.
  void fill();
  using Seen = std::function<bool(int rank, int byte)>;
  // What the access `at` finds if of each byte it sees the last write of which `seen` is true.
  Value content(const Node& at, const Seen& seen) const;

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

}  // namespace fenceline::models
