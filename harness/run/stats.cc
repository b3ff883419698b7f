#include <harness/run/stats.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace fenceline {
namespace {

constexpr double kNormal = 1.959964;  ///< beyond it 2.5 % lie of what is distributed normally

/// The largest k with P(binomial(n, 1/2) < k) <= 2.5 %: the k-th smallest and k-th largest of n samples bound the
/// median. 0: no such k.
size_t rank_of_bound(size_t n) {
  double term = std::pow(0.5, double(n)), below = 0;
  if (term == 0)  // n > 1000: the normal approximation is exact to a rank
    return size_t(std::max(0.0, std::floor((double(n) - kNormal * std::sqrt(double(n))) / 2)));
  size_t k = 0;
  while (below + term <= 0.025 && k < n / 2) {
    below += term;
    term = term * double(n - k) / double(k + 1);
    ++k;
  }
  return k;
}

/// Fewer tell nothing of how far they differ, more are too short to differ as long ones do.
constexpr size_t kMostParts = 8, kLeastParts = 6;
/// Student's t beyond which 2.5 % lie, by degrees of freedom (Abramowitz and Stegun, Handbook of Mathematical Functions, table
/// 26.10).
constexpr std::array<double, kMostParts> kStudent = {0, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365};

double middle(const std::vector<double>& sorted) {
  const size_t n = sorted.size();
  return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

/// Where a share of the samples lies below; between two of them in proportion.
double quantile(const std::vector<double>& sorted, double share) {
  const double n = double(sorted.size()), at = std::clamp(share * n - 0.5, 0.0, n - 1);
  const auto below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - double(below));
}

}  // namespace

Median median(std::vector<double> samples) {
  if (samples.empty()) return {};
  std::sort(samples.begin(), samples.end());
  const size_t n = samples.size();
  Median m;
  m.value = middle(samples);
  const size_t k = rank_of_bound(n);
  m.bounded = k > 0;
  m.low = samples[m.bounded ? k - 1 : 0];
  m.high = samples[m.bounded ? n - k : n - 1];
  return m;
}

Median median_in_order(const std::vector<double>& samples) {
  if (samples.empty()) return {};
  const size_t n = samples.size(), parts = std::min(n, kMostParts);
  std::vector<double> sorted = samples;
  std::ranges::sort(sorted);
  Median m;
  m.value = middle(sorted);
  m.bounded = parts >= kLeastParts;
  m.low = sorted.front();
  m.high = sorted.back();
  if (!m.bounded) return m;
  double sum = 0, squares = 0;
  for (size_t part = 0; part < parts; ++part) {
    const size_t first = part * n / parts, end = (part + 1) * n / parts;
    double share =
        0;  // above, less that below, halved: of samples that do not know each other 0 with a deviation of 1/2
    for (size_t i = first; i < end; ++i) share += samples[i] > m.value ? 0.5 : samples[i] < m.value ? -0.5 : 0;
    share /= double(end - first);
    sum += share;
    squares += share * share;
  }
  const double k = double(parts), variance = std::max(0.0, squares - sum * sum / k) / (k - 1) / k;
  // Eight parts may look more alike by chance than repetitions that know nothing of each other, and measuring ends where
  // an interval is narrow: it would end at such chances.
  const double reach = std::max(kStudent[parts - 1] * std::sqrt(variance), kNormal * 0.5 / std::sqrt(double(n)));
  m.low = quantile(sorted, 0.5 - reach);
  m.high = quantile(sorted, 0.5 + reach);
  return m;
}

Median widened(Median m, double reach) {
  m.low = m.value - std::hypot(m.value - m.low, reach);
  m.high = m.value + std::hypot(m.high - m.value, reach);
  return m;
}

double half_width(const Median& m) {
  return m.bounded ? std::max(m.high - m.value, m.value - m.low) : std::numeric_limits<double>::infinity();
}

}  // namespace fenceline
