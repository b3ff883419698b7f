// Limits and settings of this machine that a reader of its figures must know of: facts that were collected are used, or
// at least said where they matter. Pure over a way to read files.
#pragma once
#include <harness/machine/machine.h>
#include <harness/machine/platform.h>

#include <string>
#include <vector>

namespace fenceline {

/// A sentence each: less CPU time than PUs, isolated PUs, a clock that is read from a chip.
std::vector<std::string> caveats(const Machine&, const ReadFile&);

/// "0,4-7" as the kernel lists CPUs; what is no such list ends it.
std::vector<unsigned> parse_cpu_list(const std::string&);

}  // namespace fenceline
