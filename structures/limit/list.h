// The limiters of this folder, for whoever does the same with each: f.operator()<Limiter>(name).
#pragma once
#include <structures/limit/gcra.h>
#include <structures/limit/mutex_bucket.h>
#include <structures/limit/packed_bucket.h>
#include <structures/limit/sharded.h>

namespace fenceline {

/// Those that are right. The racy one is a demonstration: its own test has it.
template <class P = Native, class F>
void for_each_limiter(F&& f) {
  f.template operator()<MutexBucket<P>>("mutex_bucket");
  f.template operator()<PackedBucket<P>>("packed_bucket");
  f.template operator()<Gcra<P>>("gcra");
  f.template operator()<ShardedLimiter<P>>("sharded");
  f.template operator()<LeasingLimiter<P>>("leasing");
}

}  // namespace fenceline
