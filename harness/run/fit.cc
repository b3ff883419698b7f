#include <harness/run/fit.h>

#include <base/error.h>
#include <fmt/format.h>
#include <harness/machine/cgroup.h>
#include <harness/machine/load.h>
#include <harness/machine/node_memory.h>
#include <harness/plan/caches.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace fenceline {
namespace {

std::string mib(uint64_t bytes) { return fmt::format("{} MiB", bytes >> 20); }

/// Of one plan: each node is asked about once.
class Fit {
 public:
  Fit(const Machine& machine, const Offer& offer) : machine_(machine), offer_(offer), caches_(caches_of(machine)) {}

  /// Why the trial cannot be had; empty if it can.
  std::string obstacle(const Trial& trial) {
    if (const auto& left = offer_.threads_left; trial.threads > left.threads)
      return fmt::format("more threads than {} leaves us ({})", left.limit, left.threads);
    if (const auto cpus = offer_.cpus; cpus && trial.threads > std::ceil(*cpus))
      return fmt::format("more threads than the control group has CPU time for (cpu.max: {:.2f} CPUs); --threads={} takes "
                         "them all the same",
                         *cpus, trial.threads);
    const uint64_t needed = memory_needed(trial.kernel->needed(caches_, trial.threads, trial.args));
    if (needed > offer_.left.bytes)
      return fmt::format("more memory than {} leaves us ({})", offer_.left.limit, mib(offer_.left.bytes));
    const auto node = trial.placement.memory_node;
    if (!node) return "";
    if (const auto left = offer_.node_left(*node); left && needed > *left)
      return fmt::format("more memory than NUMA node {} has free ({})", *node, mib(*left));
    if (local(trial.placement)) return "";
    const auto [at, fresh] = refused_.try_emplace(*node);
    if (fresh) at->second = offer_.refused(*node);
    if (at->second.empty()) return "";
    return fmt::format("memory cannot be shown to lie on NUMA node {}: {}", *node, at->second);
  }

 private:
  /// It is the first thread's own node: first touch puts it there.
  bool local(const Placement& p) const {
    const NumaNode* node = machine_.node(*p.memory_node);
    return node && !p.cpus.empty() && std::ranges::find(node->cpus, p.cpus.front()) != node->cpus.end();
  }

  const Machine& machine_;
  const Offer& offer_;
  const Caches caches_;
  std::map<unsigned, std::string> refused_;
};

std::string kernel_with_parameters(const Trial& trial) {
  const std::string args = args_text(*trial.kernel, trial.args);
  return fmt::format("{}/{}{}{}", trial.kernel->suite, trial.kernel->name, args.empty() ? "" : " ", args);
}

}  // namespace

void fit(Plan& plan, const Request& request, const Machine& machine) {
  unsigned threads = 1;
  for (const auto& trial : plan.trials) threads = std::max(threads, trial.threads);
  const auto limits = resource_limits();
  // Beside those that measure one watches, so that what hangs is ended.
  constexpr unsigned kOwn = 1;
  const bool beyond = request.oversubscribe || !request.threads.empty();
  fit(plan, machine,
      {.left = memory_left(read_file, limits, threads + kOwn),
       .node_left = [](unsigned node) { return node_memory_left(read_file, node); },
       .refused = [&machine](unsigned node) { return node_refused(machine, node); },
       .threads_left = threads_left(read_file, limits, activity(false).users_threads),
       .cpus = beyond ? std::nullopt : cgroup_limits(read_file).cpus});
}

void fit(Plan& plan, const Machine& machine, const Offer& offer) {
  Fit fit(machine, offer);
  std::set<std::pair<std::string, std::string>> told;
  std::erase_if(plan.trials, [&](const Trial& trial) {
    const Skip skip{kernel_with_parameters(trial) + " on " + trial.placement.label, fit.obstacle(trial)};
    if (skip.reason.empty()) return false;
    if (told.emplace(skip.what, skip.reason).second) plan.skips.push_back(skip);
    return true;
  });
  if (plan.trials.empty() && !told.empty())
    throw RunError(fmt::format("nothing of this can be run here: {}: {}", told.begin()->first, told.begin()->second));
}

}  // namespace fenceline
