// Scenarios by name: what the tests explore, what mutants are killed by, what `explore` runs.
//
// A file under verify/scenarios/<kind>/ registers the scenarios of a structure:
//   const Registered pair{"queue/vyukov-mpmc", scenario<Pair>("a push meets a pop", {…}, …)};
#pragma once
#include <verify/explorer.h>

namespace fenceline::verify {

struct Entry {
  std::string structure;  // kind/name
  Scenario scenario;
  Options options = {};
  /// Text that a violation must contain, where the structure is there to be seen failing; else empty.
  std::string fails = {};
  std::string name() const { return structure + ": " + scenario.name; }
};

/// A scenario's own options, and in their place what is asked for.
Options with(Options own, const Options& asked);

/// All that are linked in, by name.
std::vector<Entry>& registry();

struct Registered {
  Registered(std::string structure, Scenario scenario, Options options = {}, std::string fails = {});
};

}  // namespace fenceline::verify
