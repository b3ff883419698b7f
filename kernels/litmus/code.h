// Generated machine code: assembled, and made executable.
#pragma once
#include <kernels/executable.h>
#include <kernels/litmus/generate.h>

#include <string>

namespace fenceline::litmus {

/// Bytes of the assembly text. What the built-in encoder lacks, the system's assembler is asked for
/// where there is one. Throws std::runtime_error with one line that names the instruction.
std::vector<uint8_t> assemble(const std::string& text);

/// Executable pages that hold one function.
class Code {
 public:
  Code() = default;
  /// Throws as Executable does.
  explicit Code(const std::vector<uint8_t>& bytes) : pages_(bytes) {}
  Function function() const { return reinterpret_cast<Function>(const_cast<void*>(pages_.address())); }

 private:
  Executable pages_;
};

}  // namespace fenceline::litmus
