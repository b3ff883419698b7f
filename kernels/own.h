// Sequences of the user's own as kernels: alone, and by all threads on one line.
#pragma once
#include <kernels/kernel.h>
#include <kernels/own/code.h>

#include <string>
#include <vector>

namespace fenceline::own {

/// The suite that its kernels belong to.
inline constexpr const char* kSuite = "own";

/// The most bytes of a sequence, and of what goes before it: two of it still are a loop on every ISA.
inline constexpr size_t kMostBytes = 8 << 10;

/// Assembles it. `init` may be empty. Throws InputError for text that cannot be assembled, is empty or too long, or names a
/// register that is reserved.
Sequence sequence_of(const Source& body, const Source& init, const std::string& assembler);

/// Executes it once in a process of its own. Throws InputError where it crashes, does not end, or changes what is reserved.
void try_once(const Sequence&);

std::vector<Kernel> kernels_of(const Sequence&);
/// Those of them whose shared line other threads have left in a state, one for each that can be made here.
std::vector<Kernel> by_line_state(const Sequence&);

/// From each line's register on so many bytes are the sequence's own.
inline constexpr size_t kLineArea = 4096;

}  // namespace fenceline::own
