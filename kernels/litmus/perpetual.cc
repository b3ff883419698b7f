#include <kernels/litmus/perpetual.h>

#include <algorithm>
#include <array>
#include <bit>

namespace fenceline::litmus {

void Frames::add(const Frames& f) {
  all = all + f.all < all ? UINT64_MAX : all + f.all;
  distinct += f.distinct;
}

FrameCounter::FrameCounter(unsigned threads, std::vector<Seen> seen, Pattern pattern, uint32_t iterations,
                           unsigned step)
    : threads_(int(threads)),
      seen_(std::move(seen)),
      pattern_(std::move(pattern)),
      iterations_(iterations),
      step_(step),
      shift_(unsigned(std::countr_zero(step))) {
  const auto add = [&](std::vector<Relation>& list, int t, int u) {
    for (const auto& r : list)
      if (r.t == t && r.u == u) return;
    list.push_back({t, u, Ends(iterations + 1, UINT16_MAX), Ends(iterations + 1, UINT16_MAX)});
  };
  for (const Seen& s : seen_) {
    add(reads_, s.reader, s.writer);
    add(relations_, std::min(s.reader, s.writer), std::max(s.reader, s.writer));
  }
  for (int c = 1; c < threads_ && outer_ < 0 && threads_ <= 4; ++c) {
    inner_.clear();
    for (int t = 1; t < threads_; ++t)
      if (t != c) inner_.push_back(t);
    if (inner_.size() < 2 || !relation(inner_[0], inner_[1])) outer_ = c;
  }
  for (const int t : inner_)
    if (t < outer_ && relation(t, outer_)) add(relations_, outer_, t);
}

const FrameCounter::Relation* FrameCounter::relation(int t, int u) const {
  for (const auto& r : relations_)
    if (r.t == t && r.u == u) return &r;
  return nullptr;
}

void FrameCounter::prepare(uint32_t from, uint32_t to) {
  for (Relation& r : reads_) {
    std::fill(r.low.begin() + from, r.low.begin() + to, uint16_t(0));
    std::fill(r.high.begin() + from, r.high.begin() + to, uint16_t(iterations_));
    uint16_t *low = r.low.data(), *high = r.high.data();
    for (size_t k = 0; k < seen_.size(); ++k) {
      if (seen_[k].reader != r.t || seen_[k].writer != r.u) continue;
      const uint16_t* values = seen_[k].values;
      const auto up = uint16_t(step_ - 1);
      const unsigned shift = shift_;
      if (pattern_[k])  // saw the partner's store: it is among the first so many
        for (uint32_t i = from; i < to; ++i) high[i] = std::min(high[i], uint16_t(uint16_t(values[i] + up) >> shift));
      else
        for (uint32_t i = from; i < to; ++i) low[i] = std::max(low[i], uint16_t(uint16_t(values[i] + up) >> shift));
    }
  }
}

void FrameCounter::relate(uint32_t from, uint32_t to) {
  for (Relation& r : relations_) {
    uint16_t *low = r.low.data(), *high = r.high.data();
    std::fill(low + from, low + to, uint16_t(0));
    std::fill(high + from, high + to, uint16_t(iterations_));
    for (const Relation& read : reads_) {
      if (r.t == r.u && read.t == r.t && read.u == r.t) {
        const auto possible = [&](uint32_t i) { return read.low[i] <= i && i < read.high[i]; };
        uint32_t next = to;
        while (next < iterations_ && !possible(next)) ++next;
        for (uint32_t i = to; i-- > from;) low[i] = uint16_t(next = possible(i) ? i : next);
      } else if (read.t == r.t && read.u == r.u) {
        for (uint32_t i = from; i < to; ++i) {
          low[i] = std::max(low[i], read.low[i]);
          high[i] = std::min(high[i], read.high[i]);
        }
      } else if (read.t == r.u && read.u == r.t) {
        // Iterations of u that want a given i of t: those whose interval has it. Both ends grow.
        const auto above = [&](const Ends& v) {
          return uint32_t(std::upper_bound(v.begin(), v.end() - 1, from) - v.begin());
        };
        uint32_t first = above(read.high), last = above(read.low);
        for (uint32_t i = from; i < to; ++i) {
          while (read.high[first] <= i) ++first;
          while (read.low[last] <= i) ++last;
          low[i] = std::max(low[i], uint16_t(first));
          high[i] = std::min(high[i], uint16_t(last));
        }
      }
    }
  }
}

/// Moves to the least frame that shows the pattern, no iteration of it being below the given one;
/// false: there is none. Where an iteration is too low for another it moves up; none is ever too
/// high for good, since all ends grow.
bool FrameCounter::settle(Frame& at) const {
  if (*std::max_element(at.begin(), at.end()) >= iterations_) return false;
  for (size_t k = 0, agree = 0; agree < relations_.size(); k = (k + 1) % relations_.size()) {
    const Relation& r = relations_[k];
    uint32_t &t = at[size_t(r.t)], &u = at[size_t(r.u)];
    const uint32_t was_t = t, was_u = u;
    for (;;) {
      u = std::max<uint32_t>(u, r.low[t]);
      if (u >= iterations_) return false;
      if (u < r.high[t]) break;
      if (++t >= iterations_) return false;
    }
    agree = t == was_t && u == was_u ? agree + 1 : 1;
  }
  return true;
}

/// count() for two threads that read nothing of themselves, in one pass: perpetual runs of these
/// end so fast that counting takes as long as they do.
Frames FrameCounter::pairs(uint32_t from, uint32_t to) const {
  const Relation& r = relations_[0];
  const uint16_t *low = r.low.data(), *high = r.high.data();
  const uint32_t end = to < iterations_ ? low[to] : iterations_;  // the rest is the next part's
  Frames out;
  uint32_t next = 0;
  for (uint32_t n = from; n < to; ++n) {
    out.all += high[n] > low[n] ? uint32_t(high[n] - low[n]) : 0u;
    next = std::max<uint32_t>(next, low[n]);
    const bool found = next < std::min<uint32_t>(high[n], end);
    out.distinct += found;
    next += found;
  }
  return out;
}

Frames FrameCounter::count(uint32_t from, uint32_t to) const {
  Frames out;
  if (threads_ == 2 && relations_.size() == 1 && relation(0, 1)) return pairs(from, to);
  Frame at(size_t(threads_), 0), end(size_t(threads_), 0);
  at[0] = from;
  end[0] = to;  // partners that the next part may want are left to it
  if (!settle(at) || at[0] >= to) return out;
  if (!settle(end)) std::fill(end.begin(), end.end(), iterations_);
  end[0] = to;
  if (counts_all()) out.all = all(from, to);
  // The least frame each time: of disjoint frames, sorting the iterations of each thread makes as
  // many that lie one above the other, since all ends grow; so none is lost.
  do {
    if (!std::equal(at.begin(), at.end(), end.begin(), std::less<>())) break;
    ++out.distinct;
    for (auto& i : at) ++i;
  } while (settle(at));
  return out;
}

/// Sum over pairs (a, c) of iterations of the outer threads, of the products of how many iterations
/// of each inner thread go with both. For one a these numbers, min(top(c), top of a) - max(bottom
/// (c), bottom of a), change their form at a few c only, which grow with a: between them they are
/// differences of sums over c that are made once.
uint64_t FrameCounter::all(uint32_t from, uint32_t to) const {
  const size_t n = iterations_;
  using Counts = std::vector<uint32_t>;
  // Possible iterations of thread t before each.
  const auto before = [&](int t) {
    Counts out(n + 1);
    const Relation* own = relation(t, t);
    for (uint32_t i = 0; i < n; ++i) out[i + 1] = out[i] + (!own || own->low[i] == i);
    return out;
  };
  const auto possible = [](const Counts& b, uint32_t i) { return b[i + 1] != b[i]; };
  const auto low = [](const Relation* r, size_t i) { return size_t(r ? r->low[i] : 0); };
  const auto high = [n](const Relation* r, size_t i) { return r ? r->high[i] : n; };
  struct Inner {
    const Relation *of_a, *of_c;
    Counts before, top, bottom;  // by iteration: of its own, of c, of c
    // For the present a: c that it has common partners with; from where on the top is that of a,
    // and the bottom that of c.
    size_t begin = 0, end = 0, top_fixed = 0, moves = 0;
  };
  std::vector<Inner> inner;
  Counts of_c = before(outer_);
  std::vector<uint8_t> some(n);
  for (uint32_t c = 0; c < n; ++c) some[c] = possible(of_c, c);
  for (const int t : inner_) {
    Inner in{relation(0, t), relation(outer_, t), before(t), Counts(n), Counts(n)};
    for (uint32_t c = 0; c < n; ++c) {
      in.top[c] = in.before[high(in.of_c, c)];
      in.bottom[c] = in.before[low(in.of_c, c)];
      some[c] &= in.top[c] > in.bottom[c];
    }
    inner.push_back(std::move(in));
  }
  const Relation* a_to_c = relation(0, outer_);
  const Counts of_a = before(0);
  uint64_t total = 0;
  if (inner.empty()) {
    for (uint32_t a = from; a < to; ++a)
      if (possible(of_a, a) && low(a_to_c, a) < high(a_to_c, a)) total += of_c[high(a_to_c, a)] - of_c[low(a_to_c, a)];
    return total;
  }
  // Prefix sums of the products of one of {1, top, bottom} of each inner thread.
  const size_t terms = inner.size() == 1 ? 3 : 9;
  std::vector<uint64_t> sums(terms * (n + 1));
  for (size_t c = 0; c < n; ++c)
    for (size_t m = 0; m < terms; ++m) {
      uint64_t product = some[c];
      for (size_t k = 0, digits = m; k < inner.size(); ++k, digits /= 3)
        product *= digits % 3 == 0 ? 1 : digits % 3 == 1 ? inner[k].top[c] : inner[k].bottom[c];
      sums[terms * (c + 1) + m] = sums[terms * c + m] + product;
    }

  for (uint32_t a = from; a < to; ++a) {
    if (!possible(of_a, a)) continue;
    size_t begin = low(a_to_c, a), end = high(a_to_c, a);
    std::array<std::array<uint64_t, 2>, 2> fixed{};
    std::array<size_t, 5> cuts;
    cuts.fill(n);  // where nothing else cuts, `end` does
    size_t cut = 0;
    bool none = false;
    for (size_t k = 0; k < inner.size(); ++k) {
      Inner& in = inner[k];
      const uint32_t top = in.before[high(in.of_a, a)], bottom = in.before[low(in.of_a, a)];
      none |= top <= bottom;
      while (in.begin < n && in.top[in.begin] <= bottom) ++in.begin;
      while (in.end < n && in.bottom[in.end] < top) ++in.end;
      while (in.top_fixed < n && in.top[in.top_fixed] < top) ++in.top_fixed;
      while (in.moves < n && in.bottom[in.moves] < bottom) ++in.moves;
      begin = std::max(begin, in.begin), end = std::min(end, in.end);
      cuts[cut++] = in.top_fixed, cuts[cut++] = in.moves;
      fixed[k] = {top, bottom};
    }
    if (none || begin >= end) continue;
    std::sort(cuts.begin(), cuts.end());
    for (size_t i = 0; i < cuts.size() && begin < end; ++i) {
      const size_t stop = std::min(cuts[i], end);
      if (stop <= begin) continue;
      for (size_t m = 0; m < terms; ++m) {
        uint64_t factor = sums[terms * stop + m] - sums[terms * begin + m];
        for (size_t k = 0, digits = m; k < inner.size() && factor != 0; ++k, digits /= 3) {
          const bool top_fixed = begin >= inner[k].top_fixed, moves = begin >= inner[k].moves;
          if (digits % 3 == 0)
            factor *= (top_fixed ? fixed[k][0] : 0) - (moves ? 0 : fixed[k][1]);
          else if (digits % 3 == 1)
            factor *= top_fixed ? 0 : 1;
          else
            factor *= moves ? uint64_t(-1) : 0;
        }
        total += factor;
      }
      begin = stop;
    }
  }
  return total;
}

}  // namespace fenceline::litmus
