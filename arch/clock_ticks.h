// Ticks where no instruction serves: of the C library's clock, in nanoseconds.
#pragma once
#include <arch/units.h>
#include <time.h>

#include <cstdint>
#include <string_view>

namespace fenceline::arch {

inline constexpr std::string_view kTickSource = "clock_gettime";
inline Ticks tick() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return {static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec)};
}
inline double tick_hz() { return 1e9; }

}  // namespace fenceline::arch
