// Lines that an unrolled loop looks at once each, spread over the sets of the caches.
#pragma once
#include <arch/units.h>
#include <kernels/kernel.h>

#include <cstddef>

namespace fenceline::spread {

/// So many lines in a round: as many as an unrolled loop has operations.
inline constexpr size_t kRound = kUnroll;
/// From one to the next: far from a power of two, or they would meet in a few sets.
inline constexpr size_t kStride = 17 * arch::kPadBytes;

}  // namespace fenceline::spread
