#include <harness/machine/host.h>

#include <harness/machine/fingerprint.h>
#include <harness/machine/platform.h>
#include <harness/machine/surroundings.h>

#include <algorithm>

namespace fenceline {

Host this_host(const std::string& topology, Verdict verdict) {
  Host host{load_machine(topology), std::move(verdict), {}, {}};
  if (!host.machine.live) return host;
  host.facts = environment(read_file, host.verdict);
  if (host.verdict.execution != Execution::qemu_user)  // whose files are its host's
    for (auto& fact : surroundings(read_file, resource_limits())) host.facts.push_back(std::move(fact));
  std::vector<unsigned> pus, nodes;
  for (const auto& pu : host.machine.pus) pus.push_back(pu.os);
  for (const auto& node : host.machine.nodes)
    if (node.allowed) nodes.push_back(node.os);
  std::ranges::sort(pus);
  std::ranges::sort(nodes);
  host.facts.push_back({"usable_pus", ranges(pus), ""});
  host.facts.push_back({"usable_nodes", ranges(nodes), nodes.empty() ? "none is told" : ""});
  const auto listed = [](std::string key, std::vector<unsigned> list) {
    std::ranges::sort(list);
    return Fact{std::move(key), list.empty() ? "" : ranges(list), list.empty() ? "none" : ""};
  };
  host.facts.push_back(listed("disallowed_pus", host.machine.disallowed));
  host.facts.push_back(listed("offline_pus", host.machine.offline));
  const auto binary = fingerprint("/proc/self/exe");
  host.facts.push_back({"binary", binary, binary.empty() ? "/proc/self/exe cannot be read" : ""});
  host.name = machine_name(read_file, host.verdict);
  return host;
}

}  // namespace fenceline
