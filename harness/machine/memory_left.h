// How much more memory this process gets before the kernel refuses it, or kills who asked: limits that were read are
// obeyed, since a working set that does not fit ends in exit 137 and not in an error.
#pragma once
#include <harness/machine/platform.h>
#include <harness/machine/resource_limits.h>

#include <cstdint>
#include <optional>
#include <string>

namespace fenceline {

struct MemoryLeft {
  uint64_t bytes = UINT64_MAX;
  std::string limit;  ///< what sets it: "the control group's limit"; empty: nothing was told
};

/// The least of what the control groups, ulimit, the kernel's commit limit and free memory leave, less a reserve for
/// what is not the trials' memory. `threads`: that are still to be started, which take address space.
MemoryLeft memory_left(const ReadFile&, const ResourceLimits&, unsigned threads = 0);

/// What memory of so many bytes takes with page tables, rounding up to huge pages, and what a kernel builds beside it
/// to fill it.
inline uint64_t memory_needed(uint64_t bytes) { return bytes + bytes / 16 + (uint64_t{4} << 20); }

/// A value of a text of "Key:   value kB" in bytes; nullopt where there is no such line.
std::optional<uint64_t> kilobytes(const std::string& text, const std::string& key);

/// Of a NUMA node, in bytes: free pages, and those of files, which the kernel drops. nullopt: it does not tell.
std::optional<uint64_t> node_memory_left(const ReadFile&, unsigned node);

}  // namespace fenceline
