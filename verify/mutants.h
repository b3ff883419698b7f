// Mutants: each numbered access made weaker, one at a time, and what then goes wrong.
#pragma once
#include <verify/scenarios.h>

#include <span>

namespace fenceline::verify {

struct Mutant {
  NumberedAccess access;
  std::memory_order order = std::memory_order_relaxed;  // that it has instead
  std::string scenario;                                 // that shows it wrong
  std::optional<Violation> violation;                   // none: it survives
  std::string limit;                                    // it survives, but a bound was met
};

/// File and number: "stack/reclaimed.h (1)", the path below structures/; elsewhere the file's name alone.
std::string place_of(const NumberedAccess& access);

/// What an access may be weakened to, the strongest first. Of a fence, relaxed is none at all.
std::vector<std::memory_order> weaker(const NumberedAccess& access);

/// The numbered accesses that the scenarios execute, by file and number.
std::vector<NumberedAccess> numbered_accesses(std::span<const Entry> scenarios, const Options& bounds = {});

/// One for each access and weaker order, explored until a scenario shows it wrong. `bounds` that are given count before
/// the scenarios' own, but for those that are explored at random.
std::vector<Mutant> mutants(std::span<const Entry> scenarios, const Options& bounds = {});

}  // namespace fenceline::verify
