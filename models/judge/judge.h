// What a memory model says of a test: the verdict on its condition, every reachable final state,
// and on request an execution that shows the outcome or the cycle that forbids it.
#pragma once

#include <models/execution.h>
#include <models/model.h>
#include <models/program.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fenceline::models {

enum class Verdict : std::uint8_t {
  kAllowed,    // exists: some execution reaches it; ~exists and forall: some execution violates it
  kForbidden,  // exists and ~exists: no execution reaches it
  kRequired,   // forall: every execution satisfies it
  kUndefined,  // some execution has a data race, so that anything may happen
  kUndecided,  // no execution that was looked at reaches it, but loops may go round more often
};

struct Explanation {
  bool allowed = false;  // witness if true; else `violation` names the axiom, or the data race
  Execution execution;
  Violation violation;
};

constexpr std::size_t kMostStates = 10'000, kMostCandidates = 200'000;

struct Judgement {
  Verdict verdict = Verdict::kForbidden;
  std::vector<State> states;   // sorted, unique; values of test.observed. Not all, if undefined, cut or more
  bool cut = false;            // loops may go round more often than they were followed:
  int unroll = 0;              // so many times
  bool more = false;           // there may be others: beyond kMostStates, or so many executions, only those are looked
                               // for that are asked about
  std::size_t candidates = 0;  // executions that the axioms looked at
  std::size_t allowed = 0;
  // What the model flagged in some execution that it allows, and the events that show it: "rcu_read_lock() of P0".
  std::map<std::string, std::string> flags;
  std::optional<Explanation> explanation;  // where asked for, and where undefined
  // Of Go, whose races leave outcomes bounded: an execution with a data race; one in which the program stops because
  // all threads wait; and one in which it panics. None of these decides the verdict.
  std::optional<Explanation> race, deadlock, panic;
  // May it be reached? It is one of `states`, or these are not all.
  bool reaches(const State& state) const;
};

struct JudgeOptions {
  bool explain = false;
  std::string_view without = {};      // an axiom or clause to leave out (mutation tests)
  bool verdict_only = false;          // that, and whether there is a race: states, flags and stops are not looked for
  Axioms::Names* mattered = nullptr;  // is given what the answer hangs on, where the model's search is coherent
};

// Throws Unsupported (a runtime_error, one line) where the test lies outside what is modelled: too
// many events, an access outside all locations or not aligned to its size, accesses of mixed size
// to the same bytes where the model does not cover them.
Judgement judge(const LitmusTest& test, const Model& model, const JudgeOptions& options = {});

/// How many of what the model allows, and the filter lets pass, satisfy the condition, and how many do not.
struct Counts {
  std::uint64_t positive = 0, negative = 0;
};
/// Of executions: it looks at every one, where judge() is done with a final state once it is reached. Of final states where
/// there are more than kMostCounted.
constexpr std::size_t kMostCounted = 50'000;
Counts count(const LitmusTest& test, const Model& model, const Judgement& judgement);

std::string to_string(Verdict verdict);
// "loops were followed for 4 rounds, and may go on", if cut; else empty.
std::string cut_text(const Judgement& judgement);
// "data race between W[na] x=1 of P0 and R[na] x=0 of P1", if there is one; else empty.
std::string race_text(const Judgement& judgement);
// The events that a flag is about: "W[na] x=1 of P0", or two of them; empty if none show it.
std::string flag_text(const Execution& x, const Axioms::Flag& flag);
// "flag unmatched-rcu-lock: rcu_read_lock() of P0", for each; without the race that makes the verdict undefined.
std::vector<std::string> flag_lines(const Judgement& judgement);
// What was asked to be explained, in one line: the axiom with its cycle, a witness, or a race.
std::string in_a_line(const Judgement& judgement);
// That, what stops the program ("deadlock", "panic: close of closed channel in P1"), and cut_text(); joined by "; ".
std::string notes_text(const Judgement& judgement);
// Readable text: verdict, states, and the explanation if there is one.
std::string to_text(const LitmusTest& test, const Model& model, const Judgement& judgement);
// Graphviz DOT of the explanation's execution; empty if there is none.
std::string to_dot(const LitmusTest& test, const Model& model, const Judgement& judgement);

}  // namespace fenceline::models
