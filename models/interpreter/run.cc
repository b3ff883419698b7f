// The checks of a program, one after the other, and what `with … from` chooses.
#include <models/interpreter/machine.h>

#include <base/text.h>

#include <algorithm>

namespace fenceline::models::cat {

Machine::Machine(std::shared_ptr<const Program> program)
    : program_(std::move(program)),
      viewer_(program_->wishes),
      slots_(program_->slots.size()),
      kept_(program_->caches),
      solving_(program_->groups.size(), false) {}

void Machine::look_at(const Execution& x, std::string_view without) {
  const bool fresh = x.paths == 0 || x.paths != paths_ || without_ != without;
  paths_ = x.paths;
  without_ = without;
  if (fresh) ++version_[0], ++version_[1];
  ++version_[2];
  view_ = &viewer_.look(x, fresh);
  named_.clear();
  depth_ = 0;
}

void Machine::run(const Execution& x, Axioms& a) {
  look_at(x, a.without());
  steps(program_->steps, 0, a, nullptr);
}

void Machine::steps(const std::vector<Step>& list, std::size_t at, Axioms& a, const Next* next) {
  for (; at < list.size(); ++at) {
    const Step& step = list[at];
    if (a.violated() && !a.explains()) return;
    const Next rest = [&](Axioms& b) { steps(list, at + 1, b, next); };
    switch (step.kind) {
      case Step::kCheck:
        check(*step.check, a);
        continue;
      case Step::kGroup:
        slot(program_->groups[step.slot].slots[0]);
        check(*step.check, a);
        continue;
      case Step::kWith:
        return choose(list, at, a, next);
      case Step::kForall: {
        const std::vector<Value> all = elements(evaluate(*step.value, nullptr), step.where);
        return each(step, all, a, rest);
      }
      case Step::kMatch: {
        const Value v = evaluate(*step.value, nullptr);
        const auto* tag = v.as<TagValue>();
        if (!tag) throw Wrong(step.where, "a tag is expected, not " + kind_of(v));
        for (const Step::Clause& clause : step.clauses)
          if (clause.tag == tag->name || clause.tag.empty()) return steps(clause.body, 0, a, &rest);
        throw Wrong(step.where, "there is no clause for '" + printable(tag->name));
      }
    }
  }
  if (next != nullptr) (*next)(a);
}

// An execution is allowed if it is with one of the values.
void Machine::choose(const std::vector<Step>& list, std::size_t at, Axioms& a, const Next* next) {
  const Step& step = list[at];
  const std::vector<Value> all = elements(evaluate(*step.value, nullptr), step.where);
  if (all.empty()) a.reject(program_->slots[step.slot].name);
  if (all.size() <= 1) {
    if (!all.empty()) assign(step.slot, all[0]);
    return steps(list, at + 1, a, next);
  }
  const Axioms before = a;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Axioms tried = before;
    assign(step.slot, all[i]);
    named_.clear();  // what hangs on the value has others now
    steps(list, at + 1, tried, next);
    if (i == 0 || !tried.violated()) a = tried;
    if (!tried.violated()) return;
  }
}

void Machine::each(const Step& step, std::span<const Value> left, Axioms& a, const Next& next) {
  if (left.empty()) return next(a);
  assign(step.slot, left[0]);
  const Next others = [&](Axioms& b) { each(step, left.subspan(1), b, next); };
  steps(step.body, 0, a, &others);
}

// What hangs on the value is looked up anew, unless it is the one that it was.
void Machine::assign(int index, const Value& value) {
  const Stage stage = program_->slots[index].stage;
  Kept& kept = slots_[index];
  if (stage == Stage::kChoice && kept.version == version_[0] && compare(kept.value, value) == 0) return;
  kept.value = value;
  kept.version = version_[0];
  if (stage == Stage::kChoice) ++version_[1];
  ++version_[2];
}

bool Machine::holds(const ResolvedCheck& c, const Value& v) const {
  bool yes = true;
  if (c.kind == Check::kEmpty) {
    if (const auto* s = v.as<Events>())
      yes = s->set == 0;
    else if (const auto* s = v.as<ValueSet>())
      yes = s->values->empty();
    else
      yes = as_relation(v, c.where).empty();
  } else {
    const Relation r = as_relation(v, c.where);
    yes = c.kind == Check::kAcyclic ? r.acyclic() : r.irreflexive();
  }
  return yes != c.negated;
}

void Machine::check(const ResolvedCheck& c, Axioms& a) {
  Value scratch;
  const Value& v = look(*c.of, nullptr, scratch);
  const bool ok = holds(c, v);
  // What relates, for explanations; a set stands for its events.
  const auto shown = [&] {
    if (ok && c.meaning == Check::kForbids) return viewer_.original(Relation(size()));
    return viewer_.original(v.as<Events>() ? identity(v.as<Events>()->set, size()) : as_relation(v, c.where));
  };
  const bool of_pairs = c.kind == Check::kEmpty && c.negated && !v.as<ValueSet>();
  switch (c.meaning) {
    case Check::kAsserts:
      if (!ok)
        throw Unsupported("the text asserts '" + printable(c.name) + "' at " + to_string(c.where) +
                          ", which does not hold");
      return;
    case Check::kFlags:
      if (!ok) return;
      a.flag(c.name, of_pairs ? shown() : Relation(size()));
      // The kernel's model says so where a test has no defined behaviour.
      if (c.name == "data-race" && of_pairs) a.race(c.name, shown());
      return;
    case Check::kUndefinedUnless:
      if (!ok && c.kind == Check::kEmpty && !c.negated) return a.race(c.name, shown());
      if (!ok) a.flag(c.name, Relation(size()));
      return;
    case Check::kForbids:
      break;
  }
  if (ok && !a.explains()) return;
  if (c.negated || v.as<ValueSet>()) {
    if (!ok) a.reject(c.name);
    return;
  }
  if (a.explains()) name_clauses(c, a);
  if (c.kind == Check::kEmpty) return a.empty(c.name, shown());
  if (c.kind == Check::kAcyclic) return a.acyclic(c.name, shown());
  std::vector<Relation> ways;
  if (a.explains() && c.of->kind == Node::kExpression && c.of->op == Expr::kSequence)
    for (const Node* part : c.of->parts) ways.push_back(viewer_.original(relation(*part, nullptr)));
  else
    ways.push_back(shown());
  a.irreflexive(c.name, ways);
}

void Machine::name_clauses(const ResolvedCheck& c, Axioms& a) {
  const auto united = [&](const std::vector<const Node*>& parts) {
    Relation out(size());
    for (const Node* part : parts) out |= relation(*part, nullptr);
    return viewer_.original(out);
  };
  for (const int index : c.clauses) {
    if (!named_.insert(index).second) continue;
    const Slot& s = program_->slots[index];
    if (!slot(index).as<Relation>()) continue;
    if (s.builtin)
      a.clause(s.name, viewer_.original(*slot(index).as<Relation>()));
    else if (!s.parts.own.empty())
      a.clause(s.name, s.name == without_ ? Relation(size()) : united(s.parts.own));
    if (s.parts.transitive) a.clause(s.name, viewer_.original(*slot(index).as<Relation>()), united(s.parts.steps));
  }
}

}  // namespace fenceline::models::cat
