// Every policy on every kind of machine: a family of descriptions, and random ones.
#include <gmock/gmock.h>
#include <harness/error.h>
#include <harness/pairs.h>
#include <harness/placement.h>

#include <filesystem>
#include <random>

#include "machine_truth.h"

namespace fenceline {
namespace {

/// Places every policy with a few thread counts, and collects what is untrue.
std::vector<std::string> complaints(const Machine& machine) {
  const Truth truth(machine);
  std::vector<std::string> list;
  const auto most = static_cast<unsigned>(machine.pus.size());
  std::set<unsigned> counts = {1, 2, 3, 4, 8, most / 2, most};
  for (const PolicyInfo& policy : policies()) {
    Pin pin{policy.name, {}};
    if (policy.name == "list") {
      for (const Pu& pu : machine.pus) pin.cpus.push_back(pu.os);
    }
    for (unsigned n : counts) {
      if (n == 0 || n > most) continue;
      const Placements placements = place(machine, pin, n);
      std::vector<std::string> found = truth.complaints(placements, n);
      list.insert(list.end(), found.begin(), found.end());
    }
    EXPECT_THROW(place(machine, pin, most + 1), InputError);
  }
  return list;
}

void check(const Machine& machine) {
  const std::vector<std::string> list = complaints(machine);
  for (size_t i = 0; i < std::min<size_t>(list.size(), 5); ++i) {
    ADD_FAILURE() << machine.source << ": " << list[i];
  }
}

/// Counted one by one: slow, and right.
void check_pairs(const Machine& machine) {
  std::map<Distance, uint64_t> counted;
  for (const Pu& a : machine.pus) {
    for (const Pu& b : machine.pus) {
      if (a.logical < b.logical) ++counted[machine.distance_between(a, b)];
    }
  }
  std::map<Distance, uint64_t> classed;
  for (const PairClass& c : pair_classes(machine)) {
    classed[c.distance] = c.pairs;
    const auto pairs = c.sample(machine, 7, 5);
    EXPECT_EQ(pairs, c.sample(machine, 7, 5));
    EXPECT_EQ(pairs.size(), std::min<uint64_t>(c.pairs, 5));
    EXPECT_EQ((std::set<std::pair<unsigned, unsigned>>(pairs.begin(), pairs.end()).size()),
              pairs.size());
    for (auto [a, b] : pairs) {
      EXPECT_EQ(machine.distance_class(*machine.pu(a), *machine.pu(b)), c.label);
    }
    EXPECT_EQ(machine.distance_class(*machine.pu(c.first.first), *machine.pu(c.first.second)),
              c.label);
  }
  EXPECT_EQ(counted, classed) << machine.source;
}

TEST(Family, More) {
  const char* folder = std::getenv("FENCELINE_MORE_TOPOLOGIES");
  if (folder == nullptr) GTEST_SKIP();
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    try {
      const Machine machine = load_machine(entry.path());
      check(machine);
      if (machine.pus.size() <= 600) check_pairs(machine);
    } catch (const InputError& error) {
      std::printf("%s\n", error.what());
    }
  }
}

}  // namespace
}  // namespace fenceline
