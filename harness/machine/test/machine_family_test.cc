// Every policy on every kind of machine: the family in tests/data/topology, synthetic ones, and
// random ones with random limits. A folder of further saved topologies may be named in
// FENCELINE_MORE_TOPOLOGIES.
#include <base/error.h>
#include <gmock/gmock.h>
#include <harness/machine/pairs.h>
#include <harness/placement/placement.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "machine_truth.h"

namespace fenceline {
namespace {

namespace fs = std::filesystem;

const fs::path kData = fs::path(FENCELINE_SOURCE_DIR) / "tests/data/topology";

std::vector<std::string> synthetic() {
  return {"pu:1",
          "numa:2 pu:3",
          "pack:1 core:2 pu:1",
          "pack:2 numa:1 core:2 pu:2",
          "pack:2 numa:2 l3:1 core:2 pu:2",
          "pack:2 l3:2 l2:2 core:2 pu:1",
          "pack:1 die:2 l3:2 core:2 pu:2",
          "group:3 numa:1 pack:1 core:2 pu:1",
          "numa:1 pack:4 core:2 pu:1",
          "pack:1 core:2 l1:2 pu:2",
          "pack:2 numa:1 l3:1 l2:64 core:1 pu:2"};
}

std::vector<fs::path> files(const fs::path& folder) {
  std::vector<fs::path> list;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".xml") list.push_back(entry.path());
  }
  std::sort(list.begin(), list.end());
  return list;
}

/// What a policy must have for two threads, by looking at every pair.
void check_gaps(const Machine& machine, const Truth& truth, std::vector<std::string>& list) {
  std::set<Relation> there;
  bool packages = false, one_package = false, siblings = false, two_cores = false;
  for (const Pu& a : machine.pus) {
    for (const Pu& b : machine.pus) {
      if (a.os >= b.os) continue;
      there.insert(machine.relation(a, b));
      const bool core = truth.share(a.os, b.os, HWLOC_OBJ_CORE);
      siblings |= core;
      two_cores |= !core && truth.has(a.os, HWLOC_OBJ_CORE) && truth.has(b.os, HWLOC_OBJ_CORE);
      const bool package = truth.share(a.os, b.os, HWLOC_OBJ_PACKAGE);
      one_package |= package;
      packages |= !package && truth.has(a.os, HWLOC_OBJ_PACKAGE) && truth.has(b.os, HWLOC_OBJ_PACKAGE);
    }
  }
  auto has = [&](const char* policy, std::string_view label) {
    const Placements found = place(machine, {policy, {}}, 2);
    return std::any_of(found.list.begin(), found.list.end(), [&](const Placement& p) {
      return (p.label + " ").substr(0, label.size() + 1) == std::string(label) + " ";
    });
  };
  auto want = [&](const char* policy, const char* label, bool exists) {
    if (has(policy, label) != exists) {
      list.push_back(fmt::format("policy {}: '{}' {}", policy, label, exists ? "is missing" : "cannot exist"));
    }
  };
  want("smt", "smt", siblings);
  want("core", "core", two_cores);
  want("l3", "l3", there.contains(Relation::l3));
  want("package", "package", one_package);
  want("package", "cross-package", packages);
  std::set<Relation> placed;
  for (const Placement& p : place(machine, {"all", {}}, 2).list) placed.insert(p.relation);
  if (placed != there) list.push_back("policy all does not have the relations that exist");
}

/// Places every policy with a few thread counts: what is untrue of any of it.
std::vector<std::string> complaints(const Machine& machine) {
  const Truth truth(machine);
  std::vector<std::string> list;
  const auto most = static_cast<unsigned>(machine.pus.size());
  for (const PolicyInfo& policy : policies()) {
    Pin pin{policy.name, {}};
    if (policy.name == "list") {
      for (const Pu& pu : machine.pus) pin.cpus.push_back(pu.os);
    }
    for (unsigned n : std::set<unsigned>{1, 2, 3, 4, 8, most / 2, most}) {
      if (n == 0 || n > most) continue;
      const std::vector<std::string> found = truth.complaints(place(machine, pin, n), n);
      list.insert(list.end(), found.begin(), found.end());
    }
    EXPECT_THROW(place(machine, pin, most + 1), InputError);
    for (const Placement& p : place(machine, pin, most + 1, true).list) {
      EXPECT_EQ(p.oversubscribed, p.pinned);
      EXPECT_EQ(p.cpus.size(), p.pinned ? most + 1 : 0u);
    }
    for (unsigned n : default_thread_counts(machine, pin)) EXPECT_LE(n, most);
  }
  constexpr unsigned kAllPairs = 128;  // hwloc's objects are asked for each pair
  if (most > 1 && most <= kAllPairs) check_gaps(machine, truth, list);
  return list;
}

void check(const Machine& machine) {
  const std::vector<std::string> list = complaints(machine);
  for (size_t i = 0; i < std::min<size_t>(list.size(), 5); ++i) {
    ADD_FAILURE() << machine.source << ": " << list[i];
  }
}

/// Classes and their sizes against a count of the pairs one by one.
void check_pairs(const Machine& machine) {
  std::map<Distance, uint64_t> counted, classed;
  for (const Pu& a : machine.pus) {
    for (const Pu& b : machine.pus) {
      if (a.logical < b.logical) ++counted[machine.distance_between(a, b)];
    }
  }
  std::set<std::string> labels;
  for (const PairClass& c : pair_classes(machine)) {
    classed[c.distance] = c.pairs;
    EXPECT_TRUE(labels.insert(c.label).second) << c.label;
    const auto pairs = c.sample(machine, 7, 5);
    EXPECT_EQ(pairs, c.sample(machine, 7, 5));
    EXPECT_EQ(pairs.size(), std::min<uint64_t>(c.pairs, 5));
    EXPECT_EQ((std::set<std::pair<unsigned, unsigned>>(pairs.begin(), pairs.end()).size()), pairs.size());
    auto label = [&](std::pair<unsigned, unsigned> pair) {
      return machine.distance_class(*machine.pu(pair.first), *machine.pu(pair.second));
    };
    for (auto pair : pairs) EXPECT_EQ(label(pair), c.label);
    EXPECT_EQ(label(c.first), c.label);
  }
  EXPECT_EQ(counted, classed) << machine.source;
}

TEST(Family, EveryPolicyTellsTheTruth) {
  const std::vector<fs::path> saved = files(kData);
  ASSERT_GE(saved.size(), 26u);
  for (const fs::path& path : saved) {
    const Machine machine = load_machine(path);
    EXPECT_FALSE(machine.live);
    check(machine);
    check_pairs(machine);
  }
  for (const std::string& description : synthetic()) {
    const Machine machine = load_machine(description);
    check(machine);
    check_pairs(machine);
  }
}

TEST(Family, OfThisFolderNothingIsOddToHwloc) {
  for (const fs::path& path : files(kData)) {
    for (const std::string& remark : load_machine(path).remarks) {
      EXPECT_THAT(remark, testing::Not(testing::HasSubstr("hwloc:"))) << path;
    }
  }
}

TEST(Family, SavedOnesFromElsewhere) {
  const char* folder = std::getenv("FENCELINE_MORE_TOPOLOGIES");
  if (folder == nullptr) GTEST_SKIP() << "FENCELINE_MORE_TOPOLOGIES names no folder";
  size_t loaded = 0, refused = 0;
  for (const fs::path& path : files(folder)) {
    try {
      const Machine machine = load_machine(path);
      check(machine);
      if (machine.pus.size() <= 600) check_pairs(machine);
      ++loaded;
    } catch (const InputError& error) {
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
      ++refused;
    }
  }
  std::printf("%zu topologies, and %zu files that hwloc refuses\n", loaded, refused);
}

// ---- random machines --------------------------------------------------------------------------

using Random = std::mt19937;

std::string random_description(Random& random) {
  auto pick = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  static constexpr const char* kLevels[] = {"group", "pack", "numa", "die", "l3", "l2", "core"};
  std::string text;
  unsigned total = 1;
  for (const char* level : kLevels) {
    if (pick(2) == 0) continue;
    const unsigned arity = 1 + pick(3);
    if (total * arity > 64) continue;
    total *= arity;
    text += fmt::format("{}:{} ", level, arity);
  }
  return text + fmt::format("pu:{}", 1 + pick(4));
}

/// The description's machine with a random part of it forbidden, as a file's text.
std::string random_limits(const std::string& description, Random& random) {
  hwloc_topology_t topology;
  hwloc_topology_init(&topology);
  hwloc_topology_set_flags(topology, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
  hwloc_topology_set_synthetic(topology, description.c_str());
  EXPECT_EQ(hwloc_topology_load(topology), 0) << description;
  auto subset = [&](hwloc_const_bitmap_t of) {
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    for (int i = hwloc_bitmap_first(of); i >= 0; i = hwloc_bitmap_next(of, i)) {
      if (random() % 3 != 0) hwloc_bitmap_set(set, static_cast<unsigned>(i));
    }
    if (hwloc_bitmap_iszero(set)) {
      hwloc_bitmap_set(set, static_cast<unsigned>(hwloc_bitmap_last(of)));
    }
    return set;
  };
  hwloc_bitmap_t cpus = subset(hwloc_topology_get_topology_cpuset(topology));
  hwloc_bitmap_t nodes = subset(hwloc_topology_get_topology_nodeset(topology));
  if (random() % 2 == 0) {
    EXPECT_EQ(hwloc_topology_allow(topology, cpus, nodes, HWLOC_ALLOW_FLAG_CUSTOM), 0);
  } else {
    // What is removed for good is what a saved topology of a container looks like.
    EXPECT_EQ(hwloc_topology_restrict(topology, cpus, 0), 0);
  }
  hwloc_bitmap_free(cpus);
  hwloc_bitmap_free(nodes);
  char* text = nullptr;
  int length = 0;
  EXPECT_EQ(hwloc_topology_export_xmlbuffer(topology, &text, &length, 0), 0);
  std::string copy(text);
  hwloc_free_xmlbuffer(topology, text);
  hwloc_topology_destroy(topology);
  return copy;
}

TEST(Random, MachinesWithRandomLimits) {
  const std::string path = testing::TempDir() + fmt::format("fenceline-{}.xml", getpid());
  for (unsigned seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const std::string description = random_description(random);
    SCOPED_TRACE(description);
    std::ofstream(path) << random_limits(description, random);
    const Machine machine = load_machine(path);
    check(machine);
    check_pairs(machine);
    if (HasFailure()) break;
  }
  unlink(path.c_str());
}

// ---- golden plans -----------------------------------------------------------------------------

std::string plan_of(const Placements& placements, unsigned threads) {
  std::string text;
  for (const Placement& p : placements.list) {
    text += fmt::format("  {}: {} [{}{}{}]{}{}\n", threads, p.label, name(p.relation),
                        p.distance.empty() || p.distance == name(p.relation) ? "" : ", ",
                        p.distance == name(p.relation) ? "" : p.distance,
                        p.pinned ? fmt::format(" on {}", fmt::join(p.cpus, " ")) : "",
                        p.memory_node ? fmt::format(", memory n{}", *p.memory_node) : "");
  }
  for (const Skip& s : placements.skips) {
    text += fmt::format("  {}: no {}: {}\n", threads, s.what, s.reason);
  }
  return text;
}

std::string read(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// One golden file a policy: what it makes of every machine of the family. After a wanted change,
/// run with FENCELINE_UPDATE_GOLDEN=1 and read the difference.
TEST(Golden, Plans) {
  std::vector<std::pair<std::string, Machine>> machines;
  for (const fs::path& path : files(kData)) {
    machines.emplace_back(path.stem(), load_machine(path));
  }
  for (const char* description : {"pack:1 core:2 pu:1", "pack:2 numa:2 l3:2 core:2 pu:2"}) {
    machines.emplace_back(description, load_machine(description));
  }
  for (const PolicyInfo& policy : policies()) {
    std::string text;
    for (const auto& [title, machine] : machines) {
      text += title + "\n";
      Pin pin{policy.name, {}};
      if (policy.name == "list") {
        pin.cpus = {machine.pus.back().os};
        for (const Pu& pu : machine.pus) {
          if (pin.cpus.size() < 4 && pu.os != pin.cpus.front()) pin.cpus.push_back(pu.os);
        }
      }
      for (unsigned threads : {1u, 2u, 4u}) {
        if (threads <= machine.pus.size()) text += plan_of(place(machine, pin, threads), threads);
      }
    }
    const fs::path golden = kData / "golden" / (policy.name + ".txt");
    if (std::getenv("FENCELINE_UPDATE_GOLDEN") != nullptr) std::ofstream(golden) << text;
    EXPECT_EQ(read(golden), text) << golden;
  }
}

}  // namespace
}  // namespace fenceline
