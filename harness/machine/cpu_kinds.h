// Which of the CPU kinds that hwloc tells of are other cores, and which only rank alike ones: firmware says which cores
// of a part reach the highest clock (AMD preferred cores, Intel Turbo Boost Max, CPPC of Arm servers), and hwloc makes
// a kind of each clock. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fenceline {

/// As far as it is told.
struct CpuKind {
  std::string core_type;           ///< "IntelAtom", "IntelCore"
  std::optional<double> capacity;  ///< the kernel's measure of a core's speed, 1024 for the fastest
  std::optional<double> max_mhz;
  uint64_t l1d = 0, l2 = 0;  ///< bytes; 0: not told
};

/// For each of the kinds, which come by increasing efficiency, the number of the kind of core that it is of: 0 for the
/// first, the same where what is told shows no other core. Other cores have another type or other caches, or are faster
/// by more than a quarter.
std::vector<int> kinds_of_core(const std::vector<CpuKind>&);

}  // namespace fenceline
