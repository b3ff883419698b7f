#include <kernels/atomics/refuses.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace fenceline {

namespace {
std::string name_of_signal(int number) {
  switch (number) {
    case SIGBUS:
      return "SIGBUS";
    case SIGSEGV:
      return "SIGSEGV";
    case SIGILL:
      return "SIGILL";
  }
  return "signal " + std::to_string(number);
}
}  // namespace

std::string refuses(void (*access)(std::byte* line)) {
  const pid_t child = fork();
  if (child < 0) return "whether this CPU does it cannot be asked: no process can be started";
  if (child == 0) {
    for (int number : {SIGBUS, SIGSEGV, SIGILL}) signal(number, SIG_DFL);
    alarm(2);  // a pair of load-exclusive and store-exclusive may fail for ever
    alignas(256) static std::byte line[2 * arch::kPadBytes];
    access(line);
    _exit(0);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || (WIFEXITED(status) && WEXITSTATUS(status) != 0))
    return "whether this CPU does it cannot be found out";
  if (!WIFSIGNALED(status)) return "";
  const int number = WTERMSIG(status);
  if (number == SIGALRM) return "on this CPU it never succeeds";
  return "this CPU, or its kernel, refuses it (" + name_of_signal(number) + ")";
}

}  // namespace fenceline
