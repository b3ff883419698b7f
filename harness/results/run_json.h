// A run for programs: what its folder holds of machine, findings, summaries and gaps, as one JSON document.
#pragma once
#include <filesystem>
#include <string>

namespace fenceline {

/// {"folder", "facts": {key: text}, "gaps": {key: why there is no value}, and of the tables that the run has one array
/// each: "doctor", "summary", "emulated", "litmus", "emulated_litmus", "skips"}. Cells have the types of
/// results/schema.csv; what is unknown is null. Repetitions, counters and histograms stay in their files.
/// Throws RunError for a folder whose files cannot be read.
std::string run_json(const std::filesystem::path& folder);

}  // namespace fenceline
