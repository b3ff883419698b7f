#include <verify/mutants.h>

#include <algorithm>
#include <string_view>

namespace fenceline::verify {

std::string place_of(const NumberedAccess& a) {
  constexpr std::string_view kRoot = "structures/";
  const auto root = a.file.rfind(kRoot);
  const auto from = root != std::string::npos ? root + kRoot.size() : a.file.rfind('/') + 1;
  return a.file.substr(from) + " (" + std::to_string(a.number) + ")";
}

std::vector<std::memory_order> weaker(const NumberedAccess& a) {
  constexpr auto relaxed = std::memory_order_relaxed, acquire = std::memory_order_acquire,
                 release = std::memory_order_release, acq_rel = std::memory_order_acq_rel,
                 seq_cst = std::memory_order_seq_cst;
  std::vector<std::memory_order> out;
  const bool both = a.fence || (a.loads && a.stores);
  if (a.order == seq_cst && both) out.push_back(acq_rel);
  if ((a.order == seq_cst || a.order == acq_rel) && (both || a.loads)) out.push_back(acquire);
  if ((a.order == seq_cst || a.order == acq_rel) && (both || a.stores)) out.push_back(release);
  if (a.order != relaxed) out.push_back(relaxed);
  return out;
}

std::vector<NumberedAccess> numbered_accesses(std::span<const Entry> scenarios, const Options& bounds) {
  std::vector<NumberedAccess> out;
  for (const Entry& e : scenarios)
    for (const NumberedAccess& a : explore(e.scenario, with(e.options, bounds)).accesses) {
      const auto known = std::find_if(
          out.begin(), out.end(), [&](const NumberedAccess& b) { return a.file == b.file && a.number == b.number; });
      if (known == out.end())
        out.push_back(a);
      else
        known->loads |= a.loads, known->stores |= a.stores;
    }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<Mutant> mutants(std::span<const Entry> scenarios, const Options& bounds) {
  std::vector<Mutant> out;
  for (const NumberedAccess& access : numbered_accesses(scenarios, bounds)) {
    for (const std::memory_order order : weaker(access)) {
      Mutant& mutant = out.emplace_back(Mutant{access, order, {}, {}, {}});
      Options weakened = bounds;
      weakened.weakened.push_back({access.file, access.number, order});
      for (const Entry& e : scenarios) {
        Result r = explore(e.scenario, with(e.options, weakened));
        if (!r.limit.empty()) mutant.limit = r.limit;
        if (!r.violation) continue;
        mutant.scenario = e.scenario.name;
        mutant.violation = std::move(r.violation);
        break;
      }
    }
  }
  return out;
}

}  // namespace fenceline::verify
