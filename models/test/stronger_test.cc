// Which sequences of the mappings are stronger than they need be: another one of the instruction set for the same operation lets
// more happen, and still nothing that the family's own model forbids, whatever stands around it. results/reference/stronger.csv
// is a copy of what is found, for reports to tell what it costs; to bring it up to date:
//   FENCELINE_WRITE_STRONGER=results/reference/stronger.csv models_test --gtest_filter='Stronger.*'
#include <models/test/family_strength.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace fenceline::models {
namespace {

struct Found {
  std::string isa, mapping, operation, sequence, enough;
};

// Whether `other` lets more happen than `own`, nothing less, and nothing that is forbidden.
bool weaker_and_enough(Shown& shown, const std::string& isa, const Mapping& mapping, const std::string& operation,
                       const std::string& own, const std::string& other, const Needed& needed) {
  bool weaker = false;
  for (std::size_t n = 0; n < needed.programs.size(); ++n) {
    if (n == needed.probes && !weaker) return false;
    const bool forbids = shown.forbids(isa, mapping, operation, other, needed.programs[n]);
    if (!forbids && needed.forbidden[n]) return false;
    const bool owns = shown.forbids(isa, mapping, operation, own, needed.programs[n]);
    if (forbids && !owns) return false;
    weaker |= owns && !forbids;
  }
  return weaker;
}

// Nothing is weaker than an update without order.
bool has_order(const std::string& operation) {
  return !is_update(operation) || (order_of(operation) != "relaxed" && order_of(operation) != "plain");
}

std::vector<Found> find_stronger() {
  std::vector<Found> out;
  const auto all_of_use = all_sequences();
  Shown shown;
  for (const std::string family : {"linux", "go", "openjdk"}) {
    std::map<std::string, Needed> needed;
    for (const auto& [key, mapping] : mappings(family)) {
      const auto& [isa, name] = key;
      if (name == "linux_3_13") continue;  // which is history
      for (const auto& [operation, sequence] : mapping) {
        // By what READ_ONCE finds others are read: of that these programs have nothing (Families.WhatIsReadByAPointer).
        if (family == "linux" && operation == "load relaxed") continue;
        if (!has_order(operation) || is_refuted(isa, name, operation) || is_refuted(isa, name, "failing " + operation))
          continue;
        for (const std::string& other : all_of_use.at({isa, use_of(operation)}))
          if (other != sequence && weaker_and_enough(shown, isa, mapping, operation, sequence, other,
                                                     needed.try_emplace(operation, family, operation).first->second))
            out.push_back({isa, name, operation, order_of(sequence), order_of(other)});
      }
    }
  }
  return out;
}

TEST(Stronger, IsWhatTheResultsTell) {
  std::ostringstream text;
  text << "isa,mapping,operation,sequence,enough\n";
  for (const Found& f : find_stronger())
    text << f.isa << "," << f.mapping << "," << f.operation << "," << f.sequence << "," << f.enough << "\n";
  const std::string file = std::string(FENCELINE_SOURCE) + "/results/reference/stronger.csv";
  if (const char* out = std::getenv("FENCELINE_WRITE_STRONGER")) std::ofstream(out) << text.str();
  std::stringstream there;
  there << std::ifstream(file).rdbuf();
  EXPECT_EQ(there.str(), text.str()) << "how to bring it up to date stands in stronger_test.cc";
}

}  // namespace
}  // namespace fenceline::models
