#include <models/model.h>

#include <algorithm>

namespace fenceline::models {

bool Axioms::skip(std::string_view name) {
  if (explain_ && std::find(names_.begin(), names_.end(), name) == names_.end()) names_.emplace_back(name);
  return violated_ || name == without_;
}

void Axioms::matters(std::string_view name) {
  if (mattered_ != nullptr && !violated_ && !mattered_->contains(name)) mattered_->emplace(name);
}

Relation Axioms::clause(std::string_view name, Relation r) {
  if (mattered_ != nullptr && !r.empty()) matters(name);
  if (explain_) {
    skip(name);
    clauses_.emplace_back(name, r);
  }
  return name == without_ ? Relation(r.size()) : r;
}

Relation Axioms::clause(std::string_view name, Relation r, const Relation& steps) {
  if (mattered_ != nullptr && !r.empty()) matters(name);
  if (explain_) {
    skip(name);
    composed_.emplace_back(r, steps);
  }
  return name == without_ ? Relation(r.size()) : r;
}

Relation Axioms::whole(std::string_view name, const Execution& x, const Relation& r) {
  return x.parts || explain_ ? r | clause(name, r * x.si - r) : r;
}

void Axioms::report(std::string_view name, const Relation& r, std::vector<int> cycle) {
  matters(name);
  violated_ = true;
  violation_.axiom = name;
  if (!explain_) return;
  if (cycle.empty()) {  // of an `empty` axiom: any pair
    const int i = first_of(r.domain());
    violation_.cycle = {{i, first_of(r.row(i)), std::string(name)}};
    return;
  }
  for (std::size_t i = 0; i < cycle.size(); ++i) add_step(cycle[i], cycle[(i + 1) % cycle.size()]);
}

void Axioms::add_step(int from, int to) {
  std::string label;
  for (const auto& [clause, relation] : clauses_)
    if (relation.has(from, to) && label.find(clause) == std::string::npos)
      label += (label.empty() ? "" : ", ") + clause;
  for (const auto& [composed, steps] : composed_) {
    if (!label.empty() || !composed.has(from, to)) continue;
    const std::vector<int> way = steps.shortest_path(from, to);
    if (way.size() < 3) continue;
    for (std::size_t i = 1; i < way.size(); ++i) add_step(way[i - 1], way[i]);
    return;
  }
  violation_.cycle.push_back({from, to, label});
}

void Axioms::acyclic(std::string_view name, const Relation& r) {
  if (skip(name) || r.acyclic()) return;
  report(name, r, explain_ ? r.shortest_cycle() : std::vector<int>());
}

void Axioms::irreflexive(std::string_view name, std::span<const Relation> steps) {
  if (skip(name)) return;
  Relation all = steps.front();
  for (auto step = steps.begin() + 1; step != steps.end(); ++step) all = all * *step;
  if (all.irreflexive()) return;
  std::vector<int> cycle(1, 0);
  while (!all.has(cycle[0], cycle[0])) ++cycle[0];
  // From the loop's event, some way through the steps and back.
  for (auto step = steps.begin(); step + 1 != steps.end() && explain_; ++step) {
    Relation rest = *(step + 1);
    for (auto later = step + 2; later != steps.end(); ++later) rest = rest * *later;
    const EventSet back = rest.inverse().row(cycle[0]);
    cycle.push_back(first_of(step->row(cycle.back()) & back));
  }
  if (cycle.size() > 1 && cycle.back() == cycle.front()) cycle.pop_back();
  report(name, all, cycle);
}

void Axioms::empty(std::string_view name, const Relation& r) {
  if (skip(name) || r.empty()) return;
  report(name, r, {});
}

void Axioms::reject(std::string_view name) {
  if (skip(name)) return;
  matters(name);
  violated_ = true;
  violation_.axiom = name;
}

void Axioms::flag(std::string_view name, const Relation& r) {
  const auto known = [&](const Flag& flag) { return flag.name == name; };
  if (std::any_of(flags_.begin(), flags_.end(), known)) return;
  Flag out{std::string(name)};
  if (!r.empty()) out.from = first_of(r.domain()), out.to = first_of(r.row(out.from));
  flags_.push_back(std::move(out));
}

void Axioms::race(std::string_view name, const Relation& r) {
  if (skip(name) || r.empty()) return;
  matters(name);
  raced_ = true;
  violation_.axiom = name;
  const int first = first_of(r.domain());
  violation_.cycle = {{first, first_of(r.row(first)), std::string(name)}};
}

void Axioms::sc_per_location(const Execution& x, bool load_load_hazard) {
  const Relation hazards = load_load_hazard ? x.po_loc.between(x.reads, x.reads) : x.none();
  acyclic("sc-per-location", (x.po_loc - hazards) | x.com);
}

void Axioms::atomicity(const Execution& x) { empty("atomicity", x.rmw & (x.fre * x.coe)); }

}  // namespace fenceline::models
