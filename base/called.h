// How this program was called, for messages that tell a command to type and for what completes its name.
#pragma once
#include <string>

namespace fenceline {

/// Said once, first thing in main(): argv[0].
void called_as(const char* argv0);
/// As it can be typed again: "./bench", "fenceline-bench". "./bench" until told.
const std::string& called();
/// Its name alone: "bench", "fenceline-bench".
std::string called_name();
/// The command `fenceline` that belongs to it: that of the source tree, or where this one was found on the PATH, the
/// one that was installed with it.
std::string tools_called();

}  // namespace fenceline
