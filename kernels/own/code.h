// The loops that a sequence is measured in, as machine code.
#pragma once
#include <kernels/executable.h>
#include <kernels/own/assemble.h>

#include <cstdint>
#include <string>
#include <vector>

namespace fenceline::own {

/// A sequence of the user's own, assembled.
struct Sequence {
  std::string name;  ///< what tells it from others: its text on one line, with what goes before it
  std::string option;       ///< what gave it, for messages
  std::string init_option;  ///< what gave its init
  std::vector<uint8_t> init;  ///< executed whenever a loop is entered
  std::vector<uint8_t> body;
};

/// Loops that differ in what stands in a round. As many rounds of each take what the loop takes and so many copies more.
struct Loops {
  /// Of the sequence in a round of `full`: kUnroll, or less where that would not fit into the caches. As a logarithm: on
  /// some ISAs a division takes as many instructions as its operands want, and counts are to be exact.
  unsigned copies_log2 = 0;
  Executable full;
  Executable half;      ///< half as many copies
  Executable empty;     ///< none; where copies are chained, the chain without them
  Executable unlinked;  ///< where they are chained: the copies without the chain
};
/// `chained`: between two copies stands what makes the lines' registers wait for the result's. Throws RunError where the
/// system does not execute what is generated.
Loops loops_of(const Sequence&, bool chained);

/// So many copies, once: each on the next of lines that are `bytes` apart, and chained.
struct Walk {
  unsigned copies = 0;
  Executable code;
};
Walk walk_of(const Sequence&, uint32_t bytes);

/// The sequence once, behind its init, without a loop.
Executable once(const Sequence&);

}  // namespace fenceline::own
