// The folder that a run leaves behind: opened before the first trial, filled row by row.
#pragma once
#include <harness/machine/host.h>
#include <harness/plan/request.h>
#include <harness/results/record.h>

#include <filesystem>
#include <map>

namespace fenceline {

/// Files that every run has: run.csv, topology.xml, skips.csv. Where times may be written is decided by type:
/// NativeResults and EmulatedResults have different members.
class Results {
 public:
  const std::filesystem::path& folder() const { return folder_; }

 protected:
  Results(std::filesystem::path folder, bool resumed, const Request&, const Host&, const std::vector<Skip>&);
  std::filesystem::path folder_;
};

class NativeResults : public Results {
 public:
  NativeResults(std::filesystem::path folder, bool resumed, const Request&, const Host&, const std::vector<Skip>&);
  /// The record, its threads and counters. Throws RunError when they cannot be written.
  void write(const NativeRecord&);
  /// Written anew each time: a summary belongs to all records there are.
  void write(const std::vector<Summary>&);

 private:
  CsvFile records_, threads_, counters_, figures_;
};

class EmulatedResults : public Results {
 public:
  EmulatedResults(std::filesystem::path folder, bool resumed, const Request&, const Host&, const std::vector<Skip>&);
  void write(const EmulatedRecord&);

 private:
  CsvFile records_, counters_;
};

/// Where results go: --resume, --out, or results/<native|emulated>/<machine>/<time>. Creates it. Throws RunError
/// when it cannot be created or written, InputError when --out holds another run.
std::filesystem::path results_folder(const Request&, const Host&);

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
  bool counts = true;  ///< neither disturbed nor wrong
};
std::map<std::string, std::vector<Measured>> measured(const std::filesystem::path& folder);

}  // namespace fenceline
