// A bounded queue whose callers may sleep until there is room, or an item: any queue that can only say "full" and "empty",
// with an event count for each of the two (structures/wait/event_count.h, and its source there).
//
//            push       pop        try_push   try_pop    close      reopen
//   push     together   together   together   together   together   alone
//   pop      together   together   together   together   together   alone
//   close    together   together   together   together   together   alone
//
// Tags: blocking where it waits, and else as the queue is. Who does not sleep pays a fence for those who may. A push that
// meets close() may say true, and its item is in: whoever closes when all pushes are done knows that pops that say false
// have left nothing.
#pragma once
#include <structures/native.h>
#include <structures/queue/concept.h>
#include <structures/wait/event_count.h>

#include <utility>

namespace fenceline {

/// Q: a BoundedQueue with the atomics of policy P.
template <class Q, class P = Native>
class WaitingQueue {
 public:
  using value_type = typename Q::value_type;
  static constexpr unsigned kProducers = Q::kProducers, kConsumers = Q::kConsumers;
  static constexpr bool kOrdered = is_ordered<Q>();

  /// Looks so often before it sleeps.
  explicit WaitingQueue(std::size_t capacity, unsigned spins = 100) : queue_(capacity), spins_(spins) {}

  std::size_t capacity() const { return queue_.capacity(); }

  /// False where it is full or closed.
  bool try_push(value_type item) {
    if (closed_.load(relaxed) != 0 || !queue_.try_push(std::move(item))) return false;
    items_.notify_one();
    return true;
  }
  bool try_pop(value_type& item) {
    if (!queue_.try_pop(item)) return false;
    room_.notify_one();
    return true;
  }

  bool push(value_type item) {
    return wait(room_, [&] {
      if (closed_.load(relaxed) != 0) return Outcome::closed;
      return try_push(item) ? Outcome::done : Outcome::none;
    });
  }
  bool pop(value_type& item) {
    return wait(items_, [&] {
      // (1) acquire: pairs with the release in (2): what was pushed before is found; forbids MP
      const bool closed = closed_.load(acquire<1>) != 0;
      if (try_pop(item)) return Outcome::done;
      return closed ? Outcome::closed : Outcome::none;
    });
  }

  void close() {
    closed_.store(1, release<2>);  // (2) release: pairs with the acquire in (1); forbids MP
    items_.notify_all();
    room_.notify_all();
  }
  void reopen() { closed_.store(0, relaxed); }

 private:
  enum class Outcome { none, done, closed };

  template <class Try>
  bool wait(EventCount<P>& events, Try&& look) {
    for (unsigned looks = 0; looks < spins_; ++looks) {
      if (const Outcome found = look(); found != Outcome::none) return found == Outcome::done;
      P::delay();
    }
    for (bool slept = false;; slept = true) {
      const auto key = events.prepare();
      const Outcome found = look();
      if (found == Outcome::none) {
        events.commit(key);
        continue;
      }
      events.cancel();
      // One may have been told of what it was too early for, in another's place who sleeps still.
      if (slept && found == Outcome::done) events.notify_one();
      return found == Outcome::done;
    }
  }

  Q queue_;
  const unsigned spins_;
  typename P::template atomic<std::uint32_t> closed_{0};
  EventCount<P> items_, room_;
};

}  // namespace fenceline
