// The C library's allocator as a pool: what everybody has.
//
//          take       give
//   take   together   together
//   give   together   together
//
// Tags: no bound, no lanes of ours; take and give are calls, which no compiler takes away in pairs.
#pragma once
#include <structures/pool/concept.h>

#include <cstdlib>
#include <new>

namespace fenceline {

/// A: allocate(bytes) and release(memory). T: trivially destructible, and nothing is in it when it is taken.
template <class T, class A>
class AllocatorPool {
 public:
  using value_type = T;
  static constexpr bool kLanePerThread = false;

  explicit AllocatorPool(std::size_t, unsigned = 1) {}
  /// Null where there is no memory.
  T* take(unsigned = 0) {
    void* const memory = allocator_.allocate(sizeof(T));
    return memory ? new (memory) T : nullptr;
  }
  void give(T* object, unsigned = 0) { allocator_.release(object); }

 private:
  A allocator_;
};

/// The C library's, by pointers that are read each time.
class Heap {
 public:
  void* allocate(std::size_t bytes) { return allocate_(bytes); }
  void release(void* memory) { release_(memory); }

 private:
  void* (*allocate_)(std::size_t) = std::malloc;
  void (*release_)(void*) = std::free;
};

}  // namespace fenceline
