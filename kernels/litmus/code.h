// Generated machine code: assembled, and made executable.
#pragma once
#include <arch/assembler.h>
#include <kernels/executable.h>
#include <kernels/litmus/generate.h>

#include <string>
#include <string_view>
#include <utility>

namespace fenceline::litmus {

/// The assembly text as machine code. What the built-in encoder lacks, the system's assembler is asked for where there is
/// one, which does not tell its lines. Throws std::runtime_error with one line that names the instruction.
arch::Assembled assemble(const std::string& text);

/// Executable pages that hold one function.
class Code {
 public:
  Code() = default;
  /// Throws as Executable does.
  explicit Code(arch::Assembled code) : pages_(code.bytes), bytes_(code.bytes.size()), lines_(std::move(code.lines)) {}
  Function function() const { return reinterpret_cast<Function>(const_cast<void*>(pages_.address())); }
  /// The text of the instruction at that address; empty: the address is not of this code, or no lines are known.
  std::string_view at(const void* address) const;

 private:
  Executable pages_;
  size_t bytes_ = 0;
  std::vector<std::pair<size_t, std::string>> lines_;
};

}  // namespace fenceline::litmus
