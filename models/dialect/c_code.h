// The code of litmus tests in C, as herd7 and litmus7 write it: one function for each thread, whose
// parameters point to the test's locations. Read are declarations and assignments of integers,
// plain accesses `*x`, the functions of <stdatomic.h>, if and while.
//
// A statement is an instruction. Lines that begin or end a function or a block are instructions
// too, so that the texts of a thread's instructions are its code.
#pragma once

#include <models/program.h>

#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// Reads the functions P0, P1 … into threads of the test; locations get the sizes of their types.
// `line` is the first line's number. Throws CError.
void read_c_code(std::string_view text, int line, LitmusTest& test);

// One statement that names no variable: a fence. Throws CError.
std::vector<MicroOp> read_c_statement(std::string_view text);

}  // namespace fenceline::models
