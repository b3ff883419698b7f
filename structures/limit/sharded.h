// Limiters with a lane for each PU, over one of gcra.h.
//
//           allow
//   allow   together
//
//   ShardedLimiter  each lane is a limiter of its own with its share of rate and burst. Tags: lock-free, exact over all
//                   of them; a lane that others leave idle gets no more than its share
//   LeasingLimiter  a lane takes several from one limiter for all, and lets them through one after the other: the line
//                   for all moves so much more seldom. Tags: lock-free, exact since the start, whole; what lies in lanes
//                   can come on top of a burst later, up to kLease for each lane, and is not there for others
//
// Lanes may be shared: a thread may be moved from its PU in the middle. Each word is a value and guards nothing: relaxed.
#pragma once
#include <arch/cpu.h>
#include <structures/limit/gcra.h>

#include <memory>
#include <vector>

namespace fenceline {

template <class P = Native>
class ShardedLimiter {
 public:
  static constexpr bool kExact = true, kWhole = false;

  /// The burst's remainder goes to the first lanes. More lanes than burst: the others let through nothing, and share
  /// the lanes of the rest.
  ShardedLimiter(Rate rate, std::uint64_t start, unsigned lanes) {
    const unsigned shares = std::min(std::max(lanes, 1u), rate.burst);
    for (unsigned i = 0; i < shares; ++i)
      lanes_.push_back(
          std::make_unique<Lane>(Rate{rate.period * shares, rate.burst / shares + (i < rate.burst % shares)}, start));
  }
  bool allow(std::uint64_t now, unsigned lane) { return lanes_[lane % lanes_.size()]->allow(now); }

 private:
  struct alignas(arch::kPadBytes) Lane : Gcra<P> {
    using Gcra<P>::Gcra;
  };
  std::vector<std::unique_ptr<Lane>> lanes_;
};

template <class P = Native, std::uint64_t kLease = 16>
class LeasingLimiter {
 public:
  static constexpr bool kExact = true, kWhole = true;

  LeasingLimiter(Rate rate, std::uint64_t start, unsigned lanes)
      : count_(std::max(lanes, 1u)), all_(rate, start), lanes_(P::template make_array<Lane>(count_)) {}
  ~LeasingLimiter() { P::destroy_array(lanes_, count_); }
  LeasingLimiter(const LeasingLimiter&) = delete;
  LeasingLimiter& operator=(const LeasingLimiter&) = delete;

  bool allow(std::uint64_t now, unsigned lane) {
    auto& left = lanes_[lane % count_].left;
    for (std::uint64_t have = left.load(relaxed); have != 0; P::retry())
      if (left.compare_exchange_weak(have, have - 1, relaxed)) return true;
    const std::uint64_t leased = all_.take(now, kLease);
    if (leased > 1) left.fetch_add(leased - 1, relaxed);
    return leased != 0;
  }

 private:
  struct alignas(arch::kPadBytes) Lane {
    typename P::template atomic<std::uint64_t> left{0};
  };

  const unsigned count_;
  alignas(arch::kPadBytes) Gcra<P> all_;
  Lane* const lanes_;
};

}  // namespace fenceline
