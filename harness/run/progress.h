// How far we are: one line that rewrites itself where stderr is a terminal, a plain line now and then elsewhere.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>

namespace fenceline {

class Progress {
 public:
  Progress();
  ~Progress();
  /// Says something in lines of its own.
  void say(const std::string& lines);
  /// `done` of `total` steps, and what is being done now. `total` may grow. At least `at_least_s` are still to come.
  void step(size_t done, size_t total, const std::string& what, double at_least_s = 0);

 private:
  using Clock = std::chrono::steady_clock;
  void write(const std::string& text);
  bool terminal_;
  Clock::time_point started_ = Clock::now(), shown_ = started_;
  bool line_open_ = false;
};

}  // namespace fenceline
