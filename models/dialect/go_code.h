// The code of litmus tests in Go: variables that are shared stand outside of functions, main starts goroutines. Where
// there is no main, the functions P0, P1 … start together. What a goroutine does is one thread; the functions that it
// calls are written into it.
#pragma once

#include <models/program.h>

#include <string_view>
#include <vector>

namespace fenceline::models {

// Reads the whole file but head and condition into the test. `line` is the first line's number. Throws GoError.
void read_go_code(std::string_view text, int line, LitmusTest& test);

}  // namespace fenceline::models
