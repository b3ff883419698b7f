#include <kernels/maps/zipf.h>

#include <algorithm>
#include <cmath>

namespace fenceline::maps {

Zipf::Zipf(uint64_t n, double exponent) : n_(static_cast<double>(n)), exponent_(exponent) {
  from_ = integral(1.5) - 1;
  to_ = integral(n_ + 0.5);
  sure_ = 2 - inverse(integral(2.5) - law(2));
}

double Zipf::law(double x) const { return std::exp(-exponent_ * std::log(x)); }

// (x^(1-s) - 1) / (1-s), and the logarithm where s is 1: written with expm1 and log1p, both are one formula near there.
double Zipf::integral(double x) const {
  const double rise = 1 - exponent_, log = std::log(x);
  return rise == 0 ? log : std::expm1(rise * log) / rise;
}
double Zipf::inverse(double y) const {
  const double rise = 1 - exponent_;
  return rise == 0 ? std::exp(y) : std::exp(std::log1p(std::max(rise * y, -1.0)) / rise);
}

uint64_t Zipf::operator()(std::mt19937_64& random) const {
  for (;;) {
    const double uniform = static_cast<double>(random() >> 11) * 0x1p-53;
    const double area = to_ + uniform * (from_ - to_);
    const double x = inverse(area);
    const double rank = std::clamp(std::floor(x + 0.5), 1.0, n_);
    if (rank - x <= sure_ || area >= integral(rank + 0.5) - law(rank)) return static_cast<uint64_t>(rank) - 1;
  }
}

}  // namespace fenceline::maps
