// Runs a litmus test on this machine: generates its code, runs it in one of three modes, and counts
// the final states.
#pragma once
#include <kernels/litmus/collect.h>
#include <kernels/litmus/crew.h>
#include <kernels/litmus/program.h>
#include <kernels/litmus/sequence.h>
#include <models/program.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace fenceline::litmus {

enum class Mode : uint8_t {
  sync,      ///< all threads meet before every cell; addresses, skew and roles vary under a seed
  burst,     ///< all threads meet, start at one tick, and go through many cells on their own
  perpetual  ///< all threads iterate on one cell without meeting; see perpetual.h
};
std::string_view name(Mode);

struct Settings {
  Mode mode = Mode::burst;
  /// Cells between two meetings of a burst; of a perpetual run: iterations; of sync: per layout.
  unsigned cells = 2048;
  unsigned stride = 0;    ///< bytes from cell to cell; 0: as close as they fit
  bool together = false;  ///< a cell's locations share a line, else each has lines of its own
  bool carry = true;      ///< stores carry a sequence where the test can; else cells are reset
  /// Every thread reads all lines before a round; not of bursts that carry.
  bool preload = true;
  int skew = 0;        ///< ticks by which each thread starts after the one before it; sync: the most
  bool rotate = true;  ///< roles change between the workers
};
/// "burst cells=2048 stride=4 apart carry skew=0"
std::string to_string(const Settings&);

struct Tally {
  States states;          ///< final states; of a perpetual run: of equal iterations
  States frames;          ///< weak ones of a perpetual run, of other frames as well: `distinct`
  uint64_t outcomes = 0;  ///< iterations judged
  uint64_t weak = 0;      ///< final states that SC forbids, every iteration in at most one
  uint64_t pairs = 0;     ///< weak frames (perpetual.h); as `weak` except in perpetual runs
  double seconds = 0;
  std::string trouble;   ///< timeout, fault; what was counted before stands
  bool refused = false;  ///< it is an instruction that this CPU does not execute
  void add(const Tally&);
};

struct Limits {
  double seconds = 0.1;
  uint64_t outcomes = UINT64_MAX;
  double piece = 0;  ///< seconds between two looks at a clock that is dear to look at; 0: it is not
  const std::atomic<bool>* stop = nullptr;     ///< set from outside: finish soon
  std::chrono::milliseconds watchdog{10'000};  ///< beyond `seconds`
};

class Runner {
 public:
  /// `sc`: final states that sequential consistency allows; others that the test's filter lets through are weak. Where
  /// there may be more of them (`more`), none is called so. The crew has a worker for each of the test's threads, and
  /// outlives the runner.
  Runner(const models::LitmusTest&, Crew&, std::set<models::State> sc, bool more = false);
  ~Runner();

  /// Why the test has no such mode; empty: it has.
  std::string lacks(const Settings&) const;
  /// Throws std::runtime_error where an instruction cannot be assembled, or for a mode it lacks.
  Tally run(const Settings&, uint64_t seed, const Limits&);

 private:
  bool weak(const models::State&) const;
  Program& program(const Settings&, std::mt19937_64* vary, unsigned variant);
  void forget(const Settings&, unsigned variant);
  void burst(const Settings&, uint64_t seed, const Limits&, Tally&);
  void sync(const Settings&, uint64_t seed, const Limits&, Tally&);
  void perpetual(const Settings&, uint64_t seed, const Limits&, Tally&);

  static constexpr unsigned kUnroll = 16;
  const models::LitmusTest& test_;
  Crew& crew_;
  std::set<models::State> sc_;
  bool more_;
  std::optional<Sequence> sequence_;
  std::string no_sequence_;
  int largest_ = -1;
  std::vector<std::pair<std::string, std::unique_ptr<Program>>> programs_;
  std::map<const Program*, uint64_t> next_;  // where a program's sequence goes on
};

}  // namespace fenceline::litmus
