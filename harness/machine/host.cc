#include <harness/machine/host.h>

#include <harness/machine/platform.h>

namespace fenceline {

Host this_host(const std::string& topology, Verdict verdict) {
  Host host{load_machine(topology), std::move(verdict), {}, {}};
  if (!host.machine.live) return host;
  host.facts = environment(read_file, host.verdict);
  host.name = machine_name(read_file, host.verdict);
  return host;
}

}  // namespace fenceline
