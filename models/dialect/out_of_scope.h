// What no model here covers, by the name that its users give it: tests of it are refused by that name.
#pragma once

#include <models/dialect/build.h>

#include <string>
#include <string_view>

namespace fenceline::models {

// Why instructions of that name, or of those operands, are not read; empty: that is not the reason.
std::string out_of_scope_instruction(const Words& words);

// Why a register of that name is not read, of AArch64: "V0.4S", "Z0.S"; empty: that is not the reason.
std::string out_of_scope_register(std::string_view name);

// Why tests with that first word are not read; empty: it is no such word.
std::string out_of_scope_architecture(std::string_view name);

// Why a word of the initial state or of the condition is not read: an entry of a page table, a tag, an instruction as a
// value; empty: it is no such word.
std::string out_of_scope_word(std::string_view word);

}  // namespace fenceline::models
