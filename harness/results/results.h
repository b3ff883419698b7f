// The folder that a run leaves behind: opened before the first trial, filled row by row.
#pragma once
#include <harness/machine/host.h>
#include <harness/placement/modes.h>
#include <harness/plan/request.h>
#include <harness/results/keys.h>
#include <harness/results/record.h>
#include <harness/results/run_folder.h>
#include <harness/results/trials.h>

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace fenceline {

/// Files that every run has: run.csv, topology.xml, skips.csv. Where times may be written is decided by type:
/// NativeResults and EmulatedResults have different members.
class Results {
 public:
  const std::filesystem::path& folder() const { return folder_.path(); }
  /// How the run has ended. Where run.csv does not tell it is being written, or was killed.
  void end(std::string_view how);

 protected:
  /// Claims the folder. It stays once there is something in it that is worth it: the first row, or how the run ended.
  /// A run that the machine refused before leaves nothing.
  Results(const Request&, const Host&, const std::vector<Skip>&);
  void begun() { folder_.keep(); }
  /// Opens a table, on which a run that is gone on with goes on.
  template <class Row>
  CsvFile open(const Table<Row>& table) const {
    return {folder() / table.file, table.infos()};
  }
  /// The same for rows about records, each named by `key`: first drops those whose record is not there, since the run
  /// was stopped between them and it.
  template <class Row>
  CsvFile open_beside(const std::set<RowKey>& records, const Table<Row>& table, const std::vector<std::string>& key) {
    if (folder_.resumed()) keep_rows(folder() / table.file, table.infos(), records, key);
    return open(table);
  }
  /// What names each row of a table.
  std::set<RowKey> keys_of(std::string_view file, const std::vector<std::string>& key) const;
  RunFolder folder_;
};

class NativeResults : public Results {
 public:
  NativeResults(const Request&, const Host&, const std::vector<Skip>&);
  /// The record, its trial, threads and counters. Throws RunError when they cannot be written.
  void write(const NativeRecord&);
  /// Written anew each time: a summary belongs to all records there are.
  void write(const std::vector<Summary>&);
  /// Gives hidden placement modes other names, in what was recorded so far too.
  void rename(const ModeNames&);

 private:
  void write_counters(const Repetition&);

  CsvFile records_;
  Trials trials_;
  CsvFile threads_, counters_, figures_, percentiles_, histograms_, series_;
  struct Counted {
    std::optional<double> value;
    std::string gap, what;
    bool operator==(const Counted&) const = default;
  };
  /// What was told last of each trial's thread and event.
  std::map<std::tuple<unsigned, unsigned, std::string>, std::optional<Counted>> counted_;
};

class EmulatedResults : public Results {
 public:
  EmulatedResults(const Request&, const Host&, const std::vector<Skip>&);
  void write(const EmulatedRecord&);
  /// Whether a run that is gone on with has executed it before.
  bool has(const std::string& trial) const { return executed_.contains({trial}); }

 private:
  CsvFile records_, counters_;
  std::set<RowKey> executed_;
};

/// What an interrupted run was asked, from its run.csv. Throws InputError when there is none.
std::vector<std::string> recorded_arguments(const std::filesystem::path& folder);
/// Throws InputError when an interrupted run is of another machine, kernel or build than this.
void check_same_host(const std::filesystem::path& folder, const Host&);

/// What an interrupted run has measured already: enough of each record to go on, by trial.
struct Measured {
  unsigned repetition = 0;
  double ns_per_op = 0;
  std::optional<double> cycles_per_op;
  std::string mode;
  bool counts = true;                                   ///< neither disturbed nor wrong
  std::string disturbed = {}, wrong = {}, memory = {};  ///< as in the record
};
std::map<std::string, std::vector<Measured>> measured(const std::filesystem::path& folder);

}  // namespace fenceline
