// The figures of a group of kernels as a table in the terminal.
#pragma once
#include <harness/results/record.h>

#include <string>
#include <vector>

namespace fenceline {

/// The names of variants below each other and what was done to them, and where, above columns; the other way round where
/// much was done to few variants, as in a curve by working set. Names are never cut; 80 columns unless a name is wider.
/// A cell is a median in ns (of what moves bytes: GB/s of all threads), in core cycles, and half its interval in percent.
/// Sets `wide` where an interval is too wide.
std::string summary_table(const std::string& group, const std::vector<const Summary*>& figures, bool& wide);

}  // namespace fenceline
