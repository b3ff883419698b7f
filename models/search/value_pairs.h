// Which paths of the threads cannot be part of one execution, as far as addresses and values tell: seen before any
// execution is put together. An address and a value are a pair, and pairs are numbered; those past the 64th are not
// looked at.
#pragma once

#include <models/search/enumerate.h>
#include <models/search/paths.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace fenceline::models {

class ValuePairs {
 public:
  using Counts = std::array<std::uint8_t, kMaxEvents>;  // of each pair

  // Paths that can be part of no execution, whatever the other threads do, are taken out of `paths`, which outlive this.
  ValuePairs(const LitmusTest& test, const EnumerateOptions& options, std::vector<std::vector<Path>>& paths);

  // Paths of the first threads, one of each, by number; and what they come to.
  struct Choice {
    std::vector<std::size_t> paths;
    EventSet needs = 0;   // pairs that they read
    Counts stored = {};   // how many of their writes, and of the initial ones, store a pair
    Counts updated = {};  // how many of their atomic updates read a pair
  };
  Choice none() const;
  Choice with(const Choice& choice, std::size_t path) const;  // of the next thread

  // Can they be part of an execution, whatever the other threads do?
  bool possible(const Choice& choice) const;

  // The last writes of a path: to each address that it writes to, addresses being numbered.
  using LastWrites = std::vector<std::pair<std::size_t, const Event*>>;
  const LastWrites& last_writes(std::size_t thread, std::size_t path) const { return summaries_[thread][path].last; }
  std::size_t addresses() const { return addresses_.size(); }

 private:
  // If each pair is stored by one write, coherence orders them as it orders the writes: the first comes before the
  // second; or the path cannot be.
  struct ValueOrder {
    std::uint8_t first, second;
    bool never;
  };

  // What there is to know of a path.
  struct Summary {
    EventSet needs = 0;
    Counts stored = {}, updated = {};
    std::vector<ValueOrder> order;
    LastWrites last;
  };

  int number(const Event& e) { return numbers_.emplace(std::pair(e.address, e.value), numbers_.size()).first->second; }
  int pairs() const { return std::min<int>(kMaxEvents, numbers_.size()); }
  void add(Counts& to, const Counts& more) const;
  bool reads_initial(const Event& e) const { return initial_value(test_, e.address, e.size) == e.value; }
  Summary summary(const Path& path);
  bool ordered(const Event& a, const Event& b) const;
  std::vector<ValueOrder> value_order(const Path& path);
  void note_feeds(const Path& path);
  void bound_writes();
  void leave_out_impossible(std::vector<std::vector<Path>>& paths);
  bool possible_alone(const Summary& path) const;

  const LitmusTest& test_;
  const EnumerateOptions& options_;
  std::map<std::pair<Value, Value>, int> numbers_;
  std::map<Value, std::size_t> addresses_;
  std::set<Value> ordinary_;                     // addresses that some write that is no synchronizing one stores to
  Counts initial_ = {};                          // pairs that nobody needs to store
  std::vector<std::vector<Summary>> summaries_;  // of each path of each thread
  EventSet plain_ = 0;                           // pairs that some write stores that is no update
  std::array<EventSet, kMaxEvents> feeds_ = {};  // what updates read that store a pair
  Counts bound_ = {};                            // writes of a pair, the initial one included
  Relation fixed_order_;                         // of pairs of one write
  std::vector<Counts> most_stored_;              // by the threads from the t-th on
};

}  // namespace fenceline::models
