// Which trials get a repetition next: rounds of all that need one, each in its own seeded shuffle, so that drift hits
// all alike.
#pragma once
#include <harness/plan/request.h>
#include <harness/run/trial_state.h>

#include <map>
#include <string>
#include <vector>

namespace fenceline {

class Schedule {
 public:
  /// `before`: the repetitions of a run that is resumed, by trial.
  Schedule(const Plan&, const Request&, const std::map<std::string, std::vector<Measured>>& before);

  /// The trials of the next round, so long after the start; empty: all is done. A round is of all trials that lack some of
  /// the repetitions that were asked for, or, within the budget, of the half of the trials with open intervals that is
  /// nearest to closing them: what will never close must not keep from it what would. While intervals are open, rounds of
  /// all are spread over the budget, so that each trial meets what the machine is like from its beginning to its end;
  /// where none is, they follow each other. Disturbed repetitions are repeated within the budget without end, beyond it
  /// once.
  std::vector<TrialState*> round(double elapsed_s);
  /// Takes in what was measured of a trial of this schedule.
  void add(TrialState&, const NativeRecord&);

  /// Hidden placement modes have other names now.
  void rename(const ModeNames&);

  const std::vector<TrialState>& states() const { return states_; }
  /// Trials that take part, and those of them whose intervals are open.
  size_t active() const;
  size_t open() const;
  /// Repetitions that were asked for of them, and how many of these are there.
  size_t asked_for() const { return request_.repetitions * active(); }
  size_t there() const;
  /// Of the trials that take part.
  std::vector<Summary> summaries() const;

 private:
  bool lacks(const TrialState&, bool in_budget) const;
  bool due(const std::vector<TrialState*>& lacking, double elapsed_s) const;
  bool widen();

  const Request& request_;
  const double budget_s_;
  std::vector<TrialState> states_;
  /// Trials of one kernel on pairs of one distance: their medians are samples of the distance's own figure.
  std::map<std::string, std::vector<TrialState*>> pair_classes_;
  unsigned rounds_ = 0;
};

/// Whether a sample in this mode is one that --mode asks for: its name, or a distance within a fifth of it.
bool wanted_mode(const std::string& asked, const std::string& mode);

}  // namespace fenceline
