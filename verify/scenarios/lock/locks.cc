#include <structures/lock/clh.h>
#include <structures/lock/cohort.h>
#include <structures/lock/futex_mutex.h>
#include <structures/lock/mcs.h>
#include <structures/lock/rw_lanes.h>
#include <structures/lock/rw_spin.h>
#include <structures/lock/tas.h>
#include <structures/lock/ticket.h>
#include <verify/scenarios/lock/held.h>

namespace fenceline::verify {
namespace {

/// Looks twice before it sleeps: here the looks are what is explored (others have EagerMutex).
struct Impatient : FutexMutex<Checked> {
  Impatient() : FutexMutex(1) {}
};
/// Two nodes, one hand-over in a row.
using Cohort = CohortLock<Checked, 1>;
struct TwoLanes : RwLanes<Checked> {
  TwoLanes() : RwLanes(2) {}
};

const RegisteredLock<TasLock<Checked>> tas("lock/tas");
const RegisteredLock<TtasLock<Checked>> ttas("lock/ttas");
const RegisteredLock<BackoffLock<Checked>> backoff("lock/ttas-backoff");
const RegisteredLock<TicketLock<Checked>> ticket("lock/ticket");
const RegisteredLock<McsLock<Checked>> mcs("lock/mcs");
const RegisteredLock<ClhLock<Checked>> clh("lock/clh");
const RegisteredLock<Cohort> cohort("lock/cohort");
const RegisteredLock<Impatient> futex("lock/futex-mutex");
const RegisteredLock<RwSpinLock<Checked>> rw("lock/rw-spin");
const RegisteredLock<TwoLanes> lanes("lock/rw-lanes");

}  // namespace
}  // namespace fenceline::verify
