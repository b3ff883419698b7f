// The hash of our maps: the standard's, spread by a multiplication with the golden ratio, so that its highest bits depend
// on all of the key's. Tables go by those.
// D. E. Knuth, "The Art of Computer Programming" 3, 6.4 (Fibonacci hashing).
#pragma once
#include <cstdint>
#include <functional>

namespace fenceline {

struct FibonacciHash {
  template <class K>
  std::uint64_t operator()(const K& key) const {
    return static_cast<std::uint64_t>(std::hash<K>{}(key)) * 0x9e3779b97f4a7c15u;
  }
};

}  // namespace fenceline
