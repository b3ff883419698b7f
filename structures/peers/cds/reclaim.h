// libcds' reclaimers: hazard pointers, as many as a thread was given (HP) and as many as it wants (DHP), and its RCU, which
// destroys what is retired at once after a grace period (gpi), or when a buffer is full (gpb).
// package: libcds-dev
// header: cds/gc/dhp.h
// library: cds
#pragma once
#include <structures/native.h>
#include <structures/peers/cds/threads.h>
#include <structures/reclaim/concept.h>

#include <type_traits>
#include <utility>

namespace fenceline::peers::cds {

/// What all of them have in common.
class Nodes {
 public:
  using Policy = Native;
  struct Node {
    Node* next = nullptr;
    void (*destroy)(Node*) = nullptr;
  };

  void quiescent() {}
  void offline() {}
  void online() {}
  template <class T, class... Args>
  T* make(Args&&... args) {
    return Policy::make<T>(std::forward<Args>(args)...);
  }
  template <class T>
  void discard(T* node) {
    Policy::destroy(node);
  }

 protected:
  template <class T>
  static void dies_as(T* node) {
    node->destroy = [](Node* base) { Policy::destroy(static_cast<T*>(base)); };
  }
  static void destroy(void* node) { static_cast<Node*>(node)->destroy(static_cast<Node*>(node)); }
};

/// Pointers: HP or DHP.
template <class Pointers, unsigned kNodes = 1>
class Hazard {
 public:
  using Policy = Native;
  using Node = Nodes::Node;
  static constexpr unsigned kSlots = kNodes;
  static constexpr bool kRobust = true, kDrains = false;

  explicit Hazard(unsigned) { attach(); }
  Hazard(const Hazard&) = delete;
  Hazard& operator=(const Hazard&) = delete;

  class Member : public Nodes {
   public:
    explicit Member(Hazard&) {}
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    void enter() {}
    FENCELINE_INLINE void leave() {
      for (unsigned i = 0; i < kNodes; ++i) guards_.clear(i);
    }
    void flush() { Pointers::scan(); }

    /// As the library's own does it, of an atomic of its own.
    template <class Link, class Order>
    FENCELINE_INLINE typename Link::value_type protect(unsigned slot, const Link& link, Order order) {
      for (auto node = link.load(relaxed);;) {
        guards_.assign(slot, node);
        const auto found = node;
        node = link.load(order);
        if (node == found) return node;
      }
    }
    template <class T>
    void retire(T* node) {
      dies_as(node);
      Pointers::retire(static_cast<Node*>(node), [](void* gone) { destroy(gone); });
    }

   private:
    struct First {
      First() { attach(); }
    } first_;
    typename Pointers::template GuardArray<kNodes> guards_;
  };
};

/// Flavour: its RCU. It waits where it retires, so that nodes go to it when the operation is over.
template <class Flavour>
class Urcu {
 public:
  using Policy = Native;
  using Node = Nodes::Node;
  static constexpr unsigned kSlots = ~0u;
  static constexpr bool kRobust = false, kWaits = true, kFlushes = !std::is_same_v<Flavour, Instant>;

  explicit Urcu(unsigned) { attach(); }
  ~Urcu() { Flavour::synchronize(); }
  Urcu(const Urcu&) = delete;
  Urcu& operator=(const Urcu&) = delete;

  class Member : public Nodes {
   public:
    explicit Member(Urcu&) { attach(); }
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    FENCELINE_INLINE void enter() { Flavour::access_lock(); }
    FENCELINE_INLINE void leave() {
      Flavour::access_unlock();
      while (retired_ != nullptr) {
        Node* const node = retired_;
        retired_ = node->next;
        Flavour::retire_ptr(node, [](void* gone) { destroy(gone); });
      }
    }
    void flush() { Flavour::synchronize(); }
    void synchronize() { Flavour::synchronize(); }

    template <class Link, class Order>
    FENCELINE_INLINE typename Link::value_type protect(unsigned, const Link& link, Order order) {
      return link.load(order);
    }
    template <class T>
    void retire(T* node) {
      dies_as(node);
      node->next = retired_;
      retired_ = node;
    }

   private:
    Node* retired_ = nullptr;
  };
};

template <class F>
void for_each_reclaim(F&& f) {
  f.template operator()<Hazard<::cds::gc::HP>>("cds_hp");
  f.template operator()<Hazard<::cds::gc::DHP>>("cds_dhp");
  f.template operator()<Urcu<Instant>>("cds_rcu_instant");
  f.template operator()<Urcu<Rcu>>("cds_rcu_buffered");
}

}  // namespace fenceline::peers::cds
