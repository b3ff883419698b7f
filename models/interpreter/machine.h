// Evaluates a program for one candidate after the other. What hangs on the paths of the threads alone is kept for all
// candidates of these paths.
#pragma once

#include <models/interpreter/program.h>
#include <models/interpreter/view.h>
#include <models/model.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace fenceline::models::cat {

class Machine {
 public:
  explicit Machine(std::shared_ptr<const Program> program);
  // Throws Wrong, and Unsupported where an assertion of the text does not hold.
  void run(const Execution& x, Axioms& a);
  // May executions of these paths show a flag that is not told? Throws Wrong.
  bool may_flag(const Execution& x, const std::set<std::string>& told);

 private:
  struct Kept {
    std::uint64_t version = 0;
    Value value;
  };
  using Next = std::function<void(Axioms&)>;

  // ---- evaluate.cc ----
  Value evaluate(const Node& n, const Env& env);
  // The value itself where it is kept, else made in `scratch`.
  const Value& look(const Node& n, const Env& env, Value& scratch);
  Value compute(const Node& n, const Env& env);
  const Value& slot(int index);
  void solve(int group);
  Value let(const Node& n, Env env);
  Value fixpoint(const Node& n, const Env& env);
  Value match_tag(const Node& n, const Env& env);
  Value match_set(const Node& n, const Env& env);
  bool compared(const Node& n, const Env& env);
  Value apply(const Value& function, const Value& argument, const Where& where);
  Env bound(bool tuple, int names, const Value& value, Env env, const Where& where) const;

  // ---- operations.cc ----
  Value unite(const Node& n, const Env& env);
  Value intersect(const Node& n, const Env& env);
  Value differ(const Node& n, const Env& env);
  Value sequence(const Node& n, const Env& env);
  Value complement(const Node& n, const Env& env);
  Value inverse(const Node& n, const Env& env);
  Value added(const Node& n, const Env& env);
  Value explicit_set(const Node& n, const Env& env);
  Relation relation(const Node& n, const Env& env);
  EventSet set(const Node& n, const Env& env);
  Relation as_relation(const Value& v, const Where& where) const;
  EventSet as_set(const Value& v, const Where& where) const;
  Relation all_pairs() const { return product(view_->all, view_->all, size()); }
  std::vector<Value> elements(const Value& v, const Where& where) const;

  // ---- primitives.cc ----
  Value call(Primitive primitive, const Value& argument, const Where& where);
  Value linearisations(EventSet events, const Relation& r) const;
  Value orders(EventSet events, const Relation& r, const Where& where) const;
  const Value* builtin(const std::string& name);

  // ---- classes.cc ----
  Value classes(const Relation& r) const;
  Relation between_classes(const std::vector<Value>& classes, const Relation& r, const Where& where) const;
  Value class_orders(const std::vector<Value>& classes, const Relation& r, const Where& where) const;

  // ---- flags.cc ----
  bool may_flag(const std::vector<Step>& list, const std::set<std::string>& told, bool always);
  bool surely_empty(const Node& n);

  // ---- run.cc ----
  void look_at(const Execution& x, std::string_view without);
  void steps(const std::vector<Step>& list, std::size_t at, Axioms& a, const Next* next);
  void check(const ResolvedCheck& c, Axioms& a);
  void choose(const std::vector<Step>& list, std::size_t at, Axioms& a, const Next* next);
  void each(const Step& step, std::span<const Value> left, Axioms& a, const Next& next);
  void assign(int slot, const Value& value);
  void name_clauses(const ResolvedCheck& c, Axioms& a);
  bool holds(const ResolvedCheck& c, const Value& v) const;

  int size() const { return view_->size(); }

  std::shared_ptr<const Program> program_;
  Viewer viewer_;
  const View* view_ = nullptr;
  std::uint64_t paths_ = 0;                                 // Execution::paths of the last candidate
  std::string without_;                                     // what was left out then
  std::array<std::uint64_t, kStages> version_ = {1, 1, 1};  // of what is kept
  std::vector<Kept> slots_, kept_;
  std::vector<bool> solving_;  // of each group
  std::set<int> named_;        // clauses that explanations know already
  int depth_ = 0;              // of evaluations within each other
};

}  // namespace fenceline::models::cat
