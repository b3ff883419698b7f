#include <harness/run/homes.h>

#include <algorithm>

namespace fenceline {
namespace {

/// Gives each new value the next number.
class Numbers {
 public:
  unsigned operator()(int value) {
    const auto at = std::ranges::find(met_, value);
    if (at != met_.end()) return static_cast<unsigned>(at - met_.begin());
    met_.push_back(value);
    return static_cast<unsigned>(met_.size() - 1);
  }

 private:
  std::vector<int> met_;
};

}  // namespace

std::vector<Shared::Home> homes(const Machine& machine, const Placement& placement, unsigned threads) {
  std::vector<Shared::Home> out;
  Numbers core, l3, node, package;
  for (unsigned t = 0; t < threads; ++t) {
    const Pu* pu = placement.pinned ? machine.pu(placement.cpus[t]) : nullptr;
    if (!pu) {
      out.emplace_back();
      continue;
    }
    // A PU without a core object is a core; memory may lie at another node than its own.
    out.push_back({.core = core(pu->core >= 0 ? pu->core : -1 - static_cast<int>(pu->logical)),
                   .l3 = l3(pu->l3),
                   .node = node(pu->numa >= 0 ? pu->numa : pu->node),
                   .package = package(pu->package)});
  }
  return out;
}

}  // namespace fenceline
