// A chain of retired nodes, of one thread: what every reclaimer keeps until it may destroy them.
#pragma once
#include <structures/native.h>

#include <cstddef>

namespace fenceline {

/// What a node that can be retired begins with: reclaimers add what they need.
template <class P>
class Retirable {
 public:
  /// Destroys it as a T, which it is.
  template <class T>
  void dies_as() {
    destroy_ = [](Retirable* node) { P::destroy(static_cast<T*>(node)); };
  }
  void destroy() { destroy_(this); }

 private:
  template <class Node>
  friend class RetiredChain;
  Retirable* next_ = nullptr;
  void (*destroy_)(Retirable*) = nullptr;
};

/// Nodes in the order in which they were retired. Node: derives from Retirable.
template <class Node>
class RetiredChain {
 public:
  bool empty() const { return first_ == nullptr; }
  std::size_t size() const { return size_; }

  void add(Node* node) {
    node->next_ = nullptr;
    if (first_ == nullptr)
      first_ = node;
    else
      last_->next_ = node;
    last_ = node;
    ++size_;
  }
  /// All of the other's, which is then empty.
  void add(RetiredChain& other) {
    while (!other.empty()) add(other.take());
  }
  void destroy_all() {
    while (!empty()) take()->destroy();
  }
  /// The oldest. Not of an empty one.
  Node* take() {
    Node* const node = first_;
    first_ = static_cast<Node*>(node->next_);
    --size_;
    return node;
  }
  /// Destroys those of which may_go(Node&) is true, in one pass.
  template <class MayGo>
  void sweep(MayGo&& may_go) {
    RetiredChain kept;
    while (!empty()) {
      Node* const node = take();
      if (may_go(*node))
        node->destroy();
      else
        kept.add(node);
    }
    *this = kept;
  }

 private:
  Node* first_ = nullptr;
  Node* last_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace fenceline
