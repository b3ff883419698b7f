// Which sequences of the mappings are stronger than they need be: another one of the instruction set for the same operation lets
// more happen, and still nothing that the family's own model forbids, whatever stands around it. results/reference/stronger.csv
// is a copy of what is found, for reports to tell what it costs; to bring it up to date:
//   FENCELINE_WRITE_STRONGER=results/reference/stronger.csv models_test --gtest_filter='Stronger.*'
#include <models/test/family_strength.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

namespace fenceline::models {
namespace {

struct Found {
  std::string isa, mapping, operation, sequence, enough;
};

// An operation of a mapping, and what others are compared with.
struct Operation {
  Shown& shown;
  const std::string& isa;
  const Mapping& mapping;
  const std::string& name;
  Needed& needed;
  std::vector<std::optional<bool>> owns =
      {};  // by program: whether its own sequence forbids it, as far as that was asked

  // Whether `other` lets more happen than its own sequence, nothing less, and nothing that is forbidden. Most others are too weak or
  // too strong, and the program that has shown that of one does so of the next.
  bool has_weaker(const std::string& other) {
    Mapping changed = mapping;
    changed[name] = other;
    owns.resize(needed.programs.size());
    bool weaker = false;
    for (std::size_t i = 0; i < needed.programs.size(); ++i) {
      if (i == needed.probes && !weaker) return false;
      const std::size_t first = i < needed.probes ? 0 : needed.probes;
      const std::size_t weak = needed.tell_weak[i], strong = needed.tell_strong[i];
      if (needed.forbidden[weak] && !forbids(changed, weak)) return to_front(needed.tell_weak, first, i);
      if (!owns[strong]) owns[strong] = forbids(mapping, strong);
      const bool others = forbids(changed, strong);
      if (others && !*owns[strong]) return to_front(needed.tell_strong, first, i);
      weaker |= *owns[strong] && !others;
    }
    return weaker;
  }

 private:
  bool forbids(const Mapping& by, std::size_t program) { return shown.forbids(isa, by, needed.programs[program]); }
  static bool to_front(std::vector<std::size_t>& order, std::size_t first, std::size_t i) {
    const auto begin = order.begin();
    std::rotate(begin + static_cast<long>(first), begin + static_cast<long>(i), begin + static_cast<long>(i) + 1);
    return false;
  }
};

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
        Operation own{shown, isa, mapping, operation, needed.try_emplace(operation, family, operation).first->second};
        for (const std::string& other : all_of_use.at({isa, use_of(operation)}))
          if (other != sequence && own.has_weaker(other))
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
