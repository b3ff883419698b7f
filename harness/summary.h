// What a person reads in the terminal at the end of a run.
#pragma once
#include <harness/results/record.h>

#include <string>
#include <vector>

namespace fenceline {

/// The table at the end of a run: per variant and placement ns, cycles and spread; at most 80 columns.
std::string summary_text(const std::vector<Summary>&);

}  // namespace fenceline
