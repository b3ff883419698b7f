// Treiber's stack over a table of nodes: one list of the used, one of the free.
// R. K. Treiber, "Systems programming: coping with parallelism", IBM RJ 5118, 1986. The lists are in treiber_list.h.
//
//               try_push   try_pop
//   try_push    together   together
//   try_pop     together   together
//
// Tags: lock-free, linearizable, LIFO, bounded by its table, no allocation after construction.
//
//   TreiberStack          head of 8 bytes, a number and a tag of 32 bits each: any CPU
//   WideTreiberStack      head of 16 bytes, 64 bits each: CPUs with a 16-byte CAS (structures/wide.h)
//   UntaggedTreiberStack  wrong on purpose: the tag stands still, and a thread that slept between its look and its CAS
//                         takes a head that went and came back (ABA): nodes are lost or handed out twice
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>
#include <structures/stack/concept.h>
#include <structures/stack/treiber_list.h>
#include <structures/wide.h>

#include <type_traits>
#include <utility>

namespace fenceline {

/// List: a TreiberList; what makes the kinds above differ.
template <class T, class P, class List>
class ListStack {
 public:
  using value_type = T;

  explicit ListStack(std::size_t capacity) : capacity_(capacity), nodes_(P::template make_array<Node>(capacity)) {
    for (std::size_t i = 0; i < capacity; ++i) free_.push(static_cast<Half>(i), links());
  }
  ~ListStack() { P::destroy_array(nodes_, capacity_); }
  ListStack(const ListStack&) = delete;
  ListStack& operator=(const ListStack&) = delete;

  std::size_t capacity() const { return capacity_; }

  bool try_push(T item) {
    const Half node = free_.pop(links());
    if (node == List::kNone) return false;
    nodes_[node].item.write(std::move(item));
    used_.push(node, links());
    return true;
  }

  bool try_pop(T& item) {
    const Half node = used_.pop(links());
    if (node == List::kNone) return false;
    item = nodes_[node].item.take();
    free_.push(node, links());
    return true;
  }

 private:
  using Half = typename List::half_type;

  // A line apart: neighbours in the table are in the hands of different threads.
  struct alignas(arch::kLineBytes) Node {
    typename P::template atomic<Half> below;
    typename P::template plain<T> item;
  };
  auto links() {
    return [this](Half node) -> auto& { return nodes_[node].below; };
  }

  const std::size_t capacity_;
  Node* const nodes_;
  alignas(arch::kPadBytes) List used_;
  alignas(arch::kPadBytes) List free_;
};

template <class T, class P = Native>
using TreiberStack = ListStack<T, P, TreiberList<P>>;
template <class T, class P = Native>
using WideTreiberStack = ListStack<T, P, TreiberList<P, std::uint64_t, WideAtomic<P, Tagged<std::uint64_t>>>>;
template <class T, class P = Native>
using UntaggedTreiberStack =
    ListStack<T, P, TreiberList<P, std::uint32_t, typename P::template atomic<Tagged<std::uint32_t>>, 0>>;

}  // namespace fenceline
