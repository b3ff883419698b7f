// The folder of a litmus run. Two writers by type, as for measured figures: a rate of an emulator cannot be written.
#pragma once
#include <harness/results/litmus_record.h>
#include <harness/results/results.h>

#include <set>
#include <string>
#include <string_view>

namespace fenceline {

/// What both have: tests that were not run, and what a run that is gone on with has done already.
class LitmusResults : public Results {
 public:
  /// Once, also in a run that is gone on with.
  void write(const Skip&);
  /// Whether the test is there on that placement already.
  bool has(std::string_view test, std::string_view placement) const;
  size_t tests_before() const { return before_.size(); }
  bool finding_before() const { return finding_before_; }

 protected:
  LitmusResults(const Request&, const Host&, const std::vector<Skip>&, std::string_view file,
                const std::vector<ColumnInfo>&);
  CsvFile skips_, records_;

 private:
  std::set<RowKey> told_;
  std::set<std::string> before_;
  bool finding_before_ = false;
};

class NativeLitmusResults : public LitmusResults {
 public:
  using Record = NativeLitmusRecord;
  NativeLitmusResults(const Request&, const Host&, const std::vector<Skip>&);
  using LitmusResults::write;
  void write(const Record&);
};

class EmulatedLitmusResults : public LitmusResults {
 public:
  using Record = EmulatedLitmusRecord;
  EmulatedLitmusResults(const Request&, const Host&, const std::vector<Skip>&);
  using LitmusResults::write;
  void write(const Record&);
};

}  // namespace fenceline
