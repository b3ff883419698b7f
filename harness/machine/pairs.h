// Pairs of PUs by how far they are apart, without looking at all n² of them one by one.
#pragma once
#include <harness/machine/machine.h>

#include <memory>
#include <utility>
#include <vector>

namespace fenceline {

/// All pairs of usable PUs at one distance.
struct PairClass {
  Distance distance;
  std::string label;                    ///< name(distance): "smt", "l3", "cross-package 21"
  uint64_t pairs = 0;                   ///< unordered pairs
  std::pair<unsigned, unsigned> first;  ///< OS numbers of its first pair in topology order

  /// Up to `count` different pairs in seeded random order, the nearer in topology order first in
  /// each; all of them where the class has no more. The same seed gives the same pairs.
  std::vector<std::pair<unsigned, unsigned>> sample(const Machine&, uint64_t seed, size_t count) const;

  struct Members;  ///< which pairs these are, in a compact form
  std::shared_ptr<const Members> members;
};

/// From near to far.
std::vector<PairClass> pair_classes(const Machine&);

/// The widest distance between two of these PUs; same_pu for one.
Distance widest(const Machine&, const std::vector<const Pu*>& pus);

}  // namespace fenceline
