// What the facts about a machine mean for its figures: a finding each of what was looked at, and how it is told.
#pragma once
#include <harness/machine/environment.h>

#include <string>
#include <string_view>
#include <vector>

namespace fenceline {

enum class Judgement : uint8_t {
  ok,
  note,      ///< a reader of figures should know it; or it cannot be told
  disturbs,  ///< figures suffer, or cannot be had
};
std::string_view name(Judgement);

struct Finding {
  std::string subject;  ///< "governor"
  Judgement judgement = Judgement::ok;
  std::string state;     ///< as it is here; where it cannot be told, why
  std::string disturbs;  ///< what suffers; empty: nothing
  std::string change;    ///< the command that would change it, or what else would; empty: nothing to change
};

/// All that is looked at, in one order. Pure: of the facts in a run's run.csv. What no hardware executes has one finding.
std::vector<Finding> findings(const std::vector<Fact>&);

/// What disturbs first, then notes, then what is fine; at most 80 columns.
std::string findings_text(const std::vector<Finding>&);
/// The same with the facts that it was found from.
std::string findings_json(const std::vector<Finding>&, const std::vector<Fact>&);
/// What disturbs, a few lines each; empty where nothing does.
std::string disturbances_text(const std::vector<Finding>&);

}  // namespace fenceline
