#include <base/called.h>
#include <base/text.h>
#include <fmt/format.h>
#include <harness/doctor/told.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace fenceline {
namespace {

constexpr std::pair<const char*, Check> kChecks[] = {
    {"execution", execution_of},
    {"background load", load_of},
    {"steal", steal_of},
    {"CPU quota", quota_of},
    {"PUs", cpuset_of},
    {"memory", memory_of},
    {"threads", threads_of},
    {"open files", files_of},
    {"governor", governor_of},
    {"turbo", turbo_of},
    {"SMT", smt_of},
    {"isolated PUs", isolation_of},
    {"clock", clock_of},
    {"TSC", tsc_of},
    {"PMU", pmu_of},
    {"perf events", paranoid_of},
    {"huge pages", huge_pages_of},
    {"NUMA balancing", numa_balancing_of},
    {"swap", swap_of},
    {"irqbalance", irqbalance_of},
    {"mitigations", mitigations_of},
    {"split locks", split_locks_of},
    {"hypervisor", hypervisor_of},
    {"container", container_of},
    {"CPU model", model_of},
    {"locked memory", locked_of},
    {"priority", priority_of},
    {"build", build_of},
};

std::string entry_of(const Finding& f) {
  constexpr size_t kState = 27, kMore = 12;  // a path of /sys is to fit into a line
  std::string out = wrapped(fmt::format("{:<9} {:<17}{}", name(f.judgement), f.subject, f.state), kState);
  if (!f.disturbs.empty()) out += wrapped("  disturbs: " + f.disturbs, kMore);
  if (!f.change.empty()) out += wrapped("    change: " + f.change, kMore);
  return out;
}

Judgement worst(const std::vector<Finding>& list) {
  Judgement worst = Judgement::ok;
  for (const auto& f : list) worst = std::max(worst, f.judgement);
  return worst;
}

}  // namespace

std::string_view name(Judgement judgement) {
  switch (judgement) {
    case Judgement::ok:
      return "ok";
    case Judgement::note:
      return "note";
    case Judgement::disturbs:
      return "disturbs";
  }
  return "";
}

std::vector<Finding> findings(const std::vector<Fact>& facts) {
  const Told told(facts);
  std::vector<Finding> list;
  for (const auto& [subject, check] : kChecks) {
    list.push_back(check(told));
    list.back().subject = subject;
    if (told.value("execution") != "native") break;
  }
  return list;
}

std::string findings_text(const std::vector<Finding>& list) {
  std::string out;
  for (const Judgement j : {Judgement::disturbs, Judgement::note, Judgement::ok})
    for (const auto& f : list)
      if (f.judgement == j) out += entry_of(f);
  const auto count = [&](Judgement j) { return std::ranges::count(list, j, &Finding::judgement); };
  return out + fmt::format("\n{} of {} disturb, {} to know, {} ok\n", count(Judgement::disturbs), list.size(),
                           count(Judgement::note), count(Judgement::ok));
}

std::string findings_json(const std::vector<Finding>& list, const std::vector<Fact>& facts) {
  using Json = nlohmann::ordered_json;
  Json found = Json::array(), known = Json::object();
  for (const auto& f : list)
    found.push_back({{"subject", f.subject},
                     {"judgement", name(f.judgement)},
                     {"state", f.state},
                     {"disturbs", f.disturbs},
                     {"change", f.change}});
  Json unknown = Json::object();
  for (const auto& f : facts) (f.value.empty() ? unknown : known)[f.key] = f.value.empty() ? f.gap : f.value;
  return Json{{"judgement", name(worst(list))}, {"findings", found}, {"facts", known}, {"gaps", unknown}}.dump(1) +
         "\n";
}

std::string disturbances_text(const std::vector<Finding>& list) {
  std::string out;
  for (const auto& f : list)
    if (f.judgement == Judgement::disturbs)
      out += wrapped(fmt::format("  {}: {}: {}", f.subject, f.state, f.disturbs), 4);
  return out.empty() ? "" : "bear in mind (" + called() + " --doctor says what would change it)\n" + out;
}

}  // namespace fenceline
