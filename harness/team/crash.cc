#include <harness/team/crash.h>

#include <base/text.h>
#include <fmt/format.h>
#include <harness/machine/build_info.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <utility>

namespace fenceline {
namespace {

constexpr std::pair<int, const char*> kSignals[] = {
    {SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"}, {SIGFPE, "SIGFPE"}, {SIGILL, "SIGILL"}, {SIGABRT, "SIGABRT"}};

/// What the calling thread's handler knows: set before anything can crash.
struct Watch {
  Crash* crash = nullptr;
  int tell = -1;
  const std::string* last_words = nullptr;
  int exit_code = 0;
};
thread_local Watch watch;

/// A thread whose own stack is used up has nowhere else to be told of it. It sleeps there: the memory goes with the thread.
class SignalStack {
 public:
  SignalStack() {
    stack_t stack{};
    stack.ss_sp = memory_.get();
    stack.ss_size = kBytes;
    sigaltstack(&stack, nullptr);
  }
  ~SignalStack() {
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    sigaltstack(&none, nullptr);
  }

 private:
  static constexpr size_t kBytes = 64 << 10;  // the largest frame of a signal (AVX-512, AMX) has some 11 KiB
  std::unique_ptr<std::byte[]> memory_{new std::byte[kBytes]};
};

/// As if nobody had caught it: delivered when the handler returns.
void die_of(int signal) {
  ::signal(signal, SIG_DFL);
  raise(signal);
}

/// Not what a handler may do after a crash within malloc; it has nothing to lose.
void end_with(const std::string& words, int exit_code) {
  (void)!write(STDERR_FILENO, words.data(), words.size());
  _exit(exit_code);
}

void on_crash(int signal, siginfo_t* info, void*) {
  const bool sent = info->si_code == SI_USER || (info->si_code == SI_TKILL && info->si_pid != getpid());
  if (!watch.crash || sent) return die_of(signal);
  if (info->si_code > 0) {
    watch.crash->addressed = true;
    watch.crash->address = reinterpret_cast<uintptr_t>(info->si_addr);
  }
  // (1) release: pairs with the acquire in (2): whoever sees the signal sees the rest; forbids MP
  watch.crash->signal.store(signal, std::memory_order_release);
  if (watch.last_words) end_with(*watch.last_words + text_of(*watch.crash) + "\n", watch.exit_code);
  const uint64_t one = 1;
  (void)!write(watch.tell, &one, sizeof one);
  for (;;) pause();  // all signals are blocked meanwhile
}

std::terminate_handler otherwise = nullptr;

/// The library's own would print what we tell.
void on_terminate() {
  if (!watch.crash) return otherwise();
  std::string what = "no exception";
  if (const auto error = std::current_exception()) {
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& e) {
      what = shown(e.what(), 100);
    } catch (...) {
      what = "something that is no std::exception";
    }
  }
  std::strncpy(watch.crash->thrown, what.c_str(), sizeof watch.crash->thrown - 1);
  std::abort();
}

/// Each time: the litmus tests' threads have handlers of their own.
void catch_crashes() {
  struct sigaction action {};
  action.sa_sigaction = on_crash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigfillset(&action.sa_mask);
  for (const auto& [signal, name] : kSignals) sigaction(signal, &action, nullptr);
  static const bool once = [] { return otherwise = std::set_terminate(on_terminate), true; }();
  (void)once;
}

}  // namespace

std::string text_of(const Crash& crash) {
  // (2) acquire: pairs with the release in (1); forbids MP
  const int number = crash.signal.load(std::memory_order_acquire);
  if (number == SIGABRT && crash.thrown[0]) return fmt::format("std::terminate after: {}", crash.thrown);
  std::string text = fmt::format("signal {}", number);
  for (const auto& [signal, name] : kSignals)
    if (signal == number) text = name;
  return crash.addressed ? fmt::format("{} at {:#x}", text, crash.address) : text;
}

CrashGuard::CrashGuard(Crash& crash, int tell) {
  if (!kBuildInfo.sanitizers.empty()) return;
  static thread_local const SignalStack stack;
  catch_crashes();
  watch = {.crash = &crash, .tell = tell};
}
CrashGuard::~CrashGuard() { watch = {}; }

LastWords::LastWords(std::string words, int exit_code) : words_(std::move(words)) {
  if (!kBuildInfo.sanitizers.empty()) return;
  catch_crashes();
  watch = {.crash = &crash_, .last_words = &words_, .exit_code = exit_code};
}
LastWords::~LastWords() { watch = {}; }

}  // namespace fenceline
