// Token bucket behind a lock: what everybody writes first. Tokens come one a period and are kept up to the burst; what
// goes through takes one.
// J. S. Turner, "New directions in communications (or which way to the information age?)", IEEE Communications Magazine
// 24(10), 1986 (as a leaky bucket, which is the same counted the other way).
//
//           allow
//   allow   together
//
// Tags: blocking, linearizable, exact: no part of a period is lost. No order of its own: the lock's.
#pragma once
#include <structures/limit/concept.h>
#include <structures/lock/futex_mutex.h>
#include <structures/native.h>

#include <algorithm>

namespace fenceline {

template <class P = Native, class L = FutexMutex<P>>
class MutexBucket {
 public:
  static constexpr bool kExact = true, kWhole = true;

  MutexBucket(Rate rate, std::uint64_t start, unsigned) : rate_(rate), filled_(start), tokens_(rate.burst) {}

  bool allow(std::uint64_t now, unsigned) {
    const Guard guard(lock_);
    if (const std::uint64_t at = filled_.read(); now > at && now - at >= rate_.period) {
      const std::uint64_t more = (now - at) / rate_.period;
      tokens_.write(std::min<std::uint64_t>(rate_.burst, tokens_.read() + more));
      filled_.write(at + more * rate_.period);
    }
    const std::uint64_t tokens = tokens_.read();
    if (tokens == 0) return false;
    tokens_.write(tokens - 1);
    return true;
  }

 private:
  const Rate rate_;
  L lock_;
  typename P::template plain<std::uint64_t> filled_;  // up to when tokens have been put in
  typename P::template plain<std::uint64_t> tokens_;
};

}  // namespace fenceline
