// liburcu: the RCU of userspace, in four flavours, which differ in what a reader does so that a writer can find out that it
// is gone: memb nothing but stores, since the writer asks the kernel to put a barrier into every thread; mb a barrier of its
// own; bp the same as memb without being told of threads; qsbr nothing at all, but it says now and then that it holds
// nothing. Nodes go by call_rcu(), whose thread looks every few milliseconds.
// package: liburcu-dev
// header: urcu/urcu-qsbr.h
// library: urcu-memb
// library: urcu-mb
// library: urcu-bp
// library: urcu-qsbr
// library: urcu-common
#pragma once
#ifndef _LGPL_SOURCE
#define _LGPL_SOURCE  // inlined, as the others are
#endif
#include <structures/native.h>
#include <structures/reclaim/concept.h>
#include <urcu/urcu-bp.h>
#include <urcu/urcu-mb.h>
#include <urcu/urcu-memb.h>
#include <urcu/urcu-qsbr.h>

#include <utility>

// Its header declares these for the first flavour alone.
extern "C" {
void urcu_memb_call_rcu(rcu_head*, void (*)(rcu_head*));
void urcu_mb_call_rcu(rcu_head*, void (*)(rcu_head*));
void urcu_bp_call_rcu(rcu_head*, void (*)(rcu_head*));
void urcu_qsbr_call_rcu(rcu_head*, void (*)(rcu_head*));
void urcu_memb_barrier(void);
void urcu_mb_barrier(void);
void urcu_bp_barrier(void);
void urcu_qsbr_barrier(void);
}

namespace fenceline::peers::urcu {

// What a flavour is called, in calls that are inlined.
#define FENCELINE_URCU_FLAVOUR(Name, flavour)                                                      \
  struct Name {                                                                                    \
    static FENCELINE_INLINE void enter() { urcu_##flavour##_read_lock(); }                         \
    static FENCELINE_INLINE void leave() { urcu_##flavour##_read_unlock(); }                       \
    static void quiescent() { urcu_##flavour##_quiescent_state(); }                                \
    static void online() { urcu_##flavour##_thread_online(); }                                     \
    static void offline() { urcu_##flavour##_thread_offline(); }                                   \
    static void come() { urcu_##flavour##_register_thread(); }                                     \
    static void go() { urcu_##flavour##_unregister_thread(); }                                     \
    static void synchronize() { urcu_##flavour##_synchronize_rcu(); }                              \
    static void call(rcu_head* head, void (*f)(rcu_head*)) { urcu_##flavour##_call_rcu(head, f); } \
    static void barrier() { urcu_##flavour##_barrier(); }                                          \
  };
FENCELINE_URCU_FLAVOUR(Memb, memb)
FENCELINE_URCU_FLAVOUR(Mb, mb)
FENCELINE_URCU_FLAVOUR(Bp, bp)
FENCELINE_URCU_FLAVOUR(Qsbr, qsbr)
#undef FENCELINE_URCU_FLAVOUR

template <class Flavour>
class Rcu {
 public:
  using Policy = Native;
  struct Node : rcu_head {
    void (*destroy)(Node*) = nullptr;
  };
  static constexpr unsigned kSlots = ~0u;
  static constexpr bool kRobust = false, kFlushes = false;

  explicit Rcu(unsigned) {}
  /// When all is destroyed.
  ~Rcu() { Flavour::barrier(); }
  Rcu(const Rcu&) = delete;
  Rcu& operator=(const Rcu&) = delete;

  class Member {
   public:
    explicit Member(Rcu&) {
      struct Thread {
        Thread() {
          Flavour::come();
          Flavour::offline();
        }
        ~Thread() { Flavour::go(); }
      };
      thread_local const Thread here;
      (void)here;
      Flavour::online();
    }
    ~Member() { Flavour::offline(); }
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    FENCELINE_INLINE void enter() { Flavour::enter(); }
    FENCELINE_INLINE void leave() { Flavour::leave(); }
    FENCELINE_INLINE void quiescent() { Flavour::quiescent(); }
    void offline() { Flavour::offline(); }
    void online() { Flavour::online(); }
    void flush() {}
    void synchronize() { Flavour::synchronize(); }

    template <class Link, class Order>
    FENCELINE_INLINE typename Link::value_type protect(unsigned, const Link& link, Order order) {
      return link.load(order);
    }
    template <class T, class... Args>
    T* make(Args&&... args) {
      return Policy::make<T>(std::forward<Args>(args)...);
    }
    template <class T>
    void discard(T* node) {
      Policy::destroy(node);
    }
    template <class T>
    void retire(T* node) {
      node->destroy = [](Node* base) { Policy::destroy(static_cast<T*>(base)); };
      Flavour::call(node, [](rcu_head* head) {
        Node* const gone = static_cast<Node*>(head);
        gone->destroy(gone);
      });
    }
  };
};

template <class F>
void for_each_reclaim(F&& f) {
  f.template operator()<Rcu<Memb>>("urcu_memb");
  f.template operator()<Rcu<Mb>>("urcu_mb");
  f.template operator()<Rcu<Bp>>("urcu_bp");
  f.template operator()<Rcu<Qsbr>>("urcu_qsbr");
}

}  // namespace fenceline::peers::urcu
