// Which mode and which settings show most of a test on this machine: tried out within the time that
// the test has anyway. Every outcome of the trials counts like any other.
#pragma once
#include <kernels/litmus/runner.h>

#include <functional>
#include <optional>
#include <vector>

namespace fenceline::litmus {

struct TuneOptions {
  std::optional<Mode> mode;  ///< only this one
  double seconds = 1;
  uint64_t outcomes = UINT64_MAX;
  uint64_t seed = 1;
  double piece = 0;  ///< seconds that the clock can time; as Limits::piece
  const std::atomic<bool>* stop = nullptr;
  std::chrono::milliseconds watchdog{10'000};
};

struct Tuned {
  Tally total;        ///< everything that was run
  Tally rated;        ///< the part after the trials, by which rates are told
  Settings settings;  ///< that most of this part was run with
  double share = 1;   ///< how much of its time; the rest looked whether another does better now
  unsigned tried = 0;
};

/// Better is: more distinct weak events a second; where none was seen, more final states, then more
/// outcomes a second. `own_pu`: every thread has a PU of its own. `tried` 0: the test has no such
/// mode.
Tuned tune(Runner&, bool own_pu, const TuneOptions&);

/// The same of anything that runs settings: `first` are tried, then what is near to the best.
using Play = std::function<Tally(const Settings&, uint64_t seed, const Limits&)>;
Tuned tune(std::vector<Settings> first, const std::function<std::vector<Settings>(const Settings&)>& near_to,
           const Play&, const TuneOptions&);

}  // namespace fenceline::litmus
