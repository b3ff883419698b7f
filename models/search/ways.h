// The ways in which the accesses to one address may read and be ordered. Where there are few they are kept, as they are
// gone through once for each choice that is made for the addresses before.
#pragma once

#include <models/search/address_solver.h>

#include <functional>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

namespace fenceline::models {

struct Way {
  std::vector<int> order;                    // writes in co
  std::vector<std::pair<int, int>> sources;  // write, read
  bool kept = false;
  // Of kept ways of other addresses: can the two be part of no execution?
  std::unordered_map<const Way*, bool> excludes = {};
};

class Ways {
 public:
  using Found = std::function<bool(Way&)>;

  // As for AddressSolver.
  Ways(const Execution& x, int initial, const EnumerateOptions& options, std::size_t& steps)
      : solver_(x, initial, options, steps) {}

  // Writes that may be the last.
  EventSet last_writes() const { return solver_.last_writes(); }
  // Calls found() for every way that ends in `last`, until it returns false: then so does each().
  bool each(int last, const Found& found);
  bool any(int last) {
    return !each(last, [](Way&) { return false; });
  }

 private:
  struct Known {
    bool few = false;
    std::vector<Way> ways;  // all, if there are few
  };
  Known& known(int last);

  AddressSolver solver_;
  std::map<int, Known> known_;  // by the last write
};

}  // namespace fenceline::models
