// Concurrency Kit's spin locks: test and set, and the ticket lock. Its MCS and CLH locks are C that is no C++.
// package: libck-dev
// header: spinlock/ticket.h
#pragma once
#include <structures/lock/concept.h>

#include <spinlock/fas.h>
#include <spinlock/ticket.h>

namespace fenceline::peers::ck {

template <class State, void (*kInit)(State*), void (*kLock)(State*), void (*kUnlock)(State*)>
class Lock {
 public:
  using Node = NoNode;
  Lock() { kInit(&state_); }
  void lock(Node&) { kLock(&state_); }
  void unlock(Node&) { kUnlock(&state_); }

 private:
  State state_;
};

template <class F>
void for_each_lock(F&& f) {
  f.template operator()<Lock<ck_spinlock_fas_t, ck_spinlock_fas_init, ck_spinlock_fas_lock, ck_spinlock_fas_unlock>>(
      "ck_fas");
  f.template
  operator()<Lock<ck_spinlock_ticket_t, ck_spinlock_ticket_init, ck_spinlock_ticket_lock, ck_spinlock_ticket_unlock>>(
      "ck_ticket");
}

}  // namespace fenceline::peers::ck
