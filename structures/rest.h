// What a thread does after an attempt that failed because another thread was faster: it keeps out of that one's way.
// T. E. Anderson, "The performance of spin lock alternatives for shared-memory multiprocessors", IEEE TPDS 1990.
#pragma once
#include <structures/native.h>

namespace fenceline {

/// Of one call: each rest is twice as long as the one before, up to kMost of the policy's delays.
template <class P>
class Rest {
 public:
  void operator()() {
    for (unsigned i = 0; i < rounds_; ++i) P::delay();
    if (rounds_ < kMost) rounds_ *= 2;
    P::retry();
  }

 private:
  static constexpr unsigned kMost = 64;
  unsigned rounds_ = 1;
};

}  // namespace fenceline
