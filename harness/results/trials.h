// Each trial's row in trials.csv: what tables with rows for its repetitions say in a number stands there once.
#pragma once
#include <harness/results/csv.h>
#include <harness/results/keys.h>
#include <harness/results/record.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace fenceline {

class Trials {
 public:
  /// Of a folder. Of the rows that are there it goes on with those whose numbers are `recorded`, and drops the others: the
  /// run was stopped between them and their records. Throws RunError when the file cannot be written.
  Trials(const std::filesystem::path& folder, const std::set<RowKey>& recorded);
  /// The trial's number. One that is asked for the first time gets a row.
  unsigned id(const TrialKey&);

 private:
  CsvFile file_;
  std::map<std::string, unsigned> ids_;
};

/// {trial_id: trial} of a folder, as cells; none where it has no such file. Throws RunError where that cannot be read.
std::map<std::string, std::string> trials_of(const std::filesystem::path& folder);

}  // namespace fenceline
