// Memory for code that changes while the program runs: one address at which it is written and executed, or two of the
// same memory (memfd_create(2)), of which one is only written and the other only executed (W^X). The second way is what
// programs do where the first is denied: SELinux' execmem, PR_SET_MDWE, hardened kernels.
#pragma once
#include <arch/code.h>

#include <cstddef>
#include <string>

namespace fenceline::code {

enum class Mapping { one, dual };

class Pages {
 public:
  /// Throws std::runtime_error with one line where the system denies it.
  Pages(Mapping, size_t bytes);
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  /// The i-th function, where it is written and where it is executed.
  std::byte* written(size_t i) const { return write_ + i * arch::kCodeBytes; }
  const std::byte* executed(size_t i) const { return execute_ + i * arch::kCodeBytes; }
  /// What it returns just now.
  unsigned call(size_t i) const { return reinterpret_cast<unsigned (*)()>(reinterpret_cast<uintptr_t>(executed(i)))(); }

 private:
  std::byte *write_ = nullptr, *execute_ = nullptr;
  const size_t bytes_;
};

/// Why there is no such memory here, or none that executes what was written to it; empty where there is. Maps some and
/// executes it.
std::string missing(Mapping);
/// By two addresses where that can be had, for rows that do not tell the two apart.
Mapping available();

}  // namespace fenceline::code
