// The cycle of accesses that a test's name stands for: where each lies, in which order the writes
// to a location are meant to take effect, and what each read is meant to return.
#pragma once

#include <models/names.h>
#include <models/step.h>

#include <utility>
#include <vector>

namespace fenceline::models {

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

class Cycle {
 public:
  // Keeps references to both. Throws NameError.
  Cycle(const ParsedName& name, const Dialect& dialect);

  const std::vector<Node>& nodes() const { return nodes_; }
  int locations() const { return locations_; }
  // Bytes of a location.
  int width(int location) const { return widths_[location]; }
  // What a location holds at `span` after so many of its writes. Where sizes are mixed the n-th
  // writes the byte n to wherever it writes, else the number n.
  Value content(int location, int writes, Span span) const;
  // The location's final value, where the condition must tell it, else 0: where it is written more
  // than once, or by an update whose old value the condition tells.
  Value final_value(int location) const;

 private:
  [[noreturn]] void fail(const std::string& message) const;
  int add(Dir dir, int thread);
  void take(Node& node, Span span) const;
  void annotate(Node& node, const Annotation* annotation) const;
  void build();
  void place();
  // A location is as wide as its accesses need; where none tells, an int. Those that tell nothing
  // take all of it.
  void widen();
  // Orders the writes of each location as the communications say; values count along that order.
  void order();
  void constrain(int read, int value);

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
