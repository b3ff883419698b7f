// What is known of a trial so far: its repetitions, by hidden placement mode, and whether they tell its median.
#pragma once
#include <harness/plan/plan.h>
#include <harness/results/record.h>
#include <harness/results/results.h>

#include <optional>
#include <vector>

namespace fenceline {

class TrialState {
 public:
  bool in_reserve = false;  ///< a pair that is measured only if its distance needs it
  std::string wrong;        ///< why it is not measured again: the kernel's own check failed, it hung, crashed or threw

  /// `before`: the repetitions of a run that is resumed.
  TrialState(const Trial& trial, std::vector<Measured> before);

  const Trial& trial() const { return *trial_; }
  void add(Measured);
  void rename(const ModeNames&);
  /// Of all repetitions, those that count: neither disturbed, nor wrong, nor in a mode that was not asked for.
  unsigned counted() const { return counted_; }
  unsigned attempts() const { return static_cast<unsigned>(done_.size()); }
  unsigned next_repetition() const { return next_repetition_; }
  const std::vector<Measured>& repetitions() const { return done_; }
  /// How far the 95 % interval of a mode's median reaches from it by what this run shows, relative to it, in ns or in cycles
  /// as it is narrower: of the mode with the widest. Modes that are rare (kRareMode) hold nothing up. 0 where nothing counts.
  double width() const { return widest_; }
  /// Whether that is as narrow as is aimed at, and has been for a while.
  bool settled() const;
  /// The repetitions that count, whatever their mode. NaN: none.
  double median_ns() const;
  /// One row for each mode; where nothing counts, one row that says so.
  std::vector<Summary> summarise() const;

 private:
  const Trial* trial_;
  std::vector<Measured> done_;
  unsigned counted_ = 0, next_repetition_ = 0;
  double widest_ = 0;
  bool was_wide_ = false;
  std::optional<unsigned> narrow_since_;  ///< how many counted when the interval became so; 0: it never was wide
  void update();
};

}  // namespace fenceline
