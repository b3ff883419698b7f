// The user's text becomes machine code, and what is wrong with it one line that says where.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::own {

/// What the user has written, and by which option.
struct Source {
  std::string option;  ///< "--asm='nop'", "--asm-file=x.s": what messages begin with
  std::string text;
};

/// An instruction, label or directive, and where it stands in the text: from 1.
struct Statement {
  std::string text;
  unsigned line = 1, column = 1;
};
/// Statements end at a ';' or at the end of a line; empty ones are left out.
std::vector<Statement> statements(std::string_view text);

/// Code of the text: by the built-in encoder, or, where that lacks an instruction, by `assembler`, GNU as by its name. Empty for
/// a text without statements. Throws InputError: the statement, what the assembler says of it, and what to do.
std::vector<uint8_t> assemble(const Source&, const std::string& assembler);

}  // namespace fenceline::own
