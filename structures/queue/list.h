// The queues of this folder that offer try_push and try_pop, for whoever does the same with each:
// f.operator()<Queue>(name). How many threads may push and pop they say themselves.
#pragma once
#include <structures/queue/channel.h>
#include <structures/queue/michael_scott.h>
#include <structures/queue/mutex_queue.h>
#include <structures/queue/scq.h>
#include <structures/queue/spsc_cached.h>
#include <structures/queue/spsc_ring.h>
#include <structures/queue/vyukov_mpmc.h>

namespace fenceline {

template <class T, class P = Native, class F>
void for_each_queue(F&& f) {
  f.template operator()<SpscRing<T, P>>("spsc_ring");
  f.template operator()<SpscCached<T, P>>("spsc_cached");
  f.template operator()<VyukovMpmc<T, P>>("vyukov_mpmc");
  f.template operator()<Scq<T, P>>("scq");
  f.template operator()<MichaelScottQueue<T, P>>("michael_scott");
  f.template operator()<MutexQueue<T, P>>("mutex_deque");
  f.template operator()<Channel<T, P>>("channel");
}

}  // namespace fenceline
