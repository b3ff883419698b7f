// The machine in words, for --dry-run and --machine.
#include <base/text.h>
#include <fmt/format.h>
#include <harness/machine/pairs.h>
#include <harness/machine/pick.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace fenceline {
namespace {

std::string described(const std::string& key, const std::string& text) {
  constexpr size_t kIndent = 12;
  return wrapped(fmt::format("{:<{}}{}", key, kIndent, text), kIndent);
}

std::string times(size_t n, std::string_view what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); }

std::string levels(const Machine& machine) {
  const Pus pus = all_pus(machine);
  std::string text;
  auto add = [&](Level level, std::string_view what) {
    if (size_t n = groups(pus, level).size()) text += times(n, what) + ", ";
  };
  add(&Pu::package, "package");
  add(&Pu::die, "die");
  add(&Pu::numa, "NUMA node");
  add(&Pu::l3, "L3");
  add(&Pu::cluster, "cluster");
  add(&Pu::core, "core");
  return text + times(pus.size(), "usable PU");
}

std::string cache_kinds(const Machine& machine) {
  std::map<std::tuple<unsigned, std::string, uint64_t>, size_t> kinds;
  for (const Cache& c : machine.caches) ++kinds[{c.level, c.type, c.bytes}];
  std::string text;
  for (const auto& [kind, n] : kinds) {
    const auto& [level, type, size] = kind;
    text += fmt::format("{}{} x L{}{} {}", text.empty() ? "" : ", ", n, level,
                        type == "data"          ? "d"
                        : type == "instruction" ? "i"
                                                : "",
                        size == 0 ? "of unknown size" : bytes_text(size));
  }
  return text;
}

}  // namespace

std::string describe(const Machine& machine) {
  std::string text = described("machine", machine.source);
  text += described("has", levels(machine));
  std::vector<unsigned> usable;
  for (const Pu& pu : machine.pus) usable.push_back(pu.os);
  std::sort(usable.begin(), usable.end());
  text += described("PUs", ranges(usable));
  if (std::string caches = cache_kinds(machine); !caches.empty()) text += described("caches", caches);
  constexpr size_t kMostNodes = 8;
  for (size_t i = 0; i < std::min(kMostNodes, machine.nodes.size()); ++i) {
    const NumaNode& node = machine.nodes[i];
    text += described(fmt::format("node {}", node.os),
                      fmt::format("{}{}{}, PUs {}",
                                  node.has_memory ? (node.bytes > 0 ? bytes_text(node.bytes) : "memory") : "no memory",
                                  node.subtype.empty() ? "" : " " + node.subtype, node.allowed ? "" : " (not for us)",
                                  ranges(node.cpus)));
  }
  if (machine.nodes.size() > kMostNodes) {
    text += described("nodes", fmt::format("{} more", machine.nodes.size() - kMostNodes));
  }
  if (machine.pus.size() > 1) {
    std::string distances;
    for (const PairClass& c : pair_classes(machine)) {
      distances += fmt::format("{}{} ({})", distances.empty() ? "" : ", ", c.label, times(c.pairs, "pair"));
    }
    text += described("distances", distances);
  }
  for (const std::string& remark : machine.remarks) text += described("remark", remark);
  return text;
}

}  // namespace fenceline
