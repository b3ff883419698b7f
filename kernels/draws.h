// What a thread does next, drawn as it goes.
#pragma once
#include <cstdint>

namespace fenceline {

/// True for `share` of `all`, of a thread's own sequence without end. The constants are those of Knuth's MMIX.
inline bool drawn(uint64_t& draws, uint64_t share, uint64_t all = 100) {
  draws = draws * 6364136223846793005u + 1442695040888963407u;
  return ((draws >> 32) * all >> 32) < share;
}

}  // namespace fenceline
