#include <harness/team/ender.h>

#include <base/error.h>
#include <base/start_thread.h>
#include <harness/team/abandon.h>

#include <chrono>

namespace fenceline {
namespace {

constexpr std::chrono::milliseconds kPause{10};
constexpr unsigned kMostPauses = 100;

}  // namespace

Ender::Ender(Together& together) : together_(together) {
  try {
    thread_ = start_thread("a thread that ends the others", [this] { loop(); });
  } catch (const RunError&) {
    together_.force_end();  // there can be no more threads: once, and here
  }
}

void Ender::loop() {
  const CrashGuard guard(crash_, -1);
  while (!over_.load(std::memory_order_relaxed)) {
    together_.force_end();
    std::this_thread::sleep_for(kPause);
  }
  back_.store(true, std::memory_order_relaxed);
}

bool Ender::end() {
  if (!thread_.joinable()) return true;
  over_.store(true, std::memory_order_relaxed);
  for (unsigned i = 0; i < kMostPauses && !crash_.happened(); ++i) {
    if (back_.load(std::memory_order_relaxed)) return thread_.join(), true;
    std::this_thread::sleep_for(kPause);
  }
  if (!crash_.happened()) put_to_sleep(thread_.native_handle());
  thread_.detach();
  return false;
}

}  // namespace fenceline
