#include <models/model.h>

#include <algorithm>

namespace fenceline::models {

bool Axioms::skip(std::string_view name) {
  if (explain_ && std::find(names_.begin(), names_.end(), name) == names_.end())
    names_.emplace_back(name);
  return violated_ || name == without_;
}

Relation Axioms::clause(std::string_view name, Relation r) {
  if (explain_) {
    skip(name);
    clauses_.emplace_back(name, r);
  }
  return name == without_ ? Relation(r.size()) : r;
}

void Axioms::report(std::string_view name, const Relation& r, std::vector<int> cycle) {
  violated_ = true;
  violation_.axiom = name;
  if (!explain_) return;
  if (cycle.empty()) {  // of an `empty` axiom: any pair
    const int i = std::countr_zero(r.domain());
    violation_.cycle = {{i, std::countr_zero(r.row(i)), std::string(name)}};
    return;
  }
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const int from = cycle[i], to = cycle[(i + 1) % cycle.size()];
    std::string label;
    for (const auto& [clause, relation] : clauses_)
      if (relation.has(from, to) && label.find(clause) == std::string::npos)
        label += (label.empty() ? "" : ", ") + clause;
    violation_.cycle.push_back({from, to, label});
  }
}

void Axioms::acyclic(std::string_view name, const Relation& r) {
  if (skip(name) || r.acyclic()) return;
  report(name, r, explain_ ? r.shortest_cycle() : std::vector<int>());
}

void Axioms::irreflexive(std::string_view name, const Relation& r) {
  if (skip(name) || r.irreflexive()) return;
  int loop = 0;
  while (!r.has(loop, loop)) ++loop;
  report(name, r, {loop});
}

void Axioms::empty(std::string_view name, const Relation& r) {
  if (skip(name) || r.empty()) return;
  report(name, r, {});
}

void Axioms::sc_per_location(const Execution& x) { acyclic("sc-per-location", x.po_loc | x.com); }

void Axioms::atomicity(const Execution& x) { empty("atomicity", x.rmw & (x.fre * x.coe)); }

}  // namespace fenceline::models
