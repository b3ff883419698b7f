// Pool of objects with a free list for each PU: who finds its own empty takes half of another's.
// D. Hendler, N. Shavit, "Non-blocking steal-half work queues", PODC 2002, for how many are stolen; the lanes are stacks
// behind a lock each, which nobody but a thief asks for besides its owner.
//
//          take       give
//   take   together   together
//   give   together   together
//
// Tags: blocking while a thief or an owner is stopped in the middle of a lane, no allocation after construction; in a
// lane the object given last is taken first. Lanes may be shared: a thread may be moved from its PU in the middle. An
// object that a thief carries from lane to lane is found by nobody else meanwhile. No order of its own: the locks'.
#pragma once
#include <arch/cpu.h>
#include <structures/lock/concept.h>
#include <structures/lock/tas.h>
#include <structures/native.h>
#include <structures/pool/concept.h>

#include <algorithm>

namespace fenceline {

/// T: a class. kMost: objects that are stolen at once, at most: a thief walks along them under the lock.
template <class T, class P = Native, class L = TtasLock<P>, unsigned kMost = 32>
class StealingPool {
 public:
  using value_type = T;
  static constexpr bool kLanePerThread = false;

  StealingPool(std::size_t capacity, unsigned lanes)
      : capacity_(capacity),
        count_(std::max(lanes, 1u)),
        objects_(P::template make_array<Object>(capacity)),
        lanes_(P::template make_array<Lane>(count_)) {
    for (std::size_t i = capacity; i-- > 0;) lanes_[i % count_].push(&objects_[i], &objects_[i], 1);
  }
  ~StealingPool() {
    P::destroy_array(lanes_, count_);
    P::destroy_array(objects_, capacity_);
  }
  StealingPool(const StealingPool&) = delete;
  StealingPool& operator=(const StealingPool&) = delete;

  T* take(unsigned lane) {
    Lane& own = lanes_[lane % count_];
    {
      const Guard guard(own.lock);
      if (Object* const object = own.first.read()) {
        own.pop(object, 1);
        return object;
      }
    }
    for (unsigned i = 1; i < count_; ++i)
      if (T* const object = steal(lanes_[(lane + i) % count_], own)) return object;
    return nullptr;
  }
  void give(T* given, unsigned lane) {
    Object* const object = static_cast<Object*>(given);
    Lane& own = lanes_[lane % count_];
    const Guard guard(own.lock);
    own.push(object, object, 1);
  }

 private:
  struct alignas(arch::kLineBytes) Object : T {
    typename P::template plain<Object*> next{nullptr};
  };

  struct alignas(arch::kPadBytes) Lane {
    L lock;
    typename P::template atomic<std::uint32_t> count{0};  // written under the lock; looked at by thieves without it
    typename P::template plain<Object*> first{nullptr};

    /// `n` that hang together.
    void push(Object* from, Object* to, std::uint32_t n) {
      to->next.write(first.read());
      first.write(from);
      count.store(count.load(relaxed) + n, relaxed);
    }
    /// The first `n`, of which `last` is the last.
    void pop(Object* last, std::uint32_t n) {
      first.write(last->next.read());
      count.store(count.load(relaxed) - n, relaxed);
    }
  };

  /// One lock at a time: two thieves may be at each other's lanes.
  T* steal(Lane& from, Lane& own) {
    if (from.count.load(relaxed) == 0) return nullptr;
    Object *stolen = nullptr, *last = nullptr;
    std::uint32_t half = 0;
    {
      const Guard guard(from.lock);
      half = std::min((from.count.load(relaxed) + 1) / 2, kMost);
      if (half == 0) return nullptr;
      stolen = last = from.first.read();
      for (std::uint32_t i = 1; i < half; ++i) last = last->next.read();
      from.pop(last, half);
    }
    if (half > 1) {
      const Guard guard(own.lock);
      own.push(stolen->next.read(), last, half - 1);
    }
    return stolen;
  }

  const std::size_t capacity_;
  const unsigned count_;
  Object* const objects_;
  Lane* const lanes_;
};

}  // namespace fenceline
