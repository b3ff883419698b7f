// A count that one thread keeps: the others send it what they add through a channel.
// The discipline is C. A. R. Hoare's, "Communicating sequential processes", CACM 1978, and Go's proverb: share memory
// by communicating.
//
//           add        read       serve   close
//   add     together   together   together   together
//   read    together   together   together   together
//   serve   together   together   no         together
//   close   together   together   together   together
//
// Tags: blocking; an add has been sent when it returns and is counted later; all are once serve has returned. No order
// of its own: the channel's.
#pragma once
#include <structures/counter/concept.h>
#include <structures/native.h>
#include <structures/queue/channel.h>

namespace fenceline {

template <class P = Native>
class ServedCounter {
 public:
  static constexpr bool kExact = true, kLanePerThread = false;

  explicit ServedCounter(std::size_t capacity = 64) : sent_(capacity) {}

  /// Waits where the channel is full. What is added after close() is lost.
  void add(std::uint64_t n, unsigned) { sent_.push(n); }
  std::uint64_t read() const { return count_.load(relaxed); }

  /// The keeper's work, until the counter is closed and all that was sent is counted.
  void serve() {
    for (std::uint64_t n; sent_.pop(n);) count_.store(count_.load(relaxed) + n, relaxed);
  }
  void close() { sent_.close(); }

 private:
  Channel<std::uint64_t, P> sent_;
  typename P::template atomic<std::uint64_t> count_{0};
};

}  // namespace fenceline
