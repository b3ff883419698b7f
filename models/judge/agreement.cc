#include <models/judge/agreement.h>
#include <base/text.h>

#include <algorithm>
#include <sstream>

namespace fenceline::models {

std::string observation(const LitmusTest& test, const Judgement& judgement) {
  const auto& states = judgement.states;
  const auto satisfying = std::count_if(states.begin(), states.end(),
                                        [&](const State& s) { return satisfies(test, test.condition, s); });
  const std::string seen = satisfying == 0                ? "Never"
                           : satisfying == std::ssize(states) ? "Always"
                                                          : "Sometimes";
  const bool stuck = states.empty() && test.filter.kind == Prop::kTrue;
  return (stuck ? "DEADLOCK" : seen) + (judgement.verdict == Verdict::kUndefined ? " DATARACE" : "");
}

Agreement agreement(const LitmusTest& test, const Judgement& judgement) {
  static constexpr std::string_view kKnown[] = {"never", "sometimes", "always", "deadlock"};
  std::istringstream words(lower(test.result));
  std::string said, more;
  words >> said >> more;
  if (std::find(std::begin(kKnown), std::end(kKnown), said) == std::end(kKnown)) return Agreement::kUnsaid;
  // Where there is a race any outcome may be: what it says of that is forgiven.
  const bool race = judgement.verdict == Verdict::kUndefined;
  if (race != (more == "datarace")) return Agreement::kDiffers;
  return race || lower(observation(test, judgement)) == said ? Agreement::kAgrees : Agreement::kDiffers;
}

}  // namespace fenceline::models
