#include <models/judge/conformance.h>
#include <models/memory/implied.h>
#include <models/search/enumerate.h>

#include <algorithm>

namespace fenceline::models {

std::vector<std::string> clause_names(const Model& model, const LitmusTest& test) {
  std::vector<std::string> names;
  enumerate(test, {}, [&](const Execution& x, const State&) {
    Axioms axioms({}, true);
    model.axioms(x, axioms);
    names = axioms.names();
    return axioms.violated();
  });
  return names;
}

bool needs(const LitmusTest& test, const Model& model, const Judgement& whole, std::string_view clause) {
  const Judgement j = judge(test, model, {.without = clause, .verdict_only = true});
  return j.verdict != whole.verdict || (whole.race.has_value() && !j.race.has_value());
}

namespace {

// Does the model say something that an implementation (Undefined: a program) can break, or, as in Go, has to find?
bool demands(const Judgement& j) {
  return j.race.has_value() || (j.verdict != Verdict::kAllowed && j.verdict != Verdict::kUndecided);
}

}  // namespace

Conformance conformance(const Model& model, Isa isa, int size) {
  Conformance out;
  std::vector<std::string> left;
  bool named = false;
  each_candidate(isa, size, true, [&](const Candidate& candidate) {
    if (!std::exchange(named, true))
      for (std::string& clause : clause_names(model, *candidate.test)) {
        // A text of that name may say otherwise.
        const std::string reason = find_model(model.name) == &model ? implied(model.name, clause) : std::string();
        if (reason.empty())
          left.push_back(std::move(clause));
        else
          out.unneeded.push_back({std::move(clause), reason});
      }
    try {
      Axioms::Names mattered;
      const Judgement whole = judge(*candidate.test, model, {.verdict_only = true, .mattered = &mattered});
      ++out.judged;
      if (!demands(whole)) return true;
      std::vector<std::string> needed;
      for (const std::string& clause : left) {
        const bool may_need = mattered.contains(clause) || !model.coherent(clause);
        if (may_need && needs(*candidate.test, model, whole, clause)) needed.push_back(clause);
      }
      if (needed.empty()) return true;
      std::erase_if(left, [&](const std::string& c) { return std::ranges::find(needed, c) != needed.end(); });
      out.tests.push_back({candidate, std::move(needed), judge(*candidate.test, model, {.explain = true})});
    } catch (const Unsupported&) {
    }
    return !left.empty();
  });
  for (std::string& clause : left) out.unneeded.push_back({std::move(clause), {}});
  return out;
}

}  // namespace fenceline::models
