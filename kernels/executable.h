// Pages that hold generated machine code: written first, executable then, never both.
#pragma once
#include <arch/code.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace fenceline {

class Executable {
 public:
  Executable() = default;
  /// A copy of the code, at the beginning of a page. Throws std::runtime_error with one line where the system has no
  /// memory for it, or refuses to execute what a program has written.
  explicit Executable(std::span<const uint8_t> code);
  ~Executable();
  Executable(Executable&&) noexcept;
  Executable& operator=(Executable&&) noexcept;
  const void* address() const { return memory_; }

 private:
  void* memory_ = nullptr;
  size_t bytes_ = 0;
};

inline Executable::Executable(std::span<const uint8_t> code) : bytes_(code.size()) {
  void* const memory = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("no memory for generated code");
  std::memcpy(memory, code.data(), bytes_);
  if (mprotect(memory, bytes_, PROT_READ | PROT_EXEC) != 0) {
    const int error = errno;
    munmap(memory, bytes_);
    throw std::runtime_error(
        "the system refuses to execute generated code (mprotect: " + std::string(std::strerror(error)) +
        "): what hardens it, SELinux or the service's "
        "MemoryDenyWriteExecute, would have to allow that");
  }
  for (size_t done = 0; done < bytes_; done += arch::kCodeLine)
    arch::code_for_all::op(static_cast<const std::byte*>(memory) + done);
  memory_ = memory;
}
inline Executable::~Executable() {
  if (memory_) munmap(memory_, bytes_);
}
inline Executable::Executable(Executable&& other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)), bytes_(other.bytes_) {}
inline Executable& Executable::operator=(Executable&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

}  // namespace fenceline
