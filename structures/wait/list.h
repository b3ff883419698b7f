// The structures of this folder, for whoever does the same with each of a kind: f.operator()<Structure>(name).
#pragma once
#include <structures/wait/central_barrier.h>
#include <structures/wait/dissemination_barrier.h>
#include <structures/wait/gates.h>
#include <structures/wait/once.h>
#include <structures/wait/semaphore.h>
#include <structures/wait/tree_barrier.h>
#include <structures/wait/wait_group.h>

namespace fenceline {

template <class P = Native, class F>
void for_each_semaphore(F&& f) {
  f.template operator()<Semaphore<P>>("semaphore");
}

template <class P = Native, class F>
void for_each_latch(F&& f) {
  f.template operator()<WaitGroup<P>>("wait_group");
}

template <class P = Native, class F>
void for_each_once(F&& f) {
  f.template operator()<Once<P>>("once");
}

template <class P = Native, class F>
void for_each_barrier(F&& f) {
  f.template operator()<CentralBarrier<P>>("central");
  f.template operator()<TreeBarrier<P>>("tree");
  f.template operator()<DisseminationBarrier<P>>("dissemination");
}

/// All that lets another thread go on.
template <class P = Native, class F>
void for_each_gate(F&& f) {
  f.template operator()<WordGate<P, kForEver>>("spinning");
  f.template operator()<WordGate<P>>("futex");
  f.template operator()<Semaphore<P>>("semaphore");
  f.template operator()<WaitGroupGate<P>>("wait_group");
  f.template operator()<EventGate<P>>("event_count");
  f.template operator()<CondVarGate<P>>("cond_var");
  f.template operator()<ParkingGate<P>>("parking_lot");
}

}  // namespace fenceline
