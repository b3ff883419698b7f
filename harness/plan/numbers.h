// Numbers as options take them: what is none, or is out of bounds, is refused and echoed briefly.
#pragma once
#include <CLI/CLI.hpp>

#include <cstdint>

namespace fenceline {

/// Decimal digits alone: no sign, no octal or hexadecimal.
CLI::Validator whole_number(uint64_t least, uint64_t most);
/// Neither infinite nor NaN.
CLI::Validator real_number(double least, double most);
/// Seconds, if no unit is given: 60, 60s, 1m, 500ms, 2h.
CLI::Validator duration(double least_s, double most_s);

}  // namespace fenceline
