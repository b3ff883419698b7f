// Finds the ways in which the accesses to one address may read and be ordered: first what each read takes its value from,
// then the orders of the writes that this leaves.
#pragma once

#include <models/execution.h>
#include <models/search/enumerate.h>

#include <array>
#include <functional>
#include <utility>
#include <vector>

namespace fenceline::models {

// Puts `first` before `second` in a transitive relation, where row(e) holds what comes before e; false if that makes a
// cycle.
bool put_before(Relation& before, int first, int second);

class AddressSolver {
 public:
  using Found = std::function<bool()>;

  // `initial`: the initial write to the address. `steps`: of the whole search, which are counted on.
  AddressSolver(const Execution& x, int initial, const EnumerateOptions& options, std::size_t& steps);

  // Writes that may be the last.
  EventSet last_writes() const;

  // Calls found() for every way that ends in `last`, until it returns false: then so does each().
  bool each(int last, const Found& found);

  // Counts one more of `steps`. Throws TooLarge.
  void step();

  // The way that was found last.
  const std::vector<int>& order() const { return order_; }                      // writes in co
  const std::vector<std::pair<int, int>>& sources() const { return sources_; }  // write, read

 private:
  bool synchronizes(int access) const;
  EventSet ordered(int read) const;
  bool coherent(int read, EventSet sourced, Relation& precede) const;
  bool source_reads(std::size_t next, EventSet sourced, const Relation& precede, const Found& found);
  bool taken(int read, int write, EventSet sourced) const;
  void find_updates();
  bool order_writes(EventSet left, EventSet open, const Relation& precede, const Found& found);

  const Execution& x_;
  const EnumerateOptions& options_;
  std::size_t& steps_;
  const int initial_;
  int last_ = -1;  // write
  EventSet writes_ = 0;
  std::vector<int> reads_;
  Relation before_;
  std::array<int, kMaxEvents> source_ = {};        // of each read
  std::array<EventSet, kMaxEvents> updates_ = {};  // of each write, the writes of updates that read it
  std::vector<int> order_;
  std::vector<std::pair<int, int>> sources_;
};

}  // namespace fenceline::models
