// Ranks by Zipf's law: the k-th of n comes in proportion to k to the power of -s. By rejection-inversion: the inverse of
// an integral over the law, and a look whether what it gave counts, which it does in nine cases of ten and more. No table,
// whatever n is.
// W. Hörmann, G. Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions", ACM
// Transactions on Modeling and Computer Simulation 6(3), 1996.
#pragma once
#include <cstdint>
#include <random>

namespace fenceline::maps {

class Zipf {
 public:
  /// n >= 1; exponent >= 0, where 0 makes all equally frequent.
  Zipf(uint64_t n, double exponent);
  /// 0 … n - 1; 0 is the most frequent.
  uint64_t operator()(std::mt19937_64& random) const;

 private:
  double law(double x) const;       ///< x to the power of -exponent
  double integral(double x) const;  ///< of the law, from 1
  double inverse(double y) const;   ///< of the integral

  double n_, exponent_;
  double from_, to_;  ///< what the integral is drawn from
  double sure_;       ///< a rank that is no farther than this above what was drawn counts without a look
};

}  // namespace fenceline::maps
