// A map that two threads insert into: both put their entry before the first one of a bucket, and one of them is lost.
#pragma once
#include <structures/lock/tas.h>

namespace fenceline::races {

/// Keys 0 … 7 in one bucket, and nothing that protects it.
template <class P>
class RacyMap {
 public:
  ~RacyMap() {
    for (Entry* entry = first_.read(); entry != nullptr;) {
      Entry* const next = entry->next.read();
      P::destroy(entry);
      entry = next;
    }
  }
  void insert(int key) {
    Entry* const entry = P::template make<Entry>(key);
    entry->next.write(first_.read());
    first_.write(entry);
  }
  bool contains(int key) {
    for (Entry* entry = first_.read(); entry != nullptr; entry = entry->next.read())
      if (entry->key == key) return true;
    return false;
  }

  void run(unsigned thread) { insert(static_cast<int>(thread)); }
  bool right() { return contains(0) && contains(1); }

 private:
  struct Entry {
    explicit Entry(int k) : key(k) {}
    const int key;
    typename P::template plain<Entry*> next{nullptr};
  };
  typename P::template plain<Entry*> first_{nullptr};
};

/// One thread at a time.
template <class P>
struct CuredMap {
  RacyMap<P> map;
  TtasLock<P> lock;

  void run(unsigned thread) {
    const Guard<TtasLock<P>> alone(lock);
    map.run(thread);
  }
  bool right() { return map.right(); }
};

}  // namespace fenceline::races
