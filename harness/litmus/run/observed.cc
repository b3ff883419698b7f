#include <harness/litmus/run/observed.h>

#include <fmt/format.h>
#include <models/dialect/dialect.h>

#include <algorithm>

namespace fenceline {

std::string_view called(const models::LitmusTest& test, const Judged& judged, const models::State& state) {
  if (!models::satisfies(test, test.filter, state)) return "";
  return !judged.own.reaches(state) ? "FORBIDDEN" : !judged.sc.reaches(state) ? "weak" : "";
}

LitmusRecord record_of(const models::LitmusTest& test, const models::Model& model, const Judged& judged,
                       const Placement& placement, const litmus::Tuned& run) {
  LitmusRecord r;
  r.test = test.name;
  r.isa = models::dialect(test.isa).name();
  r.model = model.name;
  r.placement = placement;
  r.threads = unsigned(test.threads.size());
  r.settings = litmus::to_string(run.settings);
  r.settings_share = unsigned(100 * run.share + 0.5);
  r.outcomes = run.total.outcomes;
  r.weak = run.total.weak;
  r.pairs = run.total.pairs;
  r.states_allowed = unsigned(judged.own.states.size());
  r.verdict = models::to_string(judged.own.verdict);
  r.condition = fmt::format("{} {}", models::to_string(test.quantifier), models::to_string(test, test.condition));
  r.trouble = run.total.trouble;
  const auto find = [&](const models::State& state, uint64_t count, const char* what) {
    if (called(test, judged, state) == "FORBIDDEN")
      r.finding += fmt::format("{}{} observed {} {}, forbidden by {}", r.finding.empty() ? "" : "; ",
                               models::to_string(test, state), count, what, model.name);
  };
  for (const auto& [state, count] : run.total.states) {
    const bool looked_at = models::satisfies(test, test.filter, state);
    r.states_reached += looked_at;
    if (looked_at && models::satisfies(test, test.condition, state)) r.matching += count;
    const auto name = called(test, judged, state);
    r.histogram += fmt::format("{}{}: {}{}{}", r.histogram.empty() ? "" : " | ", models::to_string(test, state), count,
                               name.empty() ? "" : " ", name);
    find(state, count, "times");
  }
  for (const auto& [state, count] : run.total.frames)
    if (!run.total.states.count(state)) find(state, count, "times in a perpetual run");
  return r;
}

LitmusRates rates_of(const litmus::Tuned& run) {
  const double seconds = std::max(run.rated.seconds, 1e-9);
  return {run.total.seconds, double(run.rated.outcomes) / seconds, double(run.rated.weak) / seconds,
          double(run.rated.pairs) / seconds};
}

}  // namespace fenceline
