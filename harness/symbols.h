// This program's own code and its plugins': where a function lies in the file, and how it reads disassembled.
#pragma once
#include <cstdint>
#include <string>

namespace fenceline {

/// Address of a function as objdump shows it: without what the loader added.
uint64_t link_address(const void* function);

/// The function by objdump -d, or a line that says why it cannot be had (no objdump: install binutils).
std::string disassembly(const void* function);

}  // namespace fenceline
