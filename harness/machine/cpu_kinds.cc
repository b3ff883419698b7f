#include <harness/machine/cpu_kinds.h>

#include <algorithm>

namespace fenceline {
namespace {

/// Ranks of alike cores differ by some percent in clock and capacity; big and little ones, and dense cores beside
/// ordinary ones, by a third and more.
constexpr double kFaster = 1.25;

bool faster(const std::optional<double>& a, const std::optional<double>& b) {
  return a && b && std::max(*a, *b) > kFaster * std::min(*a, *b);
}
bool differ(uint64_t a, uint64_t b) { return a != 0 && b != 0 && a != b; }

bool other_core(const CpuKind& a, const CpuKind& b) {
  const bool types_told = !a.core_type.empty() && !b.core_type.empty();
  return (types_told && a.core_type != b.core_type) || differ(a.l1d, b.l1d) || differ(a.l2, b.l2) ||
         faster(a.capacity, b.capacity) || faster(a.max_mhz, b.max_mhz);
}

}  // namespace

std::vector<int> kinds_of_core(const std::vector<CpuKind>& kinds) {
  std::vector<int> numbers;
  std::vector<const CpuKind*> firsts;  // of each kind of core, the kind that was met first
  for (const CpuKind& kind : kinds) {
    const auto same = std::ranges::find_if(firsts, [&](const CpuKind* first) { return !other_core(*first, kind); });
    numbers.push_back(static_cast<int>(same - firsts.begin()));
    if (same == firsts.end()) firsts.push_back(&kind);
  }
  return numbers;
}

}  // namespace fenceline
