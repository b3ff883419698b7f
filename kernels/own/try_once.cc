// A sequence that would crash, hang, or leave the loop around it without its counter is told before anything is measured.
#include <arch/sequence.h>
#include <base/error.h>
#include <base/text.h>
#include <kernels/own.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <new>
#include <thread>
#include <utility>

namespace fenceline::own {
namespace {

/// An emulator has translated and executed some instructions long before.
constexpr auto kPatience = std::chrono::seconds(3);
/// No count that a sequence would leave behind by chance.
constexpr uintptr_t kMark = 0x5ea5011;

/// Written by the process that executes, read when it has ended.
struct Report {
  std::byte lines[2 * kLineArea] = {};
  arch::sequence::Call call;
  bool came_back = false;
  int signal = 0;
  uintptr_t address = 0;
};
Report* report = nullptr;

void on_signal(int signal, siginfo_t* info, void*) {
  report->signal = signal;
  report->address = reinterpret_cast<uintptr_t>(info->si_addr);
  _exit(1);
}

[[noreturn]] void execute(const Executable& code) {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  alignas(16) static std::byte stack[64 << 10];  // the sequence may have spoilt its own
  stack_t other{};
  other.ss_sp = stack;
  other.ss_size = sizeof stack;
  sigaltstack(&other, nullptr);
  struct sigaction action {};
  action.sa_sigaction = on_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS}) sigaction(signal, &action, nullptr);
  report->call = {
      .code = code.address(), .shared_line = report->lines, .private_line = report->lines + kLineArea, .rounds = kMark};
  arch::sequence::call(report->call);
  report->came_back = true;
  _exit(0);
}

/// Waits for the process; false: it had to be killed.
bool ended(pid_t child) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  for (;;) {
    const pid_t done = waitpid(child, &status, WNOHANG);
    if (done == child || (done < 0 && errno != EINTR)) return true;
    if (std::chrono::steady_clock::now() > deadline) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  return false;
}

std::string words(int signal, uintptr_t address) {
  char where[32];
  std::snprintf(where, sizeof where, "%#zx", size_t(address));
  switch (signal) {
    case SIGILL:
      return "crashes (SIGILL): this CPU does not have one of its instructions, or not for programs";
    case SIGBUS:
      return std::string("crashes (SIGBUS at ") + where + "): an address is misaligned, or not memory";
    case SIGSEGV:
      return std::string("crashes (SIGSEGV at ") + where + "): it may access " + std::to_string(kLineArea) +
             " bytes from each line's register on, and its stack";
    case SIGFPE:
      return "crashes (SIGFPE): it divides by zero";
    case SIGTRAP:
      return "crashes (SIGTRAP): it has a breakpoint";
    default:
      return "crashes (signal " + std::to_string(signal) + ")";
  }
}

std::string what_is_wrong(bool ended, const Report& r) {
  if (!ended) return "does not end within " + std::to_string(kPatience.count()) + " s, executed once by one thread";
  if (r.signal != 0) return words(r.signal, r.address);
  if (!r.came_back) return "ends the program";
  if (r.call.rounds_left != kMark)
    return "changes " + std::string(arch::sequence::kCounter) + ", which counts its repetitions: take another register";
  if (r.call.stack_moved != 0)
    return "leaves the stack pointer " + std::to_string(r.call.stack_moved) + " bytes from where it was";
  return "";
}

/// Executes it; what is wrong with it, or nothing.
std::string tried(const Sequence& sequence) {
  const Executable code = once(sequence);
  void* const memory = mmap(nullptr, sizeof(Report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw RunError(sequence.option + ": no memory to try it");
  report = new (memory) Report;
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) {
    const int error = errno;
    munmap(memory, sizeof(Report));
    throw RunError(sequence.option + ": no process to try it in: " + std::strerror(error));
  }
  if (child == 0) execute(code);
  const bool done = ended(child);
  auto wrong = what_is_wrong(done, *report);
  munmap(std::exchange(report, nullptr), sizeof(Report));
  return wrong;
}

}  // namespace

void try_once(const Sequence& sequence) {
  const auto wrong = tried(sequence);
  if (wrong.empty()) return;
  if (!sequence.init.empty()) {
    Sequence alone = sequence;  // its fault, or the init's?
    alone.body.clear();
    if (const auto before = tried(alone); !before.empty())
      throw InputError(sequence.init_option + ": what goes before the sequence " + before + " (docs/own-sequences.md)");
  }
  throw InputError(sequence.option + ": the sequence " + wrong + " (docs/own-sequences.md)");
}

}  // namespace fenceline::own
