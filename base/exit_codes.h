// What the program's exit code tells. --help prints this table, and the README has it.
#pragma once
#include <string_view>

namespace fenceline {

enum ExitCode : int {
  kDone = 0,
  kInternalError = 1,
  kWrongInput = 2,
  kRefused = 3,
  kLitmusFinding = 4,
  kWrongWork = 5,
  kOutOfTime = 6,
  kInterrupted = 130,  ///< as a shell tells of SIGINT
};

struct ExitCodeInfo {
  ExitCode code;
  std::string_view meaning;
};
inline constexpr ExitCodeInfo kExitCodes[] = {
    {kDone, "done"},
    {kInternalError, "an error of Fenceline's own: please report it"},
    {kWrongInput, "wrong input: the message says what is near"},
    {kRefused, "the machine refused (affinity, memory, disk): what was measured is kept"},
    {kLitmusFinding, "litmus: an outcome was seen that the architecture forbids, or a test's Result: differs"},
    {kWrongWork, "a kernel's own check found its work wrong, or it hung, crashed or threw"},
    {kOutOfTime, "--max-time was over before all was measured: --resume=DIR goes on"},
    {kInterrupted, "interrupted: --resume=DIR goes on"},
};

}  // namespace fenceline
