// What an edge of program order costs a thread by itself: the time that it adds to the two accesses
// around it, both in the caches of the core.
#pragma once
#include <models/program.h>

#include <functional>

namespace fenceline::litmus {

/// Nanoseconds: a median, and the interval that holds it in 95 of 100 cases, by order statistics.
struct EdgeCost {
  double median, low, high;
};

/// What one run of `thread` of `with` takes longer than of `without`, over interleaved pairs of windows. `now` reads a clock in ns; a window takes some 10 µs, and more where
/// such a clock needs `least_window` ns. Runs on the calling thread for a few milliseconds. Throws std::runtime_error where an instruction cannot be assembled.
EdgeCost edge_cost(const models::LitmusTest& with, const models::LitmusTest& without, int thread,
                   const std::function<double()>& now, double least_window = 0);

}  // namespace fenceline::litmus
