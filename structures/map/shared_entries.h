// Tables that have entries in common: an entry goes with the last of the tables that have it, so that who may look into
// one of them may use what is found there.
//
//              destructor   find, for_each
//   add        apart        apart
//   destructor of another table that has the same entries: together
//
// Tags: see published_table.h.
#pragma once
#include <structures/map/published_table.h>

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
  explicit SharedEntries(std::size_t room) : table_(room) {}
  ~SharedEntries() {
    for_each([](K, Entry* entry) {
      if (entry->let_go()) P::destroy(entry);
    });
  }

  std::size_t size() const { return table_.size(); }
  bool full() const { return table_.full(); }

  void add(K key, Entry* entry) {
    entry->keep();
    table_.add(key, entry);
  }
  /// Null where the key is not in.
  Entry* find(K key) const {
    Entry* entry = nullptr;
    table_.find(key, entry);
    return entry;
  }
  template <class F>
  void for_each(F&& f) const {
    table_.for_each(f);
  }

 private:
  PublishedTable<K, Entry*, P> table_;
};

}  // namespace fenceline
