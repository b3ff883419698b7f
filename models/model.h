// A memory model: named axioms over candidate executions. One file each in memory/.
#pragma once

#include <models/execution.h>

#include <functional>
#include <initializer_list>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fenceline::models {

// Why an execution is forbidden; or why its program is undefined.
struct Violation {
  struct Step {
    int from = 0, to = 0;
    std::string label;  // the names of the clauses or base relations that hold the pair
  };
  std::string axiom;        // empty: no violation
  std::vector<Step> cycle;  // ends where it began, except for an `empty` axiom
};

// What a model writes its axioms with. After the first violation all further checks are void.
class Axioms {
 public:
  using Names = std::set<std::string, std::less<>>;

  // `mattered`: is given the names of what an answer hangs on, the axioms that forbid an execution and the clauses that
  // relate events in one that was not forbidden before. Without any other one nothing changes.
  explicit Axioms(std::string_view without = {}, bool explain = false, Names* mattered = nullptr)
      : without_(without), explain_(explain), mattered_(mattered) {}

  // A named part of a definition. Its name labels edges of explanations, and it can be left out by
  // that name, so that a test can show that it matters.
  Relation clause(std::string_view name, Relation r);

  // Of pairs that explanations show as the shortest way along `steps`.
  Relation clause(std::string_view name, Relation r, const Relation& steps);

  // r, and the clause `name`: what r orders before a part of an access is ordered before all of it.
  Relation whole(std::string_view name, const Execution& x, const Relation& r);

  // `name` forbids cycles of r, loops of r, any pair of r.
  void acyclic(std::string_view name, const Relation& r);
  // The steps in sequence: irreflexive("observation", {fre, prop, hb*}).
  void irreflexive(std::string_view name, std::initializer_list<Relation> steps) {
    irreflexive(name, std::span(steps.begin(), steps.size()));
  }
  void irreflexive(std::string_view name, std::span<const Relation> steps);
  void empty(std::string_view name, const Relation& r);

  // The axioms that all hardware models share. `x` keeps them by construction where judge() prunes.
  void sc_per_location(const Execution& x, bool load_load_hazard = false);
  void atomicity(const Execution& x);

  // Two accesses of r are a data race: the test has no defined behaviour, whatever else it shows.
  // A race counts in executions that break no axiom, so this stands behind all axioms.
  void race(std::string_view name, const Relation& r);

  // An axiom that does not hold, and of which no pairs of events could be shown.
  void reject(std::string_view name);
  // Something about the execution that is to be told, and that forbids nothing: r has the events that it is about.
  void flag(std::string_view name, const Relation& r);

  // Every name is asked for then, also those that the execution has no use for.
  bool explains() const { return explain_; }
  std::string_view without() const { return without_; }
  bool violated() const { return violated_; }
  bool raced() const { return raced_; }
  const Violation& violation() const { return violation_; }
  // Every name that was used, in order: what `without` may be.
  const std::vector<std::string>& names() const { return names_; }
  struct Flag {
    std::string name;
    int from = -1, to = -1;  // the events that show it; -1: none do
  };
  const std::vector<Flag>& flags() const { return flags_; }

 private:
  bool skip(std::string_view name);
  void matters(std::string_view name);
  void report(std::string_view name, const Relation& r, std::vector<int> cycle);
  void add_step(int from, int to);

  std::string_view without_;
  bool explain_;
  Names* mattered_;
  bool violated_ = false;
  bool raced_ = false;
  Violation violation_;
  std::vector<std::pair<std::string, Relation>> clauses_;
  std::vector<std::pair<Relation, Relation>> composed_;  // clauses with their steps
  std::vector<std::string> names_;
  std::vector<Flag> flags_;
};

// The names of axioms that the search for candidates may stand in for: without one of them it makes all candidates.
inline bool kept_by_search(std::string_view axiom) {
  return axiom == "sc-per-location" || axiom == "coherence" || axiom == "atomicity";
}

// Built-in ones are made once (models()); others may be made at any time, as of a text, and live as long as their user
// keeps them.
struct Model {
  std::string name;       // "x86-tso": for the command line
  std::string title;      // "x86-TSO"
  std::string source;     // manual section or paper that it follows; or the file that it was read from
  Isa isa = Isa::x86_64;  // the instruction set whose edges show the model in comparisons
  std::function<void(const Execution&, Axioms&)> axioms;
  bool any_isa = false;  // it is of no instruction set in particular: it judges tests of every language
  // The axioms cover accesses of several sizes to the same bytes; others refuse them.
  bool mixed_sizes = false;
  // Why its source does not cover the test; empty where it does. Null: it covers whatever is read.
  std::function<std::string(const LitmusTest&)> refuses = {};
  // SPARC RMO: two reads of one location may be reordered ("load-load hazard").
  bool load_load_hazard = false;
  // C++20: a value may be read from a write that is done only because it was read; that it should not is a
  // recommendation ([atomics.order]/8), no axiom.
  bool self_justified = false;
  // Linux: a data race counts only where the final state passes the test's filter, which stands for code that waits.
  bool filtered_races = false;
  // Is no execution allowed that is incoherent, or not atomic, where the axiom or clause of that name is left out? The
  // search then makes none.
  std::function<bool(std::string_view without)> coherent = [](std::string_view name) { return !kept_by_search(name); };
  // May executions of these paths, of which rf and co are not chosen yet, show a flag that is not told yet? Each is looked
  // at then, and not one for each final state. Null where it flags nothing.
  std::function<bool(const Execution& paths, const std::set<std::string>& told)> may_flag = {};
  // What is violated by the rf and co of some locations is so whatever those of the others are.
  bool monotone = false;
  // Go: a race leaves outcomes bounded, and is told beside them. Writes of one location have an order, as far as a
  // final state asks, but plain accesses that race need not agree with it.
  bool bounded_races = false;
};

// Does it judge tests of that language? C++, the Linux kernel and Go have models of their own; SC is one of everything.
bool judges(const Model& model, Isa isa);

std::span<const Model* const> models();
const Model* find_model(std::string_view name);  // null if there is none

}  // namespace fenceline::models
