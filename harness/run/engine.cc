#include <harness/run/engine.h>

#include <base/error.h>
#include <base/text.h>
#include <fmt/format.h>
#include <harness/machine/clock.h>
#include <harness/run/measurement.h>
#include <harness/run/progress.h>
#include <harness/run/schedule.h>
#include <harness/team/interruption.h>

#include <exception>

namespace fenceline {
namespace {

/// Since the run began, and whether that is long enough.
class Stopwatch {
 public:
  explicit Stopwatch(const Request& request) : most_s_(request.max_time_s), started_(now()) {}
  double elapsed_s() const { return (now() - started_).count * 1e-9; }
  bool over() const { return most_s_ > 0 && elapsed_s() >= most_s_; }
  bool stop() const { return interrupted || over(); }
  Ended ended(bool all_is_there) const {
    return interrupted ? Ended::interrupted : over() && !all_is_there ? Ended::out_of_time : Ended::complete;
  }

 private:
  double most_s_;
  Nanoseconds started_;
};

/// What was found out over all parts of a run.
void fill_in(Outcome& outcome, const Schedule& schedule) {
  outcome.summaries = schedule.summaries();
  outcome.there = schedule.there();
  outcome.asked_for = schedule.asked_for();
  for (const auto& state : schedule.states())
    for (const auto& m : state.repetitions()) {
      ++outcome.repetitions;
      outcome.disturbed += !m.disturbed.empty();
      for (auto reason : split(m.disturbed, ';'))
        if (!reason.empty()) ++outcome.disturbances[std::string(reason.starts_with("moved") ? "moved" : reason)];
    }
}

}  // namespace

std::string_view words(Ended ended) {
  switch (ended) {
    case Ended::complete:
      return "complete";
    case Ended::interrupted:
      return "interrupted";
    case Ended::out_of_time:
      return "--max-time was over";
  }
  return "";
}

Outcome run_native(const Plan& plan, const Request& request, const Machine& machine, NativeResults& results,
                   GoogleBenchmark& google, const std::map<std::string, std::vector<Measured>>& before) {
  Progress progress;
  TrialRunner runner(request, machine, false, [&](const std::string& lines) { progress.say(lines); });
  Schedule schedule(plan, request, before);
  for (const auto& state : schedule.states())
    for (const auto& m : state.repetitions())
      if (const auto distance = mode_distance(m.mode)) runner.modes().recall(m.mode, *distance);

  google.begin(schedule.states());

  Outcome outcome;
  for (const auto& state : schedule.states())
    for (const auto& m : state.repetitions())
      if (!m.wrong.empty()) outcome.failures.push_back(state.trial().id + ": " + m.wrong);
  const Nanoseconds window{request.window_ms * 1e6};
  const Stopwatch watch(request);
  const auto measure = [&](TrialState& state) {
    const auto record = runner.measure(state.trial(), state.next_repetition(), window);
    results.write(record);
    ++outcome.done;
    if (!record.wrong.empty() && state.wrong.empty())
      outcome.failures.push_back(state.trial().id + ": " + record.wrong);
    schedule.add(state, record);
    const auto open = schedule.open();
    progress.step(schedule.there(), schedule.asked_for(),
                  fmt::format("{} of {} intervals open  {}", open, schedule.active(), state.trial().id),
                  open ? plan.budget_s - watch.elapsed_s() : 0);
    return record;
  };
  std::exception_ptr error;
  while (!watch.stop() && !error) {
    const auto trials = schedule.round(watch.elapsed_s());
    if (trials.empty()) break;
    runner.fresh();
    error = google.round(
        trials, [&] { return watch.stop(); }, measure);
  }

  try {
    const auto names = runner.modes().settle();
    results.rename(names);
    schedule.rename(names);
  } catch (const RunError&) {
    if (!error) error = std::current_exception();  // records and summary keep the names that they have
  }
  fill_in(outcome, schedule);
  outcome.ended = watch.ended(schedule.there() >= schedule.asked_for());
  if (error) {
    // What was measured stays worth having: the summary is tried even when a record could not be written.
    try {
      results.write(outcome.summaries);
    } catch (const RunError&) {
    }
    std::rethrow_exception(error);
  }
  results.write(outcome.summaries);
  results.end(words(outcome.ended));
  google.end();
  return outcome;
}

namespace {

template <class DoneBefore, class Write>
Outcome run_untimed(const Plan& plan, const Request& request, const Machine& machine, bool emulated,
                    DoneBefore done_before, Write write) {
  Progress progress;
  TrialRunner runner(request, machine, emulated, [&](const std::string& lines) { progress.say(lines); });
  Outcome outcome;
  const Stopwatch watch(request);
  size_t there = 0;
  for (const auto& trial : plan.trials) {
    if (watch.stop()) break;
    if (done_before(trial)) {
      ++there;
      continue;
    }
    try {
      const auto record = runner.execute(trial);
      if (!record.wrong.empty()) outcome.failures.push_back(trial.id + ": " + record.wrong);
      write(record);
      ++outcome.done;
      progress.step(++there, plan.trials.size(), trial.id);
    } catch (const Interrupted&) {
      break;
    }
  }
  outcome.ended = watch.ended(there == plan.trials.size());
  return outcome;
}

}  // namespace

Outcome run_emulated(const Plan& plan, const Request& request, const Machine& machine, EmulatedResults& results) {
  const auto outcome = run_untimed(
      plan, request, machine, true, [&](const Trial& t) { return results.has(t.id); },
      [&](const EmulatedRecord& r) { results.write(r); });
  results.end(words(outcome.ended));
  return outcome;
}

Outcome run_verify(const Plan& plan, const Request& request, const Machine& machine) {
  return run_untimed(
      plan, request, machine, false, [](const Trial&) { return false; }, [](const EmulatedRecord&) {});
}

}  // namespace fenceline
