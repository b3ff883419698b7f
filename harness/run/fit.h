// What a plan asks of memory and this machine, as it is just now, does not give: known before the first trial, it is a
// skip with its reason; found out later it would be a killed process, or local memory under a remote label.
#pragma once
#include <harness/machine/machine.h>
#include <harness/machine/memory_left.h>
#include <harness/plan/plan.h>

#include <functional>
#include <optional>
#include <string>

namespace fenceline {

/// How much memory there is, and where it can be had.
struct MemoryOffer {
  MemoryLeft left;
  std::function<std::optional<uint64_t>(unsigned node)> node_left;  ///< bytes; nullopt: not told
  std::function<std::string(unsigned node)> refused;                ///< node_refused()
};
/// Of this machine, just now, to a plan of so many threads at most.
MemoryOffer memory_offer(const Machine&, unsigned threads);
/// fit() into that.
void fit(Plan&, const Machine&);

/// Moves trials whose memory cannot be had to the skips: sets that do not fit, and nodes that are not the threads' own
/// where memory cannot be shown to lie there. Throws RunError where none is left.
void fit(Plan&, const Machine&, const MemoryOffer&);

}  // namespace fenceline
