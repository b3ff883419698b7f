// What a trial is about: the published object, what each thread did with it, and whether all that was made is gone at the end.
#pragma once
#include <kernels/reclamation/published.h>
#include <kernels/workload.h>

#include <optional>
#include <string>
#include <vector>

namespace fenceline::reclamation {

/// What a thread has done since setup.
struct alignas(arch::kPadBytes) Account {
  uint64_t draws = 0;
  std::atomic<uint64_t> replaced{0};  ///< written by its thread, read by who draws the curve
  uint64_t broken = 0;                ///< objects that were read and were destroyed

  void count_replaced() { replaced.store(replaced.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }
};

/// What a trial is about: the object, and what is known of all that were made.
template <class R>
class Site {
 public:
  using Member = typename R::Member;

  explicit Site(const Shared& shared)
      : living_before_(census<R>.living()), published_(shared.threads + 1), accounts(shared.threads) {}

  Published<R>& published() { return *published_; }

  /// False where it was destroyed.
  [[gnu::always_inline]] bool read(Member& member) {
    return published_->read(member, [](const Object<R>& object) { return object.whole(); });
  }
  [[gnu::always_inline]] void replace(Member& member, unsigned thread) {
    Account& account = accounts[thread];
    published_->replace(member, uint64_t{thread} << 48 | account.replaced.load(std::memory_order_relaxed));
    account.count_replaced();
  }
  /// Objects that are no longer published and live.
  int64_t held() const { return census<R>.living() - 1; }
  uint64_t replaced() const {
    uint64_t sum = 0;
    for (const Account& account : accounts) sum += account.replaced.load(std::memory_order_relaxed);
    return sum;
  }

  /// When all have ended: what was retired is destroyed with the domain, once.
  std::string check() {
    for (const Account& account : accounts)
      if (account.broken != 0) return "objects were destroyed while they were read";
    published_.reset();
    const int64_t left = census<R>.living() - living_before_;
    if (left < 0 && drains<R>()) return "objects were destroyed twice";
    if (left > 0 && drains<R>()) return std::to_string(left) + " objects were retired and never destroyed";
    return "";
  }

 private:
  const int64_t living_before_;
  std::optional<Published<R>> published_;

 public:
  std::vector<Account> accounts;  ///< by thread
};

/// The loop of all rows: `step` so many times by a member of the thread's own, which says that it holds nothing every
/// kUnroll steps. False from `step`: the phase is over.
template <class R, class Step>
uint64_t steps(Site<R>& site, uint64_t iterations, Step&& step) {
  typename R::Member member(site.published().domain());
  for (uint64_t done = 0; done != iterations;) {
    for (unsigned i = 0; i != kUnroll; ++i, ++done)
      if (!step(member)) return done;
    member.quiescent();
  }
  return iterations;
}

template <Reclaimer R>
Kernel describe(const char* name, const char* how, Metric metric, const char* what) {
  Kernel k = workload::describe("reclamation", "reclaim", name, how, metric, what);
  k.setup = [](Shared& shared) { shared.make<Site<R>>(shared); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<Site<R>>().check(); };
  return k;
}

}  // namespace fenceline::reclamation
