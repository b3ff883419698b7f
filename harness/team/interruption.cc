#include <harness/team/interruption.h>

#include <base/exit_codes.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>

namespace fenceline {

std::atomic<bool> interrupted{false};

namespace {

// What the handlers know: set before they are installed.
int wake_fd = -1;
std::atomic<unsigned> signals{0};  // that came; a word, for RISC-V has no instruction to change less at once
unsigned grace = 0;

void end_now(int) {
  constexpr char kWords[] = "bench: ended at once; the rows that were written stay\n";
  (void)!write(STDERR_FILENO, kWords, sizeof kWords - 1);
  _exit(kInterrupted);
}

void on_signal(int) {
  if (signals.fetch_add(1, std::memory_order_relaxed) != 0) end_now(0);
  interrupted.store(true, std::memory_order_relaxed);
  alarm(grace);
  const int before = errno;
  const uint64_t one = 1;
  (void)!write(wake_fd, &one, sizeof one);
  errno = before;
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

bool is_ignored(int signal) {
  struct sigaction action {};
  sigaction(signal, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

}  // namespace

int interruption_fd() { return wake_fd; }

void catch_signals(unsigned grace_s) {
  wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  grace = grace_s;
  handle(SIGALRM, end_now);
  handle(SIGINT, on_signal);
  handle(SIGTERM, on_signal);
  if (!is_ignored(SIGHUP)) handle(SIGHUP, on_signal);
  handle(SIGXFSZ, SIG_IGN);
  handle(SIGPIPE, SIG_IGN);
}

}  // namespace fenceline
