// Pool of objects with one free list for all: Treiber's, by tags (structures/stack/treiber_list.h).
//
//          take       give
//   take   together   together
//   give   together   together
//
// Tags: lock-free, linearizable, no allocation after construction, the object given last is taken first. Every call is a
// compare-and-swap on one line.
//
//   GlobalPool          right
//   UntaggedGlobalPool  wrong on purpose: a head that went and came back is taken for the same one (ABA), and an object
//                       is handed out twice
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>
#include <structures/pool/concept.h>
#include <structures/stack/treiber_list.h>

namespace fenceline {

/// T: a class.
template <class T, class P, class List>
class ListPool {
 public:
  using value_type = T;
  static constexpr bool kLanePerThread = false;

  explicit ListPool(std::size_t capacity, unsigned = 1)
      : capacity_(capacity), slots_(P::template make_array<Slot>(capacity)) {
    for (std::size_t i = capacity; i-- > 0;) free_.push(static_cast<Half>(i), links());
  }
  ~ListPool() { P::destroy_array(slots_, capacity_); }
  ListPool(const ListPool&) = delete;
  ListPool& operator=(const ListPool&) = delete;

  T* take(unsigned = 0) {
    const Half slot = free_.pop(links());
    return slot == List::kNone ? nullptr : &slots_[slot];
  }
  void give(T* object, unsigned = 0) { free_.push(static_cast<Half>(static_cast<Slot*>(object) - slots_), links()); }

 private:
  using Half = typename List::half_type;

  // The link stays beside the object: who was slower may read it of one that is out.
  struct alignas(arch::kLineBytes) Slot : T {
    typename P::template atomic<Half> below;
  };
  auto links() {
    return [this](Half slot) -> auto& { return slots_[slot].below; };
  }

  const std::size_t capacity_;
  Slot* const slots_;
  alignas(arch::kPadBytes) List free_;
};

template <class T, class P = Native>
using GlobalPool = ListPool<T, P, TreiberList<P>>;
template <class T, class P = Native>
using UntaggedGlobalPool =
    ListPool<T, P, TreiberList<P, std::uint32_t, typename P::template atomic<Tagged<std::uint32_t>>, 0>>;

}  // namespace fenceline
