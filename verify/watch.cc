#include <base/error.h>
#include <signal.h>
#include <unistd.h>
#include <verify/watch.h>

#include <cmath>
#include <cstring>

#ifndef sigev_notify_thread_id  // glibc has the field, and this name since 2.38 only
#define sigev_notify_thread_id _sigev_un._tid
#endif

namespace fenceline::verify {
namespace {

void handler(int, siginfo_t* info, void*) {
  if (info->si_code == SI_TIMER) reinterpret_cast<void (*)()>(info->si_value.sival_ptr)();
}

}  // namespace

Watch::Watch(void (*look)()) {
  struct sigaction action = {};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER;  // the function may not return
  sigaction(SIGVTALRM, &action, nullptr);
  sigevent event = {};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGVTALRM;
  event.sigev_value.sival_ptr = reinterpret_cast<void*>(look);
  event.sigev_notify_thread_id = gettid();
  if (timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer_) != 0)
    throw RunError(std::string("no timer for the explorer: ") + std::strerror(errno));
}

Watch::~Watch() { timer_delete(timer_); }

void Watch::set(double seconds) {
  if (seconds == seconds_) return;
  seconds_ = seconds;
  const double whole = std::floor(seconds);
  itimerspec every = {};
  every.it_interval = {static_cast<time_t>(whole), static_cast<long>((seconds - whole) * 1e9)};
  every.it_value = every.it_interval;
  timer_settime(timer_, 0, &every, nullptr);
}

}  // namespace fenceline::verify
