#include <harness/run/fit.h>

#include <base/error.h>
#include <fmt/format.h>
#include <harness/machine/node_memory.h>

#include <algorithm>
#include <map>
#include <set>

namespace fenceline {
namespace {

std::string mib(uint64_t bytes) { return fmt::format("{} MiB", bytes >> 20); }

/// Of one plan: each node is asked about once.
class Fit {
 public:
  Fit(const Machine& machine, const MemoryOffer& offer) : machine_(machine), offer_(offer) {}

  /// Why the trial's memory cannot be had; empty if it can.
  std::string obstacle(const Trial& trial) {
    const uint64_t needed = memory_needed(trial.kernel->bytes(trial.threads, trial.args));
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
  const MemoryOffer& offer_;
  std::map<unsigned, std::string> refused_;
};

std::string name_of(const Trial& trial) {
  const std::string args = args_text(*trial.kernel, trial.args);
  return fmt::format("{}/{}{}{}", trial.kernel->suite, trial.kernel->name, args.empty() ? "" : " ", args);
}

}  // namespace

MemoryOffer memory_offer(const Machine& machine, unsigned threads) {
  return {memory_left(read_file, resource_limits(), threads),
          [](unsigned node) { return node_memory_left(read_file, node); },
          [&machine](unsigned node) { return node_refused(machine, node); }};
}

void fit(Plan& plan, const Machine& machine) {
  unsigned threads = 1;
  for (const auto& trial : plan.trials) threads = std::max(threads, trial.threads);
  fit(plan, machine, memory_offer(machine, threads));
}

void fit(Plan& plan, const Machine& machine, const MemoryOffer& offer) {
  Fit fit(machine, offer);
  std::set<std::pair<std::string, std::string>> told;
  std::erase_if(plan.trials, [&](const Trial& trial) {
    const Skip skip{name_of(trial) + " on " + trial.placement.label, fit.obstacle(trial)};
    if (skip.reason.empty()) return false;
    if (told.emplace(skip.what, skip.reason).second) plan.skips.push_back(skip);
    return true;
  });
  if (plan.trials.empty() && !told.empty())
    throw RunError(fmt::format("no trial's memory can be had here: {}: {}", told.begin()->first, told.begin()->second));
}

}  // namespace fenceline
