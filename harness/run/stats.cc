#include <harness/run/stats.h>

#include <algorithm>
#include <cmath>

namespace fenceline {
namespace {

/// The largest k with P(binomial(n, 1/2) < k) <= 2.5 %: the k-th smallest and k-th largest of n samples bound the
/// median. 0: no such k.
size_t rank_of_bound(size_t n) {
  double term = std::pow(0.5, double(n)), below = 0;
  if (term == 0)  // n > 1000: the normal approximation is exact to a rank
    return size_t(std::max(0.0, std::floor((double(n) - 1.959964 * std::sqrt(double(n))) / 2)));
  size_t k = 0;
  while (below + term <= 0.025 && k < n / 2) {
    below += term;
    term = term * double(n - k) / double(k + 1);
    ++k;
  }
  return k;
}

}  // namespace

Median median(std::vector<double> samples) {
  if (samples.empty()) return {};
  std::sort(samples.begin(), samples.end());
  const size_t n = samples.size();
  Median m;
  m.value = n % 2 ? samples[n / 2] : (samples[n / 2 - 1] + samples[n / 2]) / 2;
  const size_t k = rank_of_bound(n);
  m.bounded = k > 0;
  m.low = samples[m.bounded ? k - 1 : 0];
  m.high = samples[m.bounded ? n - k : n - 1];
  return m;
}

}  // namespace fenceline
