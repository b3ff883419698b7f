// Asks the CPU whether it does an access that not every one does.
#pragma once
#include <arch/cpu.h>

#include <cstddef>
#include <string>

namespace fenceline {

/// Does `access` once, on memory of its own (a line, zeroed), in a process of its own: why it cannot be done here, empty if
/// it can. What it raised is told by the signal's name.
std::string refuses(void (*access)(std::byte* line));

}  // namespace fenceline
