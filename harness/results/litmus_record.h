// What a litmus run leaves behind: litmus.csv. Under an emulator outcomes are worth having, their rate is not: the
// emulated record has no member that could hold one, and its own file.
#pragma once
#include <harness/placement/placement.h>
#include <harness/results/csv.h>

#include <string>

namespace fenceline {

/// One test on one placement, judged: what both kinds have.
struct LitmusRecord {
  std::string test, isa, model;
  Placement placement;
  unsigned threads = 0;
  std::string mode;               ///< "auto", or the one that was asked for
  std::string settings;           ///< what was picked
  unsigned settings_share = 100;  ///< percent of the time after the trials
  std::string stress;
  uint64_t outcomes = 0, weak = 0, pairs = 0;
  unsigned states_reached = 0, states_allowed = 0;
  std::string verdict;  ///< of the model on the test's condition: Allowed, Forbidden, Required, Undecided
  std::string condition;
  uint64_t matching = 0;  ///< outcomes that satisfy the condition
  std::string finding;    ///< "forbidden outcome observed: …"; empty: none
  std::string histogram;  ///< "0:rax=0; 1:rax=0: 12 weak | …"
  std::string trouble;    ///< timeout, fault
};

struct LitmusRates {
  double seconds = 0;         ///< all of it, with what was tried out
  double outcomes_per_s = 0;  ///< after the trials
  double weak_per_s = 0, pairs_per_s = 0;
};

struct NativeLitmusRecord : LitmusRecord, LitmusRates {};
struct EmulatedLitmusRecord : LitmusRecord {};

const Table<NativeLitmusRecord>& litmus_table();
const Table<EmulatedLitmusRecord>& emulated_litmus_table();

}  // namespace fenceline
