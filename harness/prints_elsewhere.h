// Lets stdout be read by programs.
#pragma once
#include <unistd.h>

#include <cstdio>

namespace fenceline {

/// While it lives, what anybody prints on stdout goes to stderr.
class PrintsElsewhere {
 public:
  PrintsElsewhere() {
    std::fflush(stdout);
    dup2(STDERR_FILENO, STDOUT_FILENO);
  }
  ~PrintsElsewhere() {
    std::fflush(stdout);
    dup2(stdout_, STDOUT_FILENO);
    close(stdout_);
  }
  PrintsElsewhere(const PrintsElsewhere&) = delete;

 private:
  int stdout_ = dup(STDOUT_FILENO);
};

}  // namespace fenceline
