// What the user asks for: the command line, understood.
#pragma once
#include <harness/placement/placement.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fenceline {

/// Litmus tests: which, for how long, or what is asked of the memory model.
struct LitmusRequest {
  std::vector<std::string> tests;        ///< names with wildcards, .litmus files, folders of them
  uint64_t sample = 0;                   ///< of each name's wildcards so many tests, drawn by the seed; 0: all
  std::string verdict;                   ///< of names only tests that the model so judges: allowed, forbidden; empty: all
  std::string mode = "auto";             ///< sync, burst, perpetual, or what shows most
  double seconds = 0;                    ///< for each test; 0: one second, or its share of the budget
  uint64_t outcomes = 0;                 ///< end each test after so many; 0: no such limit
  std::vector<std::string> stress;       ///< "memory", "sharing": other threads make it harder
  bool judge = false;                    ///< ask the model only, run nothing
  std::string isa;                       ///< of what is judged, exported, advised; empty: this machine's
  std::string model;                     ///< a name, or a file in cat; empty: the ISA's own
  std::vector<std::string> cat_folders;  ///< where files that it includes are looked for
  std::string explain;                   ///< a test whose verdict is to be shown
  std::string dot;                       ///< file for the drawing of what `explain` shows
  bool models = false;                   ///< the comparison table
  bool log = false;                      ///< told as herd7's and litmus7's logs, for mcompare
  std::string export_to;                 ///< folder that gets .litmus files
  std::string advise;                    ///< a shape whose bad outcome is to be forbidden cheaply
  std::vector<std::string> distinguish;  ///< two models to be told apart
  std::string conformance;               ///< a model whose clauses are to be tested
  int test_size = 7;                     ///< of the largest tests that are looked at for these two
  uint64_t most_tests = 10;              ///< so many tell two models apart
  bool searches() const { return !distinguish.empty() || !conformance.empty(); }
  bool any() const {
    return !tests.empty() || judge || models || !explain.empty() || !export_to.empty() || !advise.empty() || searches();
  }
};

enum class Action { run, list, explain, schema, version, list_trials, litmus, doctor, man, completion };

inline constexpr uint64_t kMostTestSize = 16;
inline constexpr uint64_t kMostRepetitions = 100'000, kMostOutcomes = 1'000'000'000'000, kMostSample = 1'000'000;

struct Request {
  Action action = Action::run;
  std::vector<std::string> suites;  ///< empty: "atomics"
  std::string filter;               ///< regular expression over trial ids
  std::string pin = "numa";
  std::vector<unsigned> threads;  ///< empty: default_thread_counts()
  bool oversubscribe = false;
  bool full_matrix = false;  ///< all pairs, where kernels measure pairs
  std::string mode;          ///< placement mode whose repetitions count; empty: each mode for itself
  std::string topology;      ///< file or description; empty: live
  std::string counters = "default";
  std::vector<std::string> plugins;               ///< files
  std::vector<std::string> asm_texts, asm_files;  ///< sequences of the user's own
  std::string asm_init;                           ///< what goes before each
  std::string assembler = "as";
  std::vector<std::string> opt_in;  ///< "allow-split-locks"
  bool dry_run = false;
  bool verify = false;  ///< run everything briefly, check the work, take no time
  std::string explain;
  std::string format = "text";  ///< text, json, herd
  std::string completion;       ///< shell that options are to be completed in
  std::string out;              ///< folder of the results; empty: results/<exec>/<host>/<time>
  std::string resume;
  std::string expect_execution;         ///< empty: whatever it is
  std::vector<std::string> parameters;  ///< "capacity=64,1024": see parse_parameters()
  uint64_t seed = 1;
  double window_ms = 1;
  unsigned repetitions = 30;      ///< at the least
  bool repetitions_told = false;  ///< by the user, or by what --quick means
  /// Further rounds for open intervals stop at this time; unset: kMostBudget, or less where there are few trials.
  std::optional<double> budget_s;
  double max_time_s = 0;  ///< everything does; 0: no such limit
  bool quick = false;
  bool alone = false;              ///< beside no other run
  std::vector<std::string> facts;  ///< "region=eu-central-1": see parse_facts()
  std::string benchmark_out;       ///< Google Benchmark's report beside the results
  std::string benchmark_out_format = "json";
  std::vector<std::string> benchmark_flags;  ///< that Google Benchmark itself is given
  LitmusRequest litmus;
  std::vector<std::string> arguments;  ///< as given, for run.csv and --resume
};

/// Throws InputError. Sets `exit_now` when --help has been answered on stdout.
Request parse_request(int argc, char** argv, bool& exit_now);

}  // namespace fenceline
