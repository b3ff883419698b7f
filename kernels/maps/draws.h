// Which keys threads ask for, and which are in from the beginning: drawn before the window, so that no draw is in a
// figure.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace fenceline::maps {

/// What all threads' keys are drawn from: 0 … range - 1, each equally often (skew 0), or by Zipf's law with skew / 100 as
/// its exponent. Which of the keys are the frequent ones is drawn too: they do not lie side by side.
class Keys {
 public:
  /// range: 2 … 2^32
  Keys(uint64_t range, uint64_t skew, uint64_t seed);

  /// Half of the keys, in an order at random: what a map is filled with.
  std::vector<uint32_t> half() const;
  /// A thread's, which it goes round: a power of two, and as many as the range has at least.
  std::vector<uint32_t> of_thread(unsigned thread) const;

 private:
  uint64_t skew_, seed_;
  std::vector<uint32_t> shuffled_;  ///< all keys, the most frequent one first
};

/// What is done with a key, of a thread's own sequence without end: one of 0 … 199 each time. The constants are those of
/// Knuth's MMIX.
inline uint64_t one_of_200(uint64_t& draws) {
  draws = draws * 6364136223846793005u + 1442695040888963407u;
  return (draws >> 32) * 200 >> 32;
}

}  // namespace fenceline::maps
