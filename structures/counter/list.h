// The counters of this folder, for whoever does the same with each: f.operator()<Counter>(name).
#pragma once
#include <structures/counter/lanes.h>
#include <structures/counter/served.h>
#include <structures/counter/single.h>

namespace fenceline {

template <class P = Native, class F>
void for_each_counter(F&& f) {
  f.template operator()<PlainCounter<P>>("plain");
  f.template operator()<MutexCounter<P>>("mutex");
  f.template operator()<AtomicCounter<P>>("atomic");
  f.template operator()<ShardedCounter<P>>("sharded");
  f.template operator()<PackedCounter<P>>("sharded_packed");
  f.template operator()<StatisticalCounter<P>>("statistical");
}

}  // namespace fenceline
