// What herd7's and litmus7's hash of a test is made of, in the words of those tools (lib/testHash.ml of herdtools7).
#pragma once

#include <models/litmus/reader.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// The code, a column for each thread. Nothing where it is not known how those tools print some of it.
std::optional<std::vector<std::vector<std::string>>> asm_hash_columns(const Draft& draft);
std::optional<std::vector<std::vector<std::string>>> c_hash_columns(std::string_view code);
// One instruction, from its canonical text here; of x86 as it is written, for that tells whether its size was told. `head`:
// the test's first word. Nothing where it is not known how it is printed.
std::optional<std::string> herd_instruction(Isa isa, std::string_view head, const std::string& text);

}  // namespace fenceline::models
