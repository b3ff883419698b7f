// A kernel that crashes ends its trial, not the program.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>

namespace fenceline {

/// How a thread crashed. Written once, by its own signal handler.
struct Crash {
  std::atomic<int> signal{0};  ///< 0: it has not
  bool addressed = false;      ///< the operating system tells where; not of a signal that was raised
  uintptr_t address = 0;       ///< that was accessed or executed
  bool happened() const { return signal.load(std::memory_order_relaxed) != 0; }
  char thrown[160] = "";  ///< by what std::terminate was called, where it was
};
/// "SIGSEGV at 0x0", "std::terminate after: no room"
std::string text_of(const Crash&);

/// While it lives, SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT of the calling thread are its own affair: the crash is
/// noted, the file `tell` becomes readable, and the thread sleeps for ever with all that it holds. Other threads' signals
/// and those that another process sends act as ever. In a build with sanitizers, whose reports are worth more, it does
/// nothing.
class CrashGuard {
 public:
  CrashGuard(Crash&, int tell);
  ~CrashGuard();
  CrashGuard(const CrashGuard&) = delete;
  CrashGuard& operator=(const CrashGuard&) = delete;
};

/// While it lives, such a crash of the calling thread ends the program with these words, the signal's name, and this exit
/// code.
class LastWords {
 public:
  LastWords(std::string words, int exit_code);
  ~LastWords();
  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;

 private:
  const std::string words_;
  Crash crash_;
};

}  // namespace fenceline
