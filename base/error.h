// Errors that reach the user as one line on stderr: what, where, what to do. Their exit codes are
// in the README.
#pragma once
#include <stdexcept>

namespace fenceline {

/// What the user asked for cannot be understood or is not there. Exit code 2.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The machine refused: memory, affinity, files. Exit code 3.
struct RunError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace fenceline
