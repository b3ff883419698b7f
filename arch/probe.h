// Asks the machine itself whether an instruction is legal, for the few that no feature bit names.
// Only for encodings that the architecture reserves for this very instruction: any other may do
// something else where it does not trap.
#pragma once
#include <setjmp.h>
#include <signal.h>

namespace fenceline::arch {

namespace detail {
inline sigjmp_buf probe_return;
inline void probe_trapped(int) { siglongjmp(probe_return, 1); }
}  // namespace detail

/// Executes `instruction` once; false if that raised SIGILL. SIGILL's old action is restored. For
/// start-up: not to be called by two threads at a time.
inline bool executes(void (*instruction)()) {
  struct sigaction trap = {}, before = {};
  trap.sa_handler = detail::probe_trapped;
  if (sigaction(SIGILL, &trap, &before) != 0) return false;
  volatile bool legal = false;
  if (sigsetjmp(detail::probe_return, 1) == 0) {
    instruction();
    legal = true;
  }
  sigaction(SIGILL, &before, nullptr);
  return legal;
}

}  // namespace fenceline::arch
