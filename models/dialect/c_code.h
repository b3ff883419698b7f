// The code of litmus tests in C, as herd7 and litmus7 write it: one function for each thread, whose
// parameters point to the test's locations. Read are declarations and assignments of integers and
// pointers, accesses `*x` and `x[i]`, calls of one library's functions, and the statements that choose
// and repeat, but for switch and goto.
//
// A statement is an instruction. Lines that begin or end a function or a block are instructions
// too, so that the texts of a thread's instructions are its code.
#pragma once

#include <models/dialect/c_syntax.h>
#include <models/program.h>

#include <string_view>
#include <vector>

namespace fenceline::models {

class CLibrary;
const CLibrary& c_atomics();  // <stdatomic.h>
const CLibrary& c_kernel();   // the Linux kernel's primitives

// Is `name` a function of the library, or a type that no other has?
bool c_names(const CLibrary& library, std::string_view name);

// The functions P0, P1 … become threads of the test, which are new or have but initial values;
// locations get the sizes of their types. Throws CError.
void read_c_code(const std::vector<CFunction>& functions, const CLibrary& library, LitmusTest& test);
// Can registers have initial values of their own?
bool untyped(const CLibrary& library);

// One statement that names no variable: a fence. Throws CError.
std::vector<MicroOp> read_c_statement(std::string_view text, const CLibrary& library);

}  // namespace fenceline::models
