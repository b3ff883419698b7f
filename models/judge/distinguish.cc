#include <models/judge/distinguish.h>
#include <models/shapes/names.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// In a program that races, anything may happen.
bool reaches(const Judgement& j) { return j.verdict == Verdict::kAllowed || j.verdict == Verdict::kUndefined; }

bool no_stronger(const Candidate& weak, const Candidate& strong, Isa isa) {
  if (weak.shape == nullptr || weak.shape != strong.shape) return false;
  for (std::size_t i = 0; i < weak.edges.size(); ++i)
    if (!no_stronger(weak.edges[i], strong.edges[i], isa)) return false;
  return true;
}

}  // namespace

Distinction distinguish(const Model& first, const Model& second, Isa isa, int size, std::size_t count) {
  Distinction out;
  out.complete = each_candidate(isa, size, true, [&](const Candidate& candidate) {
    try {
      const Judgement a = judge(*candidate.test, first), b = judge(*candidate.test, second);
      ++out.judged;
      if (reaches(a) == reaches(b) || a.verdict == Verdict::kUndecided || b.verdict == Verdict::kUndecided) return true;
    } catch (const Unsupported&) {
      return true;
    }
    Difference d;
    d.test = candidate;
    Judgement a = judge(*candidate.test, first, {.explain = true}), b = judge(*candidate.test, second, {.explain = true});
    d.first_allows = reaches(a);
    if (std::any_of(out.found.begin(), out.found.end(), [&](const Difference& known) {
          return known.first_allows == d.first_allows && no_stronger(known.test, candidate, isa);
        }))
      return true;
    d.allowing = d.first_allows ? std::move(a) : std::move(b);
    d.forbidding = d.first_allows ? std::move(b) : std::move(a);
    out.found.push_back(std::move(d));
    return out.found.size() < count;
  });
  return out;
}

}  // namespace fenceline::models
