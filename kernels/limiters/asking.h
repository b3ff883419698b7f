// Threads that ask a rate limiter whether one more may go through: what the answer costs, and whether as many went
// through as the rate lets.
#pragma once
#include <kernels/stamp.h>
#include <kernels/workload.h>
#include <structures/limit/concept.h>

#include <algorithm>

namespace fenceline::limiters {

/// What a thread has asked and got since setup, and when, in ticks of its clock.
struct alignas(arch::kPadBytes) Account {
  uint64_t asked = 0, through = 0;
  uint64_t first = ~uint64_t{0}, last = 0;  ///< in this phase
};

/// How many could have gone through while somebody asked: phase by phase, for between two the burst is all that is kept.
class Allowance {
 public:
  explicit Allowance(Rate rate) : rate_(rate), kept_(rate.burst) {}
  /// A phase in which threads asked from `first` to `last`.
  void add(uint64_t first, uint64_t last) {
    if (first > last) return;  // nobody did
    if (ended_ != 0 && first > ended_)
      kept_ += double(std::min<uint64_t>(rate_.burst, (first - ended_) / rate_.period));
    kept_ += double(last - first) / double(rate_.period);
    ended_ = last;
  }
  double most() const { return kept_; }

 private:
  Rate rate_;
  double kept_;
  uint64_t ended_ = 0;
};

template <class L>
class Site {
 public:
  std::vector<Account> accounts;  ///< by thread

  Site(const Shared& shared, Rate rate, uint64_t now)
      : accounts(shared.threads), rate_(rate), start_(now), limiter_(rate, now, shared.threads), allowance_(rate) {}

  L& limiter() { return limiter_; }

  /// Between two phases, and at the end.
  void close_phase() {
    uint64_t first = ~uint64_t{0}, last = 0;
    for (Account& a : accounts) {
      first = std::min(first, a.first);
      last = std::max(last, a.last);
      a.first = ~uint64_t{0};
      a.last = 0;
    }
    allowance_.add(first, last);
    latest_ = std::max(latest_, last);
  }
  /// No more than the rate lets, and after a rest a burst: what went wrong among threads would be in there still.
  std::string check() {
    close_phase();
    const uint64_t rested = std::max(latest_, start_) + rate_.burst * rate_.period * (accounts.size() + 1);
    if (!L::kExact) return "";
    if (through() > rate_.most(std::max(latest_, start_) - start_)) return "more went through than the rate lets";
    uint64_t burst = 0;
    for (bool more = true; more;) {
      more = false;
      for (unsigned lane = 0; lane < accounts.size(); ++lane) {
        const bool one = limiter_.allow(rested, lane);
        burst += one;
        more |= one;
      }
    }
    if (through() + burst > rate_.most(rested - start_)) return "more went through than the rate lets";
    return burst >= rate_.burst ? "" : "after a rest only " + std::to_string(burst) + " went through at once";
  }
  std::vector<Figure> figures() const {
    uint64_t asked = 0;
    for (const Account& a : accounts) asked += a.asked;
    return {{"admitted", "", double(through()) / double(std::max<uint64_t>(asked, 1))},
            {"of_allowed", "", double(through()) / std::min(allowance_.most(), double(std::max<uint64_t>(asked, 1)))}};
  }

 private:
  uint64_t through() const {
    uint64_t all = 0;
    for (const Account& a : accounts) all += a.through;
    return all;
  }

  Rate rate_;
  uint64_t start_, latest_ = 0;
  alignas(arch::kPadBytes) L limiter_;
  alignas(arch::kPadBytes) Allowance allowance_;
};

/// Of the calling thread's PU.
struct Stamps {
  static uint64_t now() { return stamp().count; }
};

/// The clock is read once in kUnroll times that a thread asks.
template <class L, class Clock>
uint64_t ask(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<L>>();
  L& limiter = site.limiter();
  Account& mine = site.accounts[thread];
  uint64_t through = 0, now = Clock::now();
  mine.first = std::min(mine.first, now);
  unrolled(iterations, [&](auto i) {
    if constexpr (i == 0) now = Clock::now();
    through += limiter.allow(now, thread);
  });
  mine.last = std::max(mine.last, now);
  mine.asked += iterations;
  mine.through += through;
  return iterations;
}

/// args
enum Arg : size_t { kInterval, kBurst };
inline constexpr uint32_t kMostBurst = (1 << 15) - 1;

/// interval 0: so many that a thread whose clock is 32 turns old is let through, too.
inline Rate rate_of(const Shared& shared) {
  if (shared.args[kInterval] == 0) return {.period = 1, .burst = kMostBurst};
  const double period = double(shared.args[kInterval]) * 1e-9 * shared.tick_hz;
  return {.period = std::max<uint64_t>(1, static_cast<uint64_t>(period)),
          .burst = static_cast<uint32_t>(shared.args[kBurst])};
}

/// The kernels over one limiter.
template <RateLimiter L, class Clock = Stamps>
void add(std::vector<Kernel>& list, const char* name) {
  const auto add = [&](const char* how, Metric metric, const char* what, unsigned least, unsigned most) {
    auto& k = list.emplace_back(workload::describe("limiters", "limiter", name, how, metric, what));
    k.roles = {{.least = least, .most = most, .run = ask<L, Clock>}};
    k.axes = {{.name = "interval",
               .unit = "ns",
               .values = {0, 1000},
               .most = 1'000'000'000,
               .what = "from one that the rate lets through to the next, at least a tick of the clock; 0: one a tick, "
                       "and all are let through but where many wait for each other"},
              {.name = "burst",
               .unit = "",
               .values = {64},
               .least = 1,
               .most = kMostBurst,
               .what = "that may go through at once after a rest",
               .usual = 64}};
    k.setup = [](Shared& shared) { shared.make<Site<L>>(shared, rate_of(shared), Clock::now()); };
    k.begin = [](Shared& shared) { shared.object<Site<L>>().close_phase(); };
    k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<Site<L>>().check(); };
    k.figures = [](const Shared& shared) { return shared.object<Site<L>>().figures(); };
  };
  add("alone", Metric::latency,
      "one thread asks whether one more may go through; the clock is read once in 32 times and is in the figure", 1, 1);
  add("contended", Metric::contended,
      "all threads ask whether one more may go through, again and again; each reads the clock once in 32 times", 2,
      kAnyThreads);
}

}  // namespace fenceline::limiters
