// The locks of this folder, for whoever does the same with each: f.operator()<Lock>(name).
#pragma once
#include <structures/lock/bravo.h>
#include <structures/lock/clh.h>
#include <structures/lock/cohort.h>
#include <structures/lock/futex_mutex.h>
#include <structures/lock/mcs.h>
#include <structures/lock/parking_mutex.h>
#include <structures/lock/rw_lanes.h>
#include <structures/lock/rw_spin.h>
#include <structures/lock/standard.h>
#include <structures/lock/tas.h>
#include <structures/lock/ticket.h>

namespace fenceline {

/// Our own, with the atomics of policy P.
template <class P = Native, class F>
void for_each_own_lock(F&& f) {
  f.template operator()<TasLock<P>>("tas");
  f.template operator()<TtasLock<P>>("ttas");
  f.template operator()<BackoffLock<P>>("ttas_backoff");
  f.template operator()<TicketLock<P>>("ticket");
  f.template operator()<McsLock<P>>("mcs");
  f.template operator()<ClhLock<P>>("clh");
  f.template operator()<CohortLock<P>>("cohort");
  f.template operator()<FutexMutex<P>>("futex_mutex");
  f.template operator()<ParkingMutex<P>>("parking_mutex");
  f.template operator()<RwSpinLock<P>>("rw_spin");
  f.template operator()<RwLanes<P>>("rw_lanes");
  f.template operator()<BravoLock<P>>("bravo");
}

/// And those of the standard library and of POSIX.
template <class F>
void for_each_lock(F&& f) {
  for_each_own_lock(f);
  f.template operator()<StdMutex>("std_mutex");
  f.template operator()<StdSharedMutex>("std_shared_mutex");
  f.template operator()<PthreadSpinLock>("pthread_spinlock");
}

}  // namespace fenceline
