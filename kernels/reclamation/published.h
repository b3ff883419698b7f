// One object that is published: whoever reads it may not be left with a destroyed one, whoever replaces it retires what
// was there before. All rows are about it, so that a reclaimer's own cost is what tells two of them apart.
#pragma once
#include <kernels/workload.h>
#include <structures/reclaim/concept.h>

#include <array>
#include <memory>
#include <optional>

namespace fenceline::reclamation {

/// How many objects live, by one account of all threads, a library's own included.
class Census {
 public:
  void born() { mine().fetch_add(1, std::memory_order_relaxed); }
  void died() { mine().fetch_sub(1, std::memory_order_relaxed); }
  int64_t living() const {
    int64_t sum = 0;
    for (const Lane& lane : lanes_) sum += lane.count.load(std::memory_order_relaxed);
    return sum;
  }

 private:
  struct alignas(arch::kPadBytes) Lane {
    std::atomic<int64_t> count{0};
  };
  /// Threads that are one of 64 have a lane each; more share them.
  std::atomic<int64_t>& mine() {
    static std::atomic<unsigned> threads{0};
    static constinit thread_local unsigned number = 0;
    if (number == 0) number = threads.fetch_add(1, std::memory_order_relaxed) + 1;
    return lanes_[number % lanes_.size()].count;
  }
  std::array<Lane, 64> lanes_;
};

/// Of all objects that one reclaimer looks after. It outlives trials: some libraries keep a thread's last nodes until the
/// thread retires more.
template <class R>
inline Census census;

template <class R>
struct Object : R::Node {
  explicit Object(uint64_t value) : value(value), check(~value) { census<R>.born(); }
  ~Object() {
    value = 0;
    check = 0;
    census<R>.died();
  }
  bool whole() const { return value == ~check; }

  volatile uint64_t value, check;
};

template <class R>
class Published {
  using P = typename R::Policy;
  using Held = Object<R>;

 public:
  using Member = typename R::Member;

  explicit Published(unsigned members) : domain_(members) {
    Member member(domain_);
    Held* const first = member.template make<Held>(0);
    slot_.store(first, relaxed);
  }
  /// By the last one, when nobody reads.
  ~Published() {
    Member member(domain_);
    {
      Held* const last = slot_.load(relaxed);
      const Inside inside(member);
      member.retire(last);
    }
    member.quiescent();
    member.flush();
  }
  Published(const Published&) = delete;
  Published& operator=(const Published&) = delete;

  R& domain() { return domain_; }

  /// Calls f(object) while it cannot be destroyed.
  template <class F>
  [[gnu::always_inline]] void read(Member& member, F&& f) {
    const Inside inside(member);
    // (2) acquire: pairs with the acq_rel in (1); forbids MP. What is in the object.
    f(static_cast<const Held&>(*member.protect(0, slot_, acquire<2>)));
  }
  [[gnu::always_inline]] void replace(Member& member, uint64_t value) {
    Held* const old = exchange(member, value);
    const Inside inside(member);
    member.retire(old);
  }
  /// The same where nobody reads, and no reclaimer is needed.
  [[gnu::always_inline]] void replace_alone(Member& member, uint64_t value) { member.discard(exchange(member, value)); }

 private:
  Held* exchange(Member& member, uint64_t value) {
    Held* const fresh = member.template make<Held>(value);
    // (1) acq_rel: pairs with the acquire in (2), and with itself; forbids MP. What is in the object.
    return slot_.exchange(fresh, acq_rel<1>);
  }

  R domain_;
  alignas(arch::kPadBytes) typename P::template atomic<Held*> slot_{nullptr};
};

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
    bool whole;
    published_->read(member, [&](const Object<R>& object) { whole = object.whole(); });
    return whole;
  }
  [[gnu::always_inline]] void replace(Member& member, unsigned thread) {
    Account& account = accounts[thread];
    published_->replace(member, uint64_t{thread} << 48 | account.replaced.load(std::memory_order_relaxed));
    account.count_replaced();
  }
  /// Objects that are no longer published and live.
  int64_t held() const { return census<R>.living() - living_before_ - 1; }
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

template <class R>
Kernel describe(const char* name, const char* how, Metric metric, const char* what) {
  Kernel k = workload::describe("reclamation", "reclaim", name, how, metric, what);
  k.setup = [](Shared& shared) { shared.make<Site<R>>(shared); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<Site<R>>().check(); };
  return k;
}

}  // namespace fenceline::reclamation
