// Tables that have entries in common: an entry goes with the last of the tables that have it, so that who may look into
// one of them may use what is found there.
//
//              destructor   find, for_each
//   add        apart        apart
//   destructor of another table that has the same entries: together
//
// Tags: see probed.h.
#pragma once
#include <structures/map/probed.h>

namespace fenceline {

/// What such an entry begins with.
template <class P>
class SharedEntry {
 public:
  void keep() { tables_.fetch_add(1, relaxed); }
  /// Whether that was the last table.
  bool let_go() {
    // (1) acq_rel: pairs with the acq_rel in (1) itself; forbids LB. What was done in the other tables comes before the end.
    return tables_.fetch_sub(1, acq_rel<1>) == 1;
  }

 private:
  typename P::template atomic<unsigned> tables_{0};
};

/// Entry: made by P::make, and derives from SharedEntry.
template <class K, class Entry, class P>
class SharedEntries {
 public:
  /// With room for so many keys at first.
  explicit SharedEntries(std::size_t keys) { table_.reserve(keys); }
  ~SharedEntries() {
    for_each([](const K&, Entry* entry) {
      if (entry->let_go()) P::destroy(entry);
    });
  }

  std::size_t size() const { return table_.size(); }

  /// The key is not in.
  void add(const K& key, Entry* entry) {
    entry->keep();
    table_.insert(key, entry);
  }
  /// Null where the key is not in.
  Entry* find(const K& key) const {
    Entry* entry = nullptr;
    table_.find(key, entry);
    return entry;
  }
  template <class F>
  void for_each(F&& f) const {
    table_.for_each(f);
  }

 private:
  ProbedTable<K, Entry*, P> table_;
};

}  // namespace fenceline
