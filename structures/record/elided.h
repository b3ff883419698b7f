// A record under a lock that is not taken where a hardware transaction does: threads that do not meet run together, and what
// the CPU undoes is done again under the lock.
// R. Rajwar, J. R. Goodman, "Speculative lock elision: enabling highly concurrent multithreaded execution", MICRO 2001; how
// to fall back: Intel 64 and IA-32 Architectures Optimization Reference Manual, chapter "Intel TSX Recommendations".
//
//            read                           update
//   read     together                       together where they do not meet
//   update   together where they do not meet   the same
//
// Tags: blocking (no transaction is sure to go through), linearizable. To be made where has_transactions() alone; without
// transactions it is the lock. Explored with none: what a transaction is, RC11 does not say.
#pragma once
#include <structures/record/concept.h>
#include <structures/transaction.h>

#include <array>
#include <cstdint>
#include <utility>

namespace fenceline {

template <class T, class P = Native, class Transactions = typename TransactionsOf<P>::type>
class Elided {
 public:
  using value_type = T;

  /// And what came of its transactions.
  struct Member : NoRecordMember {
    using NoRecordMember::NoRecordMember;
    std::array<std::uint64_t, arch::kAttempts> attempts{};  ///< by arch::Attempt: begun, and not undone; undone, by why
    std::uint64_t locked = 0;                               ///< calls that took the lock
  };

  explicit Elided(unsigned) {}

  template <class F>
  void read(Member& member, F&& visit) {
    run(member, [&] { visit(std::as_const(record_)); });
  }
  template <class F>
  void update(Member& member, F&& change) {
    run(member, [&] { change(record_); });
  }

 private:
  static constexpr unsigned kAttempts = 8;

  template <class F>
  void run(Member& member, F&& work) {
    for (unsigned n = 0; n < kAttempts; ++n) {
      while (held_.load(relaxed) != 0) P::pause();  // or one that has the lock would make all behind it take it too
      const arch::Began began = Transactions::begin();
      if (began.attempt == arch::Attempt::started) {
        // (1) acquire: pairs with the release in (3); forbids MP. From here on whoever takes the lock undoes this: it is
        // among what was read.
        if (held_.load(acquire<1>) != 0) Transactions::cancel();
        work();
        Transactions::commit();
      }
      ++member.attempts[static_cast<std::size_t>(began.attempt)];
      if (began.attempt == arch::Attempt::started) return;
      if (!began.again && began.attempt != arch::Attempt::cancelled) break;
    }
    for (;; P::pause()) {
      // (2) acquire: pairs with the release in (3); forbids MP
      if (held_.load(relaxed) == 0 && held_.exchange(1, acquire<2>) == 0) break;
    }
    ++member.locked;
    work();
    held_.store(0, release<3>);  // (3) release: pairs with the acquire in (1) and (2); forbids MP
  }

  typename P::template atomic<std::uint32_t> held_{0};
  T record_{};
};

}  // namespace fenceline
