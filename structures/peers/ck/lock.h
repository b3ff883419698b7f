// Concurrency Kit's spin locks: test and set, the ticket lock, and those that threads wait in line for. The latter are C
// that is no C++: to lock and to unlock is a call each, a nanosecond or two that the others do not pay.
// package: libck-dev
// header: spinlock/ticket.h
// source: ck.c
#pragma once
#include <arch/cpu.h>
#include <structures/lock/concept.h>
#include <structures/peers/ck/ck.h>

#include <spinlock/fas.h>
#include <spinlock/ticket.h>

#include <cstdlib>

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

class Mcs {
 public:
  struct alignas(arch::kPadBytes) Node {
    void* words[2] = {};
  };
  void lock(Node& node) { fenceline_ck_mcs_lock(&last_, &node); }
  void unlock(Node& node) { fenceline_ck_mcs_unlock(&last_, &node); }

 private:
  void* last_ = nullptr;
};

class Clh {
 public:
  class Node {
   public:
    Node() : mine_(fenceline_ck_clh_new()) {}
    ~Node() { std::free(mine_); }
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

   private:
    friend Clh;
    void* mine_;
  };
  Clh() : last_(fenceline_ck_clh_new()) {}
  ~Clh() { std::free(last_); }
  Clh(const Clh&) = delete;
  Clh& operator=(const Clh&) = delete;
  void lock(Node& node) { fenceline_ck_clh_lock(&last_, node.mine_); }
  void unlock(Node& node) { fenceline_ck_clh_unlock(&node.mine_); }

 private:
  void* last_;
};

template <class F>
void for_each_lock(F&& f) {
  f.template operator()<Lock<ck_spinlock_fas_t, ck_spinlock_fas_init, ck_spinlock_fas_lock, ck_spinlock_fas_unlock>>(
      "ck_fas");
  f.template
  operator()<Lock<ck_spinlock_ticket_t, ck_spinlock_ticket_init, ck_spinlock_ticket_lock, ck_spinlock_ticket_unlock>>(
      "ck_ticket");
  f.template operator()<Mcs>("ck_mcs");
  f.template operator()<Clh>("ck_clh");
}

}  // namespace fenceline::peers::ck
