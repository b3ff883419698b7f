// What a rate limiter offers. A workload, a check or a scenario is written once for all that offer it.
#pragma once
#include <concepts>
#include <cstdint>

namespace fenceline {

/// What is let through: one in `period` ticks in the long run, and `burst` at once after a rest. Both at least 1; periods
/// are below 2^32 ticks, bursts below 2^15.
struct Rate {
  std::uint64_t period = 1;
  std::uint32_t burst = 1;
  /// The most that may have been let through so many ticks after the first could be: what every limiter keeps to.
  constexpr std::uint64_t most(std::uint64_t ticks) const { return burst + ticks / period; }
};

/// Limiter(Rate, start, lanes): full at `start`. allow(now, lane): whether one more may go through. Time is what the
/// caller says, in ticks of its clock: a thread's may be behind another's, and one from before `start` is `start`.
/// lane: the caller's PU, or its number among the threads; limiters that keep something for each go by it.
/// kExact: no more than Rate::most() ever go through. kWhole: whoever asks alone, by whatever lane, gets all of the rate.
template <class L>
concept RateLimiter = std::constructible_from<L, Rate, std::uint64_t, unsigned> &&
    requires(L& limiter, std::uint64_t now, unsigned lane) {
  { limiter.allow(now, lane) } -> std::same_as<bool>;
  { L::kExact } -> std::convertible_to<bool>;
  { L::kWhole } -> std::convertible_to<bool>;
};

}  // namespace fenceline
