// What a trial leaves behind. A native record has times; an emulated one has no member that could
// hold a time, and its own file: that an emulator's speed is taken for a machine's cannot happen.
#pragma once
#include <arch/units.h>
#include <harness/placement/placement.h>
#include <harness/results/csv.h>
#include <harness/team/counters.h>
#include <kernels/kernel.h>

#include <optional>
#include <string>
#include <vector>

namespace fenceline {

/// Which kernel with which arguments where: common to all records. `id` names it across repetitions.
struct TrialKey {
  std::string id;  ///< suite/kernel/args/placement/threads
  std::string suite, kernel, group, variant;
  unsigned width = 0;
  std::string use, how, order, metric, args;
  unsigned threads = 1;
  Placement placement;
  std::string told = {};  ///< the arguments in words: "4 KiB", "16" (args_words)
  bool peer = false;      ///< Kernel::peer
};

/// One thread's part of a repetition.
struct ThreadRecord {
  std::string role = {};  ///< empty where the kernel has but one
  unsigned cpu = 0;       ///< where it was pinned
  int ran_on_first = -1;  ///< where it found itself at the start and at the end (read back);
  int ran_on_last = -1;   ///< -1: the kernel does not tell
  uint64_t ops = 0;
  std::vector<CounterValue> counters;
};

/// One repetition on hardware.
struct NativeRecord {
  TrialKey key;
  unsigned repetition = 0;
  uint64_t ops = 0;            ///< of all threads
  Nanoseconds window;          ///< mean of the threads' windows
  double ns_per_op = 0;        ///< per thread, after subtraction
  double empty_ns_per_op = 0;  ///< what was subtracted: the empty loop beside it
  std::optional<double> cycles_per_op;
  std::string cycles_source;  ///< "pmu", "calibrated", or why there are none
  std::optional<double> core_ghz;
  std::optional<double> core_width;  ///< independent adds in a cycle, the fewer of before and after; one thread only
  double bytes_per_s = 0;            ///< bandwidth kernels only
  double overlap = 1;                ///< share of the longest window in which all threads ran
  double jain = 1;                   ///< fairness of the threads' ops: (Σx)²/(n·Σx²)
  double min_share = 1;              ///< fewest ops of a thread over the most
  std::optional<unsigned> memory_landed;
  double landed_share = 0;
  std::string memory;  ///< what of it is not as asked; empty: all is
  // what may have disturbed it
  uint64_t involuntary_switches = 0, migrations = 0;
  std::optional<uint64_t> run_delay_ns, steal_ns;  ///< nullopt: the kernel does not tell
  double frequency_change = 0;                     ///< |after/before - 1| of the calibrated core clock
  std::string disturbed;                           ///< the reasons, "; " between them; empty: none seen
  // hidden placement
  std::optional<double> probe_before_ns, probe_after_ns;  ///< half round trip of threads 0 and 1
  std::string mode;                                       ///< placement mode that the probe belongs to
  std::string wrong;                                      ///< what verify() found wrong; empty: the work was done
  std::vector<ThreadRecord> threads;
  std::vector<Figure> figures;  ///< what the kernel found out beside its time
  std::vector<Distribution> distributions;
  std::vector<Series> series;
};

/// One execution under an emulator, or on what could not be told: that it ran, and whether right.
struct EmulatedRecord {
  TrialKey key;
  uint64_t ops = 0;
  std::optional<unsigned> memory_landed;
  std::string wrong;
  std::vector<ThreadRecord> threads;
};

/// One trial over its repetitions, per placement mode.
struct Summary {
  TrialKey key;
  std::string mode;
  double mode_share = 1;  ///< of the trial's repetitions
  unsigned repetitions = 0, disturbed = 0;
  double median_ns = 0, low_ns = 0, high_ns = 0;  ///< with the 95 % interval in which other runs find it
  double min_ns = 0, max_ns = 0;
  std::optional<double> median_cycles, low_cycles, high_cycles;
  double between_ns =
      0;  ///< what of the interval's half width, relative to the median, is between runs (between_runs())
  std::optional<double> between_cycles;  ///< the same in cycles
  double width = 0;                      ///< that half width, relative to the median, in ns or cycles as it is narrower
  double bytes_per_op = 0;               ///< bandwidth kernels: what an operation of a thread moves
  bool closed = false;                   ///< the interval is good (thresholds.h)
  std::string memory;                    ///< what of its memory was not as asked; a part of the note
  std::string note;                      ///< what keeps it from being trusted, empty where nothing does
};

/// A trial, and the number by which the tables of its repetitions name it in one run's folder.
struct TrialRow {
  unsigned id;
  const TrialKey* key;
};

/// What a row of such a table is about: a record, and the number of its trial.
struct Repetition {
  const NativeRecord* record;
  unsigned trial;
};
struct ThreadRow : Repetition {
  unsigned thread;
};
struct CounterRow : Repetition {
  unsigned thread;
  CounterValue value;
};
struct FigureRow : Repetition {
  Figure figure;
};
struct PercentilesRow : Repetition {
  const Distribution* of;
};
struct BucketRow : Repetition {
  const Distribution* of;
  Histogram::Bucket bucket;
};
struct PointRow : Repetition {
  const Series* of;
  Series::Point point;
};
struct EmulatedCounterRow {
  const EmulatedRecord* record;
  unsigned thread;
  CounterValue value;
};

const Table<TrialRow>& trials_table();
const Table<Repetition>& records_table();
const Table<EmulatedRecord>& emulated_table();
const Table<Summary>& summary_table();
const Table<CounterRow>& counters_table();
const Table<EmulatedCounterRow>& emulated_counters_table();
const Table<ThreadRow>& threads_table();
const Table<FigureRow>& figures_table();
const Table<PercentilesRow>& percentiles_table();
const Table<BucketRow>& histograms_table();
const Table<PointRow>& series_table();
const Table<Skip>& skips_table();

/// Every results file of this version, for results/schema.csv: file, column, type, unit, meaning.
std::string schema_csv();

}  // namespace fenceline
