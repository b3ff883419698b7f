#include <models/judge/distinguish.h>
#include <models/shapes/names.h>
#include <base/text.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// In a program that races, anything may happen.
bool reaches(const Judgement& j) { return j.verdict == Verdict::kAllowed || j.verdict == Verdict::kUndefined; }

// Its edges, as they stand where the cycle is read from another of its threads: once for each that makes the same shape.
std::vector<std::vector<std::string>> turned(const Candidate& c) {
  const auto tokens = split(c.shape->cycle, ' ');
  const auto gaps = static_cast<std::ptrdiff_t>(slots(*c.shape));
  std::vector<std::vector<std::string>> out;
  std::ptrdiff_t gap = 0, alone = 0;  // how many of the tokens before are gaps, how many leave a thread of one access
  for (std::size_t first = 0; first < tokens.size(); ++first) {
    auto cycle = tokens;
    std::rotate(cycle.begin(), cycle.begin() + static_cast<std::ptrdiff_t>(first), cycle.end());
    if (cycle == tokens) {
      out.push_back(c.edges);
      std::rotate(out.back().begin(), out.back().begin() + gap, out.back().begin() + gaps);
      if (std::ssize(c.edges) > gaps)
        std::rotate(out.back().begin() + gaps, out.back().begin() + gaps + alone, out.back().end());
    }
    const auto leaves = [](std::string_view token) { return token.back() == 'e'; };
    gap += leaves(tokens[first]) ? 0 : 1;
    alone += leaves(tokens[first]) && leaves(first == 0 ? tokens.back() : tokens[first - 1]) ? 1 : 0;
  }
  return out;
}

bool no_stronger(const Candidate& weak, const Candidate& strong, Isa isa) {
  if (weak.shape == nullptr || weak.shape != strong.shape) return false;
  const auto all = turned(weak);
  return std::any_of(all.begin(), all.end(), [&](const std::vector<std::string>& edges) {
    return std::equal(edges.begin(), edges.end(), strong.edges.begin(), strong.edges.end(),
                      [&](const std::string& a, const std::string& b) { return no_stronger(a, b, isa); });
  });
}

}  // namespace

Distinction distinguish(const Model& first, const Model& second, Isa isa, int size, std::size_t count) {
  Distinction out;
  out.complete = each_candidate(isa, size, true, [&](const Candidate& candidate) {
    try {
      const JudgeOptions asked{.verdict_only = true};
      const Judgement a = judge(*candidate.test, first, asked), b = judge(*candidate.test, second, asked);
      ++out.judged;
      if (reaches(a) == reaches(b) || a.verdict == Verdict::kUndecided || b.verdict == Verdict::kUndecided) return true;
    } catch (const Unsupported&) {
      return true;
    }
    Difference d;
    d.test = candidate;
    Judgement a = judge(*candidate.test, first, {.explain = true}),
              b = judge(*candidate.test, second, {.explain = true});
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
