// Errors that reach the user as one line on stderr: what, where, what to do. Their exit codes are
// in the README.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline {

/// What the user asked for cannot be understood or is not there. Exit code 2.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The machine refused: memory, affinity, files. Exit code 3.
struct RunError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The known names nearest to `wrong` by edit distance, at most `most`, best first; none that
/// differ in more than half their letters.
std::vector<std::string> nearest(std::string_view wrong, const std::vector<std::string>& known,
                                 size_t most = 3);
/// "unknown suite 'atomcs'; nearest: atomics, …; --list shows all"
std::string unknown(std::string_view what, std::string_view wrong,
                    const std::vector<std::string>& known, std::string_view hint);

}  // namespace fenceline
