// A stack of numbers: what a Treiber stack keeps its free and its used nodes in, and a queue its free ones.
// R. K. Treiber, "Systems programming: coping with parallelism", IBM RJ 5118, 1986; the tag is from there (IBM
// System/370 Principles of Operation, appendix A): a head that came back to the same node has another tag, so the
// compare-and-swap of whoever slept meanwhile fails (ABA).
//
//          push       pop
//   push   together   together
//   pop    together   together
//
// Tags: lock-free, linearizable, LIFO, no allocation. Nodes are numbers below the table's size, and the table outlives
// the list: a link may be read of a node that has just been taken, and is then thrown away.
#pragma once
#include <structures/native.h>

#include <cstdint>

namespace fenceline {

/// A number of a node and a tag, swapped as one. Half: 32 bits fits any CPU's CAS (and its tag is back where it was
/// after 2^32 pops within one thread's attempt); 64 bits asks for 16 bytes (structures/wide.h).
/// Aligned as an atomic of its size, or a compiler takes the library's lock.
template <class Half>
struct alignas(2 * sizeof(Half)) Tagged {
  Half node = static_cast<Half>(-1);
  Half tag = 0;
  friend bool operator==(const Tagged&, const Tagged&) = default;
};

/// Head: an atomic of a Tagged; one whose tag stays put is the demonstration of ABA.
/// Links: link(Half node) gives the atomic Half in which a node keeps the number of the one below.
template <class P, class Half = std::uint32_t, class Head = typename P::template atomic<Tagged<Half>>, Half kStep = 1>
class TreiberList {
 public:
  using half_type = Half;
  static constexpr Half kNone = static_cast<Half>(-1);

  /// One attempt; false where another thread was faster.
  template <class Links>
  bool push_once(Half node, Links&& link) {
    Tagged<Half> head = head_.load(relaxed);
    link(node).store(head.node, relaxed);
    // (1) release: pairs with the acquire in (2); forbids MP. The node's link and what is in it.
    return head_.compare_exchange_weak(head, {node, head.tag}, release<1>);
  }

  /// One attempt: node becomes kNone where the list was empty.
  template <class Links>
  bool pop_once(Half& node, Links&& link) {
    Tagged<Half> head = head_.load(acquire<2>);  // (2) acquire: pairs with the release in (1); forbids MP
    node = head.node;
    if (node == kNone) return true;
    const Half below = link(node).load(relaxed);
    return head_.compare_exchange_weak(head, {below, static_cast<Half>(head.tag + kStep)}, relaxed);
  }

  template <class Links>
  void push(Half node, Links&& link) {
    while (!push_once(node, link)) P::retry();
  }
  template <class Links>
  Half pop(Links&& link) {
    Half node;
    while (!pop_once(node, link)) P::retry();
    return node;
  }

 private:
  Head head_{Tagged<Half>{}};
};

}  // namespace fenceline
