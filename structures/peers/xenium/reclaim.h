// xenium's reclaimers. Its guards hold a node, where ours hold a slot: a member keeps one for each of its slots, and makes
// one more to retire with. Left out: its reference counts, whose nodes come from a pool of one type.
// package: libxenium-dev
// header: xenium/reclamation/stamp_it.hpp
#pragma once
#include <structures/native.h>
#include <structures/reclaim/concept.h>

#include <memory>
#include <type_traits>
#include <xenium/reclamation/generic_epoch_based.hpp>
#include <xenium/reclamation/hazard_eras.hpp>
#include <xenium/reclamation/hazard_pointer.hpp>
#include <xenium/reclamation/quiescent_state_based.hpp>
// A failed exchange of its has more order than a successful one, as C++17 lets it; GCC 12 does not know.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wunknown-warning-option"
#pragma GCC diagnostic ignored "-Winvalid-memory-model"
#include <xenium/reclamation/stamp_it.hpp>
#pragma GCC diagnostic pop

namespace fenceline::peers::xenium {

namespace reclamation = ::xenium::reclamation;

/// Destroys a node as what it is.
template <class Node>
struct Destroy {
  void operator()(Node* node) const { node->destroy(node); }
};
template <class Scheme>
struct Retirable : Scheme::template enable_concurrent_ptr<Retirable<Scheme>, 0, Destroy<Retirable<Scheme>>> {
  void (*destroy)(Retirable*) = nullptr;
};

/// A link that xenium's guards take, behind what our structures ask of one. T: derives from Retirable<Scheme>.
template <class Scheme, class T>
class Link {
  using Base = Retirable<Scheme>;

 public:
  using value_type = T*;
  using Inner = typename Scheme::template concurrent_ptr<Base, 0>;
  using Marked = typename Inner::marked_ptr;

  Link(T* node) : inner_(Marked(node)) {}  // NOLINT: as std::atomic

  const Inner& inner() const { return inner_; }
  template <class Order>
  FENCELINE_INLINE T* load(Order, Nowhere = {}) const {
    return static_cast<T*>(inner_.load(Order::order).get());
  }
  template <class Order>
  FENCELINE_INLINE void store(T* node, Order) {
    inner_.store(Marked(node), Order::order);
  }
  template <class Order>
  FENCELINE_INLINE bool compare_exchange_weak(T*& expected, T* desired, Order) {
    Marked found(expected);
    const bool done = inner_.compare_exchange_weak(found, Marked(desired), Order::order);
    expected = static_cast<T*>(found.get());
    return done;
  }
  /// xenium's have no exchange.
  template <class Order>
  FENCELINE_INLINE T* exchange(T* node, Order order) {
    T* found = load(relaxed);
    while (!compare_exchange_weak(found, node, order)) {
    }
    return found;
  }

 private:
  Inner inner_;
};

template <class Scheme>
struct Policy : Native {
  template <class T>
  struct AtomicOf {
    using type = Atomic<T>;
  };
  template <class T>
  struct AtomicOf<T*> {
    using type = Link<Scheme, T>;
  };
  template <class T>
  using atomic = typename AtomicOf<T>::type;
};

template <class Scheme, bool kBounded, unsigned kNodes = 1>
class Reclaimer {
  using Base = Retirable<Scheme>;
  using Links = typename Scheme::template concurrent_ptr<Base, 0>;
  using GuardPtr = typename Links::guard_ptr;
  /// Its quiescent state is the end of a region: there each operation would be looked for by all.
  static constexpr bool kLongRegions = std::is_same_v<Scheme, reclamation::quiescent_state_based>;

 public:
  using Policy = xenium::Policy<Scheme>;
  using Node = Base;
  static constexpr unsigned kSlots = kNodes;
  static constexpr bool kRobust = kBounded, kFlushes = false, kDrains = false;

  explicit Reclaimer(unsigned) {}
  Reclaimer(const Reclaimer&) = delete;
  Reclaimer& operator=(const Reclaimer&) = delete;

  class Member {
   public:
    explicit Member(Reclaimer&) {
      if (kLongRegions) begin_region();
    }
    ~Member() {
      if (kLongRegions) end_region();
    }
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    FENCELINE_INLINE void enter() {
      if (!kLongRegions) begin_region();
    }
    FENCELINE_INLINE void leave() {
      for (GuardPtr& guard : guards_) guard.reset();
      if (!kLongRegions) end_region();
    }
    FENCELINE_INLINE void quiescent() {
      if (!kLongRegions) return;
      end_region();
      begin_region();
    }
    void offline() {
      if (kLongRegions) end_region();
    }
    void online() {
      if (kLongRegions) begin_region();
    }
    void flush() {}

    template <class Link, class Order>
    FENCELINE_INLINE typename Link::value_type protect(unsigned slot, const Link& link, Order) {
      guards_[slot].acquire(link.inner(), Order::order);
      return static_cast<typename Link::value_type>(guards_[slot].get());
    }
    template <class T, class... Args>
    T* make(Args&&... args) {
      return Policy::template make<T>(std::forward<Args>(args)...);
    }
    template <class T>
    void discard(T* node) {
      Policy::destroy(node);
    }
    template <class T>
    void retire(T* node) {
      node->destroy = [](Base* base) { Policy::destroy(static_cast<T*>(base)); };
      GuardPtr guard{typename Links::marked_ptr(node)};
      guard.reclaim();
    }

   private:
    FENCELINE_INLINE void begin_region() { std::construct_at(&region_.guard); }
    FENCELINE_INLINE void end_region() { std::destroy_at(&region_.guard); }

    /// One that begins and ends when we say.
    union Region {
      Region() {}
      ~Region() {}
      typename Scheme::region_guard guard;
    } region_;
    GuardPtr guards_[kNodes];
  };
};

template <unsigned kNodes>
using HazardPointers = reclamation::hazard_pointer<>::with<
    ::xenium::policy::allocation_strategy<reclamation::hp_allocation::static_strategy<kNodes + 1>>>;
template <unsigned kNodes>
using HazardEras = reclamation::hazard_eras<>::with<
    ::xenium::policy::allocation_strategy<reclamation::he_allocation::static_strategy<kNodes + 1>>>;

template <class F>
void for_each_reclaim(F&& f) {
  f.template operator()<Reclaimer<HazardPointers<1>, true>>("xenium_hazard_pointer");
  f.template operator()<Reclaimer<HazardEras<1>, true>>("xenium_hazard_eras");
  f.template operator()<Reclaimer<reclamation::epoch_based<>, false>>("xenium_epoch");
  f.template operator()<Reclaimer<reclamation::new_epoch_based<>, false>>("xenium_new_epoch");
  f.template operator()<Reclaimer<reclamation::debra<>, false>>("xenium_debra");
  f.template operator()<Reclaimer<reclamation::quiescent_state_based, false>>("xenium_quiescent_state");
  f.template operator()<Reclaimer<reclamation::stamp_it, false>>("xenium_stamp_it");
}

}  // namespace fenceline::peers::xenium
