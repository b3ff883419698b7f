// Done once, whoever comes first: the others wait until it is done, and later ones only look. A first one that fails
// leaves it to the next. One word, asleep by U. Drepper, "Futexes are tricky", 2011; the four states are those of
// pthread_once in glibc and musl.
//
//             call       is_done
//   call      together   together
//   is_done   together   together
//
// Tags: blocking, 4 bytes, one load once it is done. What was done is seen by all who return from call(), or were told so
// by is_done(). The first one is not to call it again itself: it would wait for ever.
#pragma once
#include <structures/native.h>

#include <cstdint>
#include <utility>

namespace fenceline {

template <class P = Native>
class Once {
 public:
  /// Calls f() unless it has been done, and returns when it is. What f throws goes to who called it: then it has not been
  /// done, and one of those who wait, or who come later, calls its own.
  template <class F>
  void call(F&& f) {
    if (!is_done()) do_or_wait(std::forward<F>(f));
  }
  bool is_done() const {
    // (1) acquire: pairs with the release in (3); forbids MP
    return state_.load(acquire<1>) == kDone;
  }

 private:
  static constexpr std::uint32_t kNew = 0, kRuns = 1, kSleepers = 2, kDone = 3;

  template <class F>
  [[gnu::noinline]] void do_or_wait(F&& f) {
    std::uint32_t state = kNew;
    // (2) acquire: pairs with the release in (3): what the one who failed has left, or what was done; forbids MP
    while (!state_.compare_exchange_strong(state, kRuns, acquire<2>)) {
      if (state == kDone) return;
      if (state == kSleepers || state_.compare_exchange_strong(state, kSleepers, relaxed)) state_.wait(kSleepers);
      state = kNew;
    }
    try {
      std::forward<F>(f)();
    } catch (...) {
      leave(kNew);
      throw;
    }
    leave(kDone);
  }
  void leave(std::uint32_t next) {
    // (3) release: pairs with the acquire in (1) and (2); forbids MP
    if (state_.exchange(next, release<3>) == kSleepers) state_.notify_all();
  }

  typename P::template atomic<std::uint32_t> state_{kNew};
};

}  // namespace fenceline
