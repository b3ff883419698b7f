// Limiter of one word that is a time: when the next one would be due if all came at their rate. One that comes before
// that by no more than a burst's length goes through, and puts it off by a period: a token bucket without tokens.
// ITU-T Recommendation I.371 (1993), annex A: the generic cell rate algorithm in its virtual scheduling form.
//
//           allow
//   allow   together
//
// Tags: lock-free, linearizable, exact: no part of a period is lost, and no division. The word is a value and guards
// nothing: relaxed.
#pragma once
#include <structures/limit/concept.h>
#include <structures/native.h>

#include <algorithm>

namespace fenceline {

template <class P = Native>
class Gcra {
 public:
  static constexpr bool kExact = true, kWhole = true;

  Gcra(Rate rate, std::uint64_t start, unsigned = 1) : rate_(rate), start_(start), due_(0) {}

  bool allow(std::uint64_t now, unsigned = 0) { return take(now, 1) == 1; }

  /// As many as may go through now, `most` at most.
  std::uint64_t take(std::uint64_t now, std::uint64_t most) {
    const std::uint64_t ticks = now > start_ ? now - start_ : 0;  // due_ counts from there, too
    for (std::uint64_t due = due_.load(relaxed);; P::retry()) {
      const std::uint64_t from = std::max(due, ticks), latest = ticks + rate_.burst * rate_.period;
      const std::uint64_t room = from < latest ? (latest - from) / rate_.period : 0, taken = std::min(room, most);
      if (taken == 0) return 0;
      if (due_.compare_exchange_weak(due, from + taken * rate_.period, relaxed)) return taken;
    }
  }

 private:
  const Rate rate_;
  const std::uint64_t start_;
  typename P::template atomic<std::uint64_t> due_;
};

}  // namespace fenceline
