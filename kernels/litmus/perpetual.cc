#include <kernels/litmus/perpetual.h>

#include <algorithm>
#include <bit>

namespace fenceline::litmus {

PairCounter::PairCounter(std::vector<Seen> seen, Pattern pattern, uint32_t iterations,
                         unsigned step)
    : seen_(std::move(seen)),
      pattern_(std::move(pattern)),
      iterations_(iterations),
      step_(step),
      shift_(unsigned(std::countr_zero(step))) {
  for (int t : {0, 1}) {
    sides_[t].first.assign(iterations + 1, UINT16_MAX);  // the last entry ends every search
    sides_[t].last.assign(iterations + 1, UINT16_MAX);
    for (const Seen& s : seen_)
      if (s.reader == t && s.writer == t) sides_[t].possible.assign(iterations, 1);
  }
}

void PairCounter::prepare(uint32_t from, uint32_t to) {
  for (Side& side : sides_) {
    std::fill(side.first.begin() + from, side.first.begin() + to, uint16_t(0));
    std::fill(side.last.begin() + from, side.last.begin() + to, uint16_t(iterations_));
    if (!side.possible.empty())
      std::fill(side.possible.begin() + from, side.possible.begin() + to, uint8_t(1));
  }
  for (size_t k = 0; k < seen_.size(); ++k) {
    Side& side = sides_[seen_[k].reader];
    const bool own = seen_[k].writer == seen_[k].reader, fresh = pattern_[k];
    const uint16_t* values = seen_[k].values;
    uint16_t *first = side.first.data(), *last = side.last.data();
    const auto up = uint16_t(step_ - 1);
    const unsigned shift = shift_;
    if (own) {
      for (uint32_t i = from; i < to; ++i)
        side.possible[i] &= ((values[i] + up) >> shift > int(i)) == fresh;
    } else if (fresh) {  // saw the partner's store: it is among the first so many
      for (uint32_t i = from; i < to; ++i)
        last[i] = std::min(last[i], uint16_t(uint16_t(values[i] + up) >> shift));
    } else {
      for (uint32_t i = from; i < to; ++i)
        first[i] = std::max(first[i], uint16_t(uint16_t(values[i] + up) >> shift));
    }
  }
}

Pairs PairCounter::count(uint32_t from, uint32_t to) const {
  const Side &zero = sides_[0], &one = sides_[1];
  std::vector<uint32_t> before;  // possible iterations of thread 1 before m; empty: m
  if (!one.possible.empty()) {
    before.resize(iterations_ + 1);
    for (uint32_t m = 0; m < iterations_; ++m) before[m + 1] = before[m] + one.possible[m];
  }
  // Thread 1's iteration m wants n in first[m] … last[m]-1, both growing: those m that want a given
  // n are low … high-1, and these grow with n.
  const auto above = [&](const std::vector<uint16_t>& v, uint32_t n) {
    return uint32_t(std::upper_bound(v.begin(), v.end() - 1, n) - v.begin());
  };
  uint32_t low = above(one.last, from), high = above(one.first, from);
  const uint32_t end =  // partners that the next part may want are left to it
      to < iterations_ ? std::max<uint32_t>(zero.first[to], above(one.last, to)) : iterations_;

  Pairs out;
  uint32_t next = 0;
  for (uint32_t n = from; n < to; ++n) {
    while (one.last[low] <= n) ++low;
    while (one.first[high] <= n) ++high;
    const uint32_t first = std::max<uint32_t>(zero.first[n], low);
    const uint32_t last = std::min<uint32_t>(zero.last[n], high);
    if (first >= last || (!zero.possible.empty() && !zero.possible[n])) continue;
    out.pairs += before.empty() ? last - first : before[last] - before[first];
    // Intervals whose ends both grow are matched best by taking the first partner that is free.
    next = std::max(next, first);
    const uint32_t limit = std::min(last, end);
    while (next < limit && !one.possible.empty() && !one.possible[next]) ++next;
    if (next < limit) ++out.distinct, ++next;
  }
  return out;
}

}  // namespace fenceline::litmus
