// The code of an object file that the system's assembler has made, where it is code alone.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace fenceline::own {

/// The label behind the last instruction: what an assembler puts after it, to fill a section up, is not meant.
inline constexpr const char* kEnd = "fenceline_end_of_sequence";

/// Bytes of .text up to kEnd of an ELF object of this machine. Throws std::runtime_error, what and what to do, for one of another
/// machine, for code that refers to what is not there (a call, a variable), and for bytes in other sections.
std::vector<uint8_t> code_of(const std::string& object);

}  // namespace fenceline::own
