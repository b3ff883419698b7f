// Instructions of A32 that take more than a row of arm.cc: data processing, with its conditions, flags and shifts,
// branches, loads and stores.
#pragma once

#include <models/dialect/build.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models::arm {

using Ops = std::vector<MicroOp>;

// Nothing where the mnemonic is none of these. Throws InstructionError.
std::optional<Ops> read_processing(const Words& words, Scope& scope);  // arm_processing.cc
std::optional<Ops> read_control(const Words& words, Scope& scope);     // arm_control.cc
std::optional<Ops> read_access(const Words& words, Scope& scope);      // arm_access.cc

// All of them, and those of arm.cc, without their conditions.
std::vector<std::string> mnemonics();

// "ldr R0,[R1,R2,LSL #2]": the mnemonic in lower case, blanks only where assemblers want them.
std::string canonical(const Words& words);

// "R12" of "ip"; empty where it is no register that tests use.
std::string register_name(std::string_view name);
Reg register_of(std::string_view text, Scope& scope);
// By its two letters, "" and "al" being always; nothing for others.
std::optional<Cond> condition(std::string_view name);

}  // namespace fenceline::models::arm
