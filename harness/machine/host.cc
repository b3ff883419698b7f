#include <harness/machine/host.h>

#include <fmt/format.h>
#include <harness/machine/caveats.h>
#include <harness/machine/platform.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>

namespace fenceline {
namespace {

/// What the program itself is: two builds of changed sources have one revision. FNV-1a (Fowler, Noll, Vo) by words of
/// eight bytes, for an emulator reads slowly. Empty where the file cannot be read.
std::string program() {
  std::ifstream in("/proc/self/exe", std::ios::binary);
  uint64_t hash = 0xcbf29ce484222325, word = 0;
  size_t bytes = 0;
  for (std::array<char, 1 << 16> block{}; in.read(block.data(), block.size()), in.gcount() > 0;) {
    const auto size = size_t(in.gcount());
    std::fill(block.begin() + ptrdiff_t(size), block.end(), '\0');
    for (size_t at = 0; at < size; at += sizeof word) {
      std::memcpy(&word, block.data() + at, sizeof word);
      hash = (hash ^ word) * 0x100000001b3;
    }
    bytes += size;
  }
  return bytes ? fmt::format("{:016x}, {} bytes", hash, bytes) : "";
}

}  // namespace

Host this_host(const std::string& topology, Verdict verdict) {
  Host host{load_machine(topology), std::move(verdict), {}, {}};
  if (!host.machine.live) return host;
  host.facts = environment(read_file, host.verdict);
  std::vector<unsigned> pus, nodes;
  for (const auto& pu : host.machine.pus) pus.push_back(pu.os);
  for (const auto& node : host.machine.nodes)
    if (node.allowed) nodes.push_back(node.os);
  std::ranges::sort(pus);
  std::ranges::sort(nodes);
  host.facts.push_back({"usable_pus", ranges(pus), ""});
  host.facts.push_back({"usable_nodes", ranges(nodes), nodes.empty() ? "none is told" : ""});
  const auto binary = program();
  host.facts.push_back({"binary", binary, binary.empty() ? "/proc/self/exe cannot be read" : ""});
  for (auto& sentence : caveats(host.machine, read_file)) host.facts.push_back({"caveat", std::move(sentence), ""});
  host.name = machine_name(read_file, host.verdict);
  return host;
}

}  // namespace fenceline
