// A hash table for one thread at a time, or for those that only read: probed one place after the other, and an erased
// place is filled from behind it, so that a look is at one line mostly. Doubles when it is three quarters full.
// D. E. Knuth, "The Art of Computer Programming" 3, 6.4, algorithms L and R.
#pragma once
#include <structures/map/hash.h>
#include <structures/native.h>

#include <bit>
#include <utility>

namespace fenceline {

/// K, V: copied, made with (). Hash: 64 bits; kSkipped of them, the highest, are the same for all keys here.
template <class K, class V, class P = Native, class Hash = FibonacciHash, int kSkipped = 0>
class ProbedTable {
 public:
  ProbedTable() = default;
  ~ProbedTable() { P::destroy_array(places_.read(), many()); }
  ProbedTable(const ProbedTable&) = delete;
  ProbedTable& operator=(const ProbedTable&) = delete;

  /// Room for so many keys; once, before anything else.
  void reserve(std::size_t keys) { make(std::bit_width(keys + keys / 3) + 1); }
  std::size_t size() const { return keys_.read(); }

  bool insert(const K& key, const V& value) {
    std::size_t at = seek(key);
    if (places_.read()[at].taken.read()) return false;
    if (4 * (size() + 1) > 3 * many()) {
      grow();
      at = seek(key);
    }
    places_.read()[at].put(key, value);
    keys_.write(size() + 1);
    return true;
  }
  bool find(const K& key, V& value) const {
    const Place& place = places_.read()[seek(key)];
    if (!place.taken.read()) return false;
    value = place.value.read();
    return true;
  }
  bool erase(const K& key) {
    Place* const places = places_.read();
    std::size_t hole = seek(key);
    if (!places[hole].taken.read()) return false;
    for (std::size_t at = next(hole); places[at].taken.read(); at = next(at)) {
      const K moved = places[at].key.read();
      // Whoever belongs behind the hole stays.
      if (distance(home(moved), at) < distance(hole, at)) continue;
      places[hole].put(moved, places[at].value.read());
      hole = at;
    }
    places[hole].taken.write(false);
    keys_.write(size() - 1);
    return true;
  }
  /// f(key, value) of each, in no order.
  template <class F>
  void for_each(F&& f) const {
    for (std::size_t i = 0; i < many(); ++i)
      if (const Place& place = places_.read()[i]; place.taken.read()) f(place.key.read(), place.value.read());
  }

 private:
  struct Place {
    typename P::template plain<K> key;
    typename P::template plain<V> value;
    typename P::template plain<bool> taken{false};
    void put(const K& k, const V& v) {
      key.write(k);
      value.write(v);
      taken.write(true);
    }
  };

  std::size_t many() const { return std::size_t{1} << bits_.read(); }
  std::size_t home(const K& key) const { return Hash{}(key) << kSkipped >> (64 - bits_.read()); }
  std::size_t next(std::size_t at) const { return (at + 1) & (many() - 1); }
  std::size_t distance(std::size_t from, std::size_t to) const { return (to - from) & (many() - 1); }
  /// Where the key is; where it is not there, the free place that it would have.
  std::size_t seek(const K& key) const {
    const Place* const places = places_.read();
    std::size_t at = home(key);
    while (places[at].taken.read() && places[at].key.read() != key) at = next(at);
    return at;
  }

  void make(int bits) {
    bits_.write(bits);
    places_.write(P::template make_array<Place>(many()));
  }
  void grow() {
    Place* const old = places_.read();
    const std::size_t before = many();
    make(bits_.read() + 1);
    for (std::size_t i = 0; i < before; ++i)
      if (old[i].taken.read()) places_.read()[seek(old[i].key.read())].put(old[i].key.read(), old[i].value.read());
    P::destroy_array(old, before);
  }

  typename P::template plain<Place*> places_{nullptr};
  typename P::template plain<int> bits_{0};
  typename P::template plain<std::size_t> keys_{0};
};

}  // namespace fenceline
