#include <kernels/litmus/crew.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

#include <condition_variable>
#include <cstring>
#include <mutex>
#include <stdexcept>

namespace fenceline::litmus {

bool Barrier::wait() {
  const unsigned round = round_.load(std::memory_order_relaxed);
  // (1) acq_rel: pairs with (1) of the others: what they did before they arrived is seen by the last.
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
    arrived_.store(0, std::memory_order_relaxed);
    // (2) release: pairs with (3); forbids MP between the last to arrive and those it lets go.
    round_.store(round + 1, std::memory_order_release);
    if (!spin_) round_.notify_all();
  } else {
    // (3) acquire: pairs with (2).
    while (round_.load(std::memory_order_acquire) == round) {
      if (given_up_.load(std::memory_order_relaxed)) return false;
      if (!spin_) round_.wait(round, std::memory_order_relaxed);
    }
  }
  return !given_up_.load(std::memory_order_relaxed);
}
void Barrier::give_up() {
  given_up_.store(true);
  round_.fetch_add(1);  // or a sleeper would not wake
  round_.notify_all();
}
void Barrier::reset() {
  arrived_.store(0);
  given_up_.store(false);
}

struct Crew::Worker {
  sigjmp_buf out;
  volatile sig_atomic_t inside = 0;
  volatile sig_atomic_t signal = 0;
  std::atomic<bool> busy{false};
  static thread_local Worker* current;  // of the calling thread
  static void handle(int signal);
};
thread_local Crew::Worker* Crew::Worker::current = nullptr;

namespace {

constexpr int kInterrupt = SIGUSR2;
std::mutex finished_mutex;
std::condition_variable finished;

}  // namespace

void Crew::Worker::handle(int signal) {
  if (current && current->inside) {
    current->inside = 0;
    current->signal = signal;
    siglongjmp(current->out, 1);
  }
  if (signal == kInterrupt) return;  // waits at a barrier: that has been told as well
  ::signal(signal, SIG_DFL);         // not generated code: returning executes it again, and dies
}

void Crew::enter() { Worker::current->inside = 1; }
void Crew::leave() { Worker::current->inside = 0; }

Crew::Crew(unsigned threads, bool spin, const std::function<void(unsigned)>& pin)
    : spin_(spin), barrier_(threads, spin) {
  static const bool handlers = [] {
    struct sigaction action {};
    action.sa_handler = Worker::handle;
    action.sa_flags = SA_NODEFER;  // siglongjmp leaves the handler without restoring the mask
    for (const int signal : {kInterrupt, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP})
      sigaction(signal, &action, nullptr);
    return true;
  }();
  (void)handlers;
  for (unsigned n = 0; n < threads; ++n) workers_.push_back(std::make_unique<Worker>());
  for (unsigned n = 0; n < threads; ++n) threads_.emplace_back([this, n, &pin] { work(n, pin); });
  const std::function<void(unsigned)> nothing = [](unsigned) {};
  run(nothing, std::chrono::seconds(60));  // `pin` lives as long as this call
}

Crew::~Crew() {
  job_ = nullptr;
  job_number_.fetch_add(1);
  job_number_.notify_all();
  for (auto& t : threads_) t.join();
}

void Crew::work(unsigned number, const std::function<void(unsigned)>& pin) {
  Worker& me = *workers_[number];
  Worker::current = &me;
  pin(number);
  for (unsigned seen = 0;; ++seen) {
    job_number_.wait(seen);
    if (!job_) return;
    if (sigsetjmp(me.out, 0) == 0)
      (*job_)(number);
    else
      barrier_.give_up();
    {
      const std::lock_guard lock(finished_mutex);
      me.busy.store(false);
    }
    finished.notify_all();
  }
}

std::string Crew::run(const std::function<void(unsigned)>& job, std::chrono::milliseconds limit) {
  barrier_.reset();
  for (auto& w : workers_) {
    w->signal = 0;
    w->busy.store(true);
  }
  job_ = &job;
  job_number_.fetch_add(1);
  job_number_.notify_all();

  const auto all_done = [&] {
    for (const auto& w : workers_)
      if (w->busy.load()) return false;
    return true;
  };
  std::string what;
  std::unique_lock lock(finished_mutex);
  if (!finished.wait_for(lock, limit, all_done)) {
    what = "not finished after " + std::to_string(limit.count()) + " ms";
    barrier_.give_up();
    for (int attempt = 0; !all_done(); ++attempt) {
      if (attempt == 100) throw std::runtime_error("a litmus thread cannot be stopped");
      for (size_t n = 0; n < threads_.size(); ++n)
        if (workers_[n]->busy.load()) pthread_kill(threads_[n].native_handle(), kInterrupt);
      finished.wait_for(lock, std::chrono::milliseconds(20), all_done);
    }
  }
  for (size_t n = 0; n < workers_.size() && what.empty(); ++n)
    if (workers_[n]->signal != 0)
      what = "generated code raised " + std::string(strsignal(workers_[n]->signal));
  return what;
}

}  // namespace fenceline::litmus
