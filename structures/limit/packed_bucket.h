// Token bucket in one word: the tokens, and up to when they have been put in, are swapped as one. The algorithm is that
// of mutex_bucket.h; the word is shared with a compare-and-swap, as linked lists share a head and a tag.
//
//           allow
//   allow   together
//
//   PackedBucket  Tags: lock-free, linearizable, exact
//   RacyBucket    wrong on purpose: it looks, and stores what it has made of that. Two that look at once both take the
//                 last token, and one puts back what others took meanwhile
//
// Time is counted in periods from the start, by 48 bits of the word: a bucket that nobody has asked for 2^47 periods
// (40 hours at a tick of 1 ns a token) may think that it is later than it is told, and is as good as not asked for as
// long again. A word is a value and guards nothing: relaxed.
#pragma once
#include <structures/limit/concept.h>
#include <structures/native.h>

#include <algorithm>

namespace fenceline {

/// How the word is put back.
enum class Put { swapped, stored };

template <class P, Put kPut>
class WordBucket {
 public:
  static constexpr bool kExact = kPut == Put::swapped, kWhole = true;

  WordBucket(Rate rate, std::uint64_t start, unsigned) : rate_(rate), start_(start), word_(rate.burst) {}

  bool allow(std::uint64_t now, unsigned) {
    const std::uint64_t period = now > start_ ? (now - start_) / rate_.period & kPeriods : 0;
    for (std::uint64_t word = word_.load(relaxed);; P::retry()) {
      std::uint64_t tokens = word & kTokens, filled = word >> kTokenBits;
      // Who is behind in time finds the bucket filled up to later than its own.
      if (const std::uint64_t more = (period - filled) & kPeriods; more <= kPeriods / 2) {
        tokens = std::min<std::uint64_t>(rate_.burst, tokens + more);
        filled = period;
      }
      if (tokens == 0) return false;
      if (put(word, filled << kTokenBits | (tokens - 1))) return true;
    }
  }

 private:
  static constexpr unsigned kTokenBits = 16;
  static constexpr std::uint64_t kTokens = (1u << kTokenBits) - 1, kPeriods = ~std::uint64_t{0} >> kTokenBits;

  bool put(std::uint64_t& word, std::uint64_t next) {
    if constexpr (kPut == Put::swapped) return word_.compare_exchange_weak(word, next, relaxed);
    word_.store(next, relaxed);
    return true;
  }

  const Rate rate_;
  const std::uint64_t start_;
  typename P::template atomic<std::uint64_t> word_;
};

template <class P = Native>
using PackedBucket = WordBucket<P, Put::swapped>;
template <class P = Native>
using RacyBucket = WordBucket<P, Put::stored>;

}  // namespace fenceline
