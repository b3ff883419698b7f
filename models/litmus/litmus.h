// `.litmus` files, the interchange format of herd7 and litmus7: reading and writing.
#pragma once

#include <models/program.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace fenceline::models {

// What could not be read. what() is one line, `file:line: what is wrong` or `file:line:column: …`, and names the nearest
// known names where one was unknown.
struct LitmusError : std::runtime_error {
  LitmusError(std::string_view file, int line, std::string_view message, int column = 0);
  int line;
};

// Reads one test. `file` is only used for messages and for LitmusTest::file. Where several languages begin their tests
// with the same word and the code does not tell which it is, it is `preferred`. Throws LitmusError.
LitmusTest parse_litmus(std::string_view text, std::string_view file = "<text>", std::optional<Isa> preferred = {});
// Reads the file at `path`. Throws LitmusError, also where there is no such file (line 0).
LitmusTest read_litmus(const std::string& path, std::optional<Isa> preferred = {});

// The test as text that herd7 and litmus7 read. parse_litmus(write_litmus(t)) == t for every test
// that was read or generated.
std::string write_litmus(const LitmusTest& test);

// By which herd7 and litmus7 know the test: its file, or as write_litmus() writes it. Empty: it is not known. Throws
// LitmusError where the file is gone.
std::string herd_hash(const LitmusTest& test);

}  // namespace fenceline::models
