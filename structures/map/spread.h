// The bits of a whole number spread over all of a hash, of which nothing is lost: different keys have different hashes.
#pragma once
#include <concepts>
#include <cstdint>

namespace fenceline {

/// All bits of the key are in the low ones of the result. Multiplication by an odd number and the fold after it can both
/// be undone; the number is 2 to the power of 64 by the golden ratio (D. E. Knuth, "The art of computer programming",
/// volume 3, section 6.4).
template <std::integral K>
constexpr std::uint64_t spread(K key) {
  const std::uint64_t product = static_cast<std::uint64_t>(key) * 0x9e3779b97f4a7c15u;
  return product ^ product >> 32;
}

}  // namespace fenceline
