// What a litmus run prints, at 80 columns.
#pragma once
#include <harness/litmus/run/observed.h>
#include <harness/results/litmus_record.h>
#include <kernels/litmus/runner.h>

#include <cstddef>

namespace fenceline {

class LitmusPrinter {
 public:
  /// Histograms are printed where the tests are few.
  LitmusPrinter(bool native, size_t tests);
  void record(const models::LitmusTest& test, const Judged& judged, const litmus::Tally& tally,
              const NativeLitmusRecord& r) {
    print(test, judged, tally, r, &r);
  }
  void record(const models::LitmusTest& test, const Judged& judged, const litmus::Tally& tally,
              const EmulatedLitmusRecord& r) {
    print(test, judged, tally, r, nullptr);
  }
  void skip(const Skip&);
  void finish(const std::vector<Skip>&);

 private:
  /// `rates`: null where there are none.
  void print(const models::LitmusTest&, const Judged&, const litmus::Tally&, const LitmusRecord&, const LitmusRates*);
  bool histograms_;
  size_t tests_;
  size_t run_ = 0, seen_ = 0, unseen_ = 0, unobservable_ = 0, never_ = 0;
  std::vector<std::string> findings_;
  std::vector<Skip> skipped_;
};

/// The line that says how an observation and a verdict go together.
std::string observation(const LitmusRecord&);
/// 1234567 as "1.23 M".
std::string short_count(double);

}  // namespace fenceline
