// Generated machine code: assembled, and made executable.
#pragma once
#include <kernels/litmus/generate.h>

#include <cstddef>
#include <string>

namespace fenceline::litmus {

/// Bytes of the assembly text. What the built-in encoder lacks, the system's assembler is asked for
/// where there is one. Throws std::runtime_error with one line that names the instruction.
std::vector<uint8_t> assemble(const std::string& text);

/// Executable pages that hold one function.
class Code {
 public:
  Code() = default;
  explicit Code(const std::vector<uint8_t>& bytes);
  ~Code();
  Code(Code&&) noexcept;
  Code& operator=(Code&&) noexcept;
  Function function() const { return reinterpret_cast<Function>(memory_); }

 private:
  void* memory_ = nullptr;
  size_t bytes_ = 0;
};

}  // namespace fenceline::litmus
