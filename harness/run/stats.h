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
/// between with 95 % (Conover, Practical Nonparametric Statistics, 3.2). Empty input: all zero. Of samples that know
/// nothing of each other; repetitions of a trial do: median_in_order().
Median median(std::vector<double> samples);

/// The same of samples that are alike when they follow each other, in the order in which they were taken: a machine's state
/// outlasts a repetition. The samples are cut into parts (at most 8, of as many each), long enough to know little of each
/// other; how far the parts' shares below the median differ tells how surely the median's own share, one half, is met
/// (batch means: Schmeiser, Batch size effects in the analysis of simulation output, Operations Research 30, 1982), and
/// Student's t of the parts how far to both sides of it the order statistics are read. Parts that lie apart altogether lead to
/// the least and the greatest sample. scripts/fenceline/stats/interval.py is the same in Python.
Median median_in_order(const std::vector<double>& samples);

/// With an end moved outwards to where it is when the median itself is moved by up to `reach` (in the samples' unit), with
/// as much assurance.
Median widened(Median, double reach);

/// How far the farther end of the interval is from the median. Infinite where there is no interval.
double half_width(const Median&);

}  // namespace fenceline
