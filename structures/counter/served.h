// A count that one thread keeps: the others send it what they add through a channel.
// The discipline is C. A. R. Hoare's, "Communicating sequential processes", CACM 1978, and Go's proverb: share memory
// by communicating.
//
//            add        read       serve      close      reopen
//   add      together   together   together   together   together
//   read     together   together   together   together   together
//   serve    together   together   no         together   together
//   close    together   together   together   together   together
//   reopen   together   together   together   together   together
//
// Tags: blocking; an add has been sent when it returns and is counted later; all are once serve has returned false. No
// order of its own: the channel's.
#pragma once
#include <structures/counter/concept.h>
#include <structures/native.h>
#include <structures/queue/channel.h>

namespace fenceline {

template <class P = Native, class L = FutexMutex<P>>
class ServedCounter {
 public:
  static constexpr bool kExact = true, kLanePerThread = false;

  explicit ServedCounter(std::size_t capacity = 64) : sent_(capacity) {}

  /// Waits where the channel is full. False once the counter is closed: nothing is added.
  bool add(std::uint64_t n, unsigned) { return sent_.push(n); }
  std::uint64_t read() const { return count_.load(relaxed); }

  /// The keeper's work: waits for what was sent, and counts it. False once the counter is closed and all is counted.
  bool serve() {
    std::uint64_t n;
    if (!sent_.pop(n)) return false;
    count_.store(count_.load(relaxed) + n, relaxed);
    return true;
  }
  void close() { sent_.close(); }
  void reopen() { sent_.reopen(); }

 private:
  Channel<std::uint64_t, P, L> sent_;
  typename P::template atomic<std::uint64_t> count_{0};
};

}  // namespace fenceline
