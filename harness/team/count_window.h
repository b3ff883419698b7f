// Marks a window for the counting plugin of an emulator (count.c of scripts/fenceline/foreign): between
// construction and close() it counts what this thread executes. The marks are prctl calls with
// an option that no kernel knows: anywhere else they fail and do nothing.
#pragma once
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <string_view>

namespace fenceline {

/// FNV-1a, 32 bits: the trial's id as a number that fits a register of every ISA.
constexpr uint32_t trial_hash(std::string_view id) {
  uint32_t hash = 2166136261u;
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

class CountWindow {
 public:
  enum class Loop : unsigned { kernel, empty };

  CountWindow(uint32_t trial, unsigned thread, Loop loop) : what_(thread << 2 | static_cast<unsigned>(loop) << 1) {
    mark(what_ | 1, trial, 0);
  }
  /// So many operations were done in it.
  void close(uint64_t operations) { mark(what_, 0, operations); }
  CountWindow(const CountWindow&) = delete;
  CountWindow& operator=(const CountWindow&) = delete;

 private:
  static void mark(unsigned long what, unsigned long trial, unsigned long operations) {
    constexpr unsigned long kOption = 0x464e434c;  // "FNCL"
    syscall(SYS_prctl, kOption, what, trial, operations, 0ul);
  }
  unsigned long what_;
};

}  // namespace fenceline
