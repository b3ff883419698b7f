// Order statistics: nothing is assumed of how times are distributed.
#pragma once
#include <vector>

namespace fenceline {

struct Median {
  double value = 0;
  double low = 0, high = 0;  ///< interval that holds the true median with at least 95 %
  bool bounded = false;      ///< false: too few samples for such an interval (fewer than 6)
};

/// Median with its distribution-free interval: the order statistics that a binomial(n, 1/2) count stays
/// between with 95 % (Conover, Practical Nonparametric Statistics, 3.2). Empty input: all zero.
Median median(std::vector<double> samples);

}  // namespace fenceline
