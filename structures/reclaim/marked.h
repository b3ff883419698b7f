// A pointer to a node and one bit that travels with it: in a linked list, "the node that this link stands in is going".
// T. L. Harris, "A pragmatic implementation of non-blocking linked-lists", DISC 2001.
#pragma once
#include <cstdint>

namespace fenceline {

/// Node: aligned to 2 at least. One word, compared and exchanged as one.
template <class Node>
class Marked {
 public:
  Marked() = default;
  Marked(Node* node, bool mark = false)
      : bits_(reinterpret_cast<std::uintptr_t>(node) | mark) {}  // NOLINT: as a pointer

  Node* node() const { return reinterpret_cast<Node*>(bits_ & ~std::uintptr_t{1}); }
  bool mark() const { return (bits_ & 1) != 0; }
  Marked with(bool mark) const { return Marked(node(), mark); }

  friend bool operator==(const Marked&, const Marked&) = default;

 private:
  std::uintptr_t bits_ = 0;
};

}  // namespace fenceline
