// A plan for people, and for programs.
#include <base/text.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/plan/plan.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

namespace fenceline {
namespace {

/// A placement, and for how many threads it is: one that is not pinned does not tell.
struct Shape {
  const Placement* placement;
  unsigned threads;
};

/// Kernels share their placements: each once, in the order in which they are met. `of`: of each trial, which it is.
std::vector<Shape> shapes(const Plan& plan, std::vector<size_t>& of) {
  std::vector<Shape> list;
  std::map<std::tuple<std::string_view, std::string_view, unsigned>, size_t> known;
  for (const auto& t : plan.trials) {
    const auto [at, fresh] = known.try_emplace({t.placement.policy, t.placement.label, t.threads}, list.size());
    if (fresh) list.push_back({&t.placement, t.threads});
    of.push_back(at->second);
  }
  return list;
}

std::string shape_line(const Shape& shape) {
  const Placement& p = *shape.placement;
  std::string line = fmt::format("  {:<30} x{:<4} {:<13} mem {:<5} CPUs ", p.policy + "." + p.label, shape.threads,
                                 name(p.relation), p.memory_node ? fmt::format("n{}", *p.memory_node) : "touch");
  std::string cpus = p.pinned ? fmt::format("{}", fmt::join(p.cpus, " ")) : "any";
  constexpr size_t kWidth = 80, kLeast = 8;
  const size_t room = std::max(kWidth - std::min(line.size(), kWidth), kLeast);
  if (cpus.size() > room) cpus = cpus.substr(0, room - 3) + "...";
  return line + cpus + "\n";
}

}  // namespace

std::string plan_text(const Plan& plan, const Request& request, const Machine& machine) {
  const auto first = std::ranges::count(plan.trials, 0u, &Trial::batch);
  std::string out = fmt::format("{} trials x {} repetitions, about {:.0f} s; seed {}\n", first, request.repetitions,
                                plan.estimated_s, request.seed);
  if (plan.budget_s > plan.estimated_s)
    out += fmt::format("open intervals get more, up to {:.0f} s (--budget)\n", plan.budget_s);
  if (const auto more = plan.trials.size() - size_t(first))
    out += fmt::format("{} further trials of pairs in reserve, for distances whose figures stay apart\n", more);
  if (!machine.live) out += fmt::format("(a plan only: {} is not this machine)\n", machine.source);

  std::vector<size_t> shape_of;
  const auto list = shapes(plan, shape_of);
  out += "\nplacements\n";
  std::map<std::string, unsigned> pairs;
  for (const auto& s : list)
    if (s.placement->policy == "pair") ++pairs[s.placement->distance];
  for (const auto& [distance, n] : pairs)
    out += fmt::format("  pairs {:<22} {} (each direction counted)\n", distance, n);
  for (const auto& s : list)
    if (s.placement->policy != "pair") out += shape_line(s);

  out += "\ntrials\n";
  std::map<std::string, unsigned> by_group;
  for (const auto& t : plan.trials) ++by_group[t.kernel->suite + "/" + t.kernel->group];
  for (const auto& [group, n] : by_group) out += fmt::format("  {:<40} {:>6}\n", group, n);
  if (!plan.skips.empty()) out += "\n" + skips_text(plan.skips);
  return out;
}

std::string skips_text(const std::vector<Skip>& skips) {
  // Kernels that lack the same are told by the first of them; placements each by its name.
  struct Gap {
    std::string reason, whats;
    size_t more = 0;
  };
  std::vector<Gap> gaps;
  for (const auto& s : skips) {
    auto at = std::ranges::find(gaps, s.reason, &Gap::reason);
    if (at == gaps.end())
      gaps.push_back({s.reason, s.what});
    else if (s.what.ends_with(" placement"))
      at->whats += ", " + s.what;
    else
      ++at->more;
  }
  std::string out = skips.empty() ? "" : "not here\n";
  for (const auto& [reason, whats, more] : gaps)
    out += wrapped(fmt::format("  {}{}: {}", whats, more ? fmt::format(" and {} more", more) : "", reason), 4);
  return out;
}

std::string plan_json(const Plan& plan, const Request& request, const Machine& machine) {
  using Json = nlohmann::ordered_json;
  std::vector<size_t> shape_of;
  Json placements = Json::array(), trials = Json::array(), skips = Json::array();
  for (const auto& [p, threads] : shapes(plan, shape_of)) {
    placements.push_back({{"policy", p->policy},
                          {"label", p->label},
                          {"threads", threads},
                          {"pinned", p->pinned},
                          {"oversubscribed", p->oversubscribed},
                          {"cpus", p->cpus},
                          {"memory_node", p->memory_node ? Json(*p->memory_node) : Json()},
                          {"relation", name(p->relation)},
                          {"distance", p->distance}});
  }
  for (size_t i = 0; i < plan.trials.size(); ++i)
    trials.push_back({{"id", plan.trials[i].id}, {"placement", shape_of[i]}, {"batch", plan.trials[i].batch}});
  for (const auto& s : plan.skips) skips.push_back({{"what", s.what}, {"reason", s.reason}});
  return Json{{"machine", machine.source},
              {"live", machine.live},
              {"remarks", machine.remarks},
              {"repetitions", request.repetitions},
              {"estimated_s", plan.estimated_s},
              {"placements", placements},
              {"trials", trials},
              {"skips", skips}}
             .dump(1) +
         "\n";
}

}  // namespace fenceline
