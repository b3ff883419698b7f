// What a plan asks of this machine and it, as it is just now, does not give: memory, threads, CPU time. Known before the
// first trial, it is a skip with its reason; found out later it would be a killed process, a thread that cannot be
// started, windows that are all cut off, or local memory under a remote label.
#pragma once
#include <harness/machine/machine.h>
#include <harness/machine/memory_left.h>
#include <harness/machine/resource_limits.h>
#include <harness/plan/plan.h>

#include <functional>
#include <optional>
#include <string>

namespace fenceline {

/// How much memory there is, and where it can be had; how many threads, and the time of how many CPUs.
struct Offer {
  MemoryLeft left;
  std::function<std::optional<uint64_t>(unsigned node)> node_left;  ///< bytes; nullopt: not told
  std::function<std::string(unsigned node)> refused;                ///< node_refused()
  ThreadsLeft threads_left = {};
  std::optional<double> cpus = {};  ///< quota of the control group; nullopt: none, or the request goes beyond it
};
/// fit() into what this machine offers just now. Of a request that names its numbers of threads, or allows more of them
/// than PUs, the control group's quota takes nothing: windows in which it is used up are disturbed.
void fit(Plan&, const Request&, const Machine&);

/// Moves trials that cannot be had to the skips: sets that do not fit, nodes that are not the threads' own where memory
/// cannot be shown to lie there, more threads than can be started, or than there is CPU time for. Throws RunError where
/// none is left.
void fit(Plan&, const Machine&, const Offer&);

}  // namespace fenceline
