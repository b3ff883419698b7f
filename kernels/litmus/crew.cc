#include <arch/litmus.h>
#include <base/start_thread.h>
#include <kernels/litmus/crew.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>

namespace fenceline::litmus {

struct Crew::Worker {
  sigjmp_buf out;
  volatile sig_atomic_t inside = 0;
  volatile sig_atomic_t signal = 0;
  const void* volatile at = nullptr;    // of SIGILL: its instruction
  bool busy = false;                    // under mutex_
  std::exception_ptr not_pinned;        // before its first job is done
  static thread_local Worker* current;  // of the calling thread
  static void handle(int signal, siginfo_t*, void*);
};
thread_local Crew::Worker* Crew::Worker::current = nullptr;

namespace {

constexpr int kInterrupt = SIGUSR2;

}  // namespace

void Crew::Worker::handle(int signal, siginfo_t* info, void*) {
  if (current && current->inside) {
    current->inside = 0;
    current->at = info->si_addr;
    current->signal = signal;
    siglongjmp(current->out, 1);
  }
  if (signal == kInterrupt) return;  // waits at a barrier: that has been told as well
  ::signal(signal, SIG_DFL);         // not generated code: returning executes it again, and dies
}

void Crew::enter() { Worker::current->inside = 1; }
void Crew::leave() { Worker::current->inside = 0; }

Crew::Crew(unsigned threads, bool spin, const std::function<void(unsigned)>& pin) : spin_(spin), barrier_(threads) {
  static const bool handlers = [] {
    struct sigaction action {};
    action.sa_sigaction = Worker::handle;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;  // siglongjmp leaves the handler without restoring the mask
    for (const int signal : {kInterrupt, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP}) sigaction(signal, &action, nullptr);
    return true;
  }();
  (void)handlers;
  for (unsigned n = 0; n < threads; ++n) workers_.push_back(std::make_unique<Worker>());
  try {
    for (unsigned n = 0; n < threads; ++n) threads_.push_back(start_thread("thread " + std::to_string(n + 1) + " of " + std::to_string(threads), [this, n, &pin] { work(n, pin); }));
    const std::function<void(unsigned)> nothing = [](unsigned) {};
    run(nothing, std::chrono::seconds(60));  // `pin` lives as long as this call
    for (const auto& w : workers_)
      if (w->not_pinned) std::rethrow_exception(w->not_pinned);
  } catch (...) {
    end();
    throw;
  }
}

Crew::~Crew() { end(); }

void Crew::end() {
  {
    const std::lock_guard lock(mutex_);
    job_ = nullptr;
    ++job_number_;
  }
  begin_.notify_all();
  for (auto& t : threads_) t.join();
}

/// Does the job; false: it was left from the signal handler. Apart, so that no variable of the
/// caller lives in a register that siglongjmp brings back.
bool Crew::finishes(const std::function<void(unsigned)>& job, unsigned number) {
  if (sigsetjmp(Worker::current->out, 0) != 0) return false;
  job(number);
  return true;
}

void Crew::work(unsigned number, const std::function<void(unsigned)>& pin) {
  Worker& me = *workers_[number];
  Worker::current = &me;
  try {
    pin(number);
  } catch (...) {
    me.not_pinned = std::current_exception();
  }
  for (unsigned seen = 0;; ++seen) {
    std::unique_lock lock(mutex_);
    begin_.wait(lock, [&] { return job_number_ != seen; });
    if (!job_) return;
    const auto& job = *job_;
    lock.unlock();
    if (!finishes(job, number)) {
      barrier_.give_up();
      interrupt();  // others may wait for this one in generated code
    }
    lock.lock();
    me.busy = false;
    done_.notify_all();
  }
}

void Crew::interrupt() {
  const std::lock_guard lock(mutex_);
  for (size_t n = 0; n < threads_.size(); ++n)
    if (workers_[n]->busy) pthread_kill(threads_[n].native_handle(), kInterrupt);
}

std::string Crew::run(const std::function<void(unsigned)>& job, std::chrono::milliseconds limit) {
  barrier_.reset();
  std::unique_lock lock(mutex_);
  for (auto& w : workers_) {
    w->signal = 0;
    w->busy = true;
  }
  job_ = &job;
  ++job_number_;
  begin_.notify_all();

  const auto all_done = [&] {
    return std::none_of(workers_.begin(), workers_.end(), [](const auto& w) { return w->busy; });
  };
  std::string what;
  if (!done_.wait_for(lock, limit, all_done)) {
    what = "not finished after " + std::to_string(limit.count()) + " ms";
    barrier_.give_up();
    for (int attempt = 0; !all_done(); ++attempt) {
      if (attempt == 100) throw std::runtime_error("a litmus thread cannot be stopped");
      lock.unlock();
      interrupt();
      lock.lock();
      done_.wait_for(lock, std::chrono::milliseconds(20), all_done);
    }
  }
  refused_ = false;
  for (const auto& w : workers_) {
    if (w->signal == SIGILL) {
      refused_ = true;
      refused_at_ = arch::kPastRefused ? static_cast<const std::byte*>(w->at) - *arch::kPastRefused : nullptr;
    }
    if (what.empty() && w->signal != 0 && w->signal != kInterrupt)
      what = "generated code raised " + std::string(strsignal(w->signal));
  }
  return what;
}

}  // namespace fenceline::litmus
