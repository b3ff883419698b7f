// Makes a job's threads end, without being kept by them.
#pragma once
#include <harness/team/crash.h>
#include <harness/team/together.h>

#include <atomic>
#include <thread>

namespace fenceline {

/// Calls Together::force_end again and again on a thread of its own: Kernel::release is called there, which may hang and
/// crash as all of a kernel may. A thread that hangs has perhaps locked what it waits for.
class Ender {
 public:
  explicit Ender(Together&);
  /// To be called once. False: its thread did not come back and sleeps for ever; this and the Together must be kept.
  bool end();

 private:
  void loop();

  Together& together_;
  Crash crash_;
  std::atomic<bool> over_{false}, back_{false};
  std::thread thread_;
};

}  // namespace fenceline
