// NUMA-aware lock: the threads of one node pass the lock among themselves for a while before another node gets it.
// D. Dice, V. J. Marathe, N. Shavit, "Lock cohorting: a general technique for designing NUMA locks", PPoPP 2012:
// C-TKT-TKT, a ticket lock for each node under a ticket lock for the machine.
//
//            lock       unlock
//   lock     together   together
//   unlock   together   the holder's alone
//
// Tags: blocking, FIFO within a node, a node passes it on after kMost hand-overs. No order of its own: the ticket
// locks'.
#pragma once
#include <arch/cpu.h>
#include <structures/lock/ticket.h>
#include <structures/native.h>

namespace fenceline {

template <class P = Native, unsigned kMost = 64>
class CohortLock {
 public:
  /// lane: the caller's NUMA node, or whatever else lies near.
  using Node = Where;
  static constexpr Lanes kLanes = Lanes::nodes;

  explicit CohortLock(unsigned nodes = 2) : count_(nodes), cohorts_(P::template make_array<Cohort>(nodes)) {}
  ~CohortLock() { P::destroy_array(cohorts_, count_); }
  CohortLock(const CohortLock&) = delete;
  CohortLock& operator=(const CohortLock&) = delete;

  void lock(Node& node) {
    NoNode none;
    Cohort& own = cohorts_[node.lane % count_];
    own.lock.lock(none);
    if (own.handed.read() == 0) all_.lock(none);
  }
  void unlock(Node& node) {
    NoNode none;
    Cohort& own = cohorts_[node.lane % count_];
    const bool stays = own.handed.read() < kMost && own.lock.wanted();
    own.handed.write(stays ? own.handed.read() + 1 : 0);
    if (!stays) all_.unlock(none);
    own.lock.unlock(none);
  }

 private:
  struct alignas(arch::kPadBytes) Cohort {
    TicketLock<P> lock;
    typename P::template plain<unsigned> handed{0};  // how often in a row; 0: the machine's lock is not ours
  };

  const unsigned count_;
  Cohort* const cohorts_;
  alignas(arch::kPadBytes) TicketLock<P> all_;
};

}  // namespace fenceline
