// One count for all threads: wrong, right, and behind a lock.
//
//          add        read
//   add    together   together
//   read   together   together
//
//   PlainCounter    reads, adds, writes, as `count += n` does without an atomic: what another thread adds in between is
//                   lost. The accesses are relaxed ones, which cost the same, so that it is a wrong count and not
//                   undefined behaviour
//   AtomicCounter   one fetch_add. Tags: wait-free, linearizable
//   MutexCounter    a lock around it. Tags: blocking, linearizable
#pragma once
#include <structures/counter/concept.h>
#include <structures/lock/futex_mutex.h>
#include <structures/native.h>

namespace fenceline {

template <class P = Native>
class PlainCounter {
 public:
  static constexpr bool kExact = false, kLanePerThread = false;

  void add(std::uint64_t n, unsigned) { count_.store(count_.load(relaxed) + n, relaxed); }
  std::uint64_t read() const { return count_.load(relaxed); }

 private:
  typename P::template atomic<std::uint64_t> count_{0};
};

template <class P = Native>
class AtomicCounter {
 public:
  static constexpr bool kExact = true, kLanePerThread = false;

  void add(std::uint64_t n, unsigned) { count_.fetch_add(n, relaxed); }
  std::uint64_t read() const { return count_.load(relaxed); }

 private:
  typename P::template atomic<std::uint64_t> count_{0};
};

template <class P = Native, class L = FutexMutex<P>>
class MutexCounter {
 public:
  static constexpr bool kExact = true, kLanePerThread = false;

  void add(std::uint64_t n, unsigned) {
    const Guard guard(lock_);
    count_.write(count_.read() + n);
  }
  std::uint64_t read() {
    const Guard guard(lock_);
    return count_.read();
  }

 private:
  L lock_;
  typename P::template plain<std::uint64_t> count_{0};
};

}  // namespace fenceline
