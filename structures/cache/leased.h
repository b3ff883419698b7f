// Cache of what a source holds, whose fillers cannot put back what was changed meanwhile: a miss gives a lease, the number
// that the key's place has before the source is read, and whoever has changed the source gives the place its next number.
// An item counts only as long as its lease is the place's number.
// R. Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, section 3.2.1 (leases).
//
//                find       fill       invalidate
//   find         together   together   together
//   fill         together   together   together
//   invalidate   together   together   together
//
// Tags: invalidate is wait-free; a find that meets a fill is a miss; fills of one place wait for each other. A key has one
// place, of which it takes another's item; where that one's source changes it is a miss once more. What was changed and
// invalidated before a find began it does not find.
//
//   LeasedCache     as said
//   UnleasedCache   wrong on purpose: an item has the number that its place has when it is put in, whenever its value was
//                   read from the source
#pragma once
#include <arch/cpu.h>
#include <structures/lock/seqlock.h>
#include <structures/map/hash.h>
#include <structures/native.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace fenceline {

/// K, V: trivially copyable.
template <class K, class V, class P, bool kLeased>
class InvalidatedCache {
 public:
  using key_type = K;
  using mapped_type = V;
  using Lease = std::uint64_t;

  /// places: rounded up to a power of two, 2 at least
  explicit InvalidatedCache(std::size_t places)
      : bits_(std::max(1, static_cast<int>(std::bit_width(places - 1)))),
        places_(P::template make_array<Place>(std::size_t{1} << bits_)) {}
  ~InvalidatedCache() { P::destroy_array(places_, std::size_t{1} << bits_); }
  InvalidatedCache(const InvalidatedCache&) = delete;
  InvalidatedCache& operator=(const InvalidatedCache&) = delete;

  /// False where the key is not there: then the value is left as it was, and is to be read from the source and put in with
  /// the lease.
  bool find(const K& key, V& value, Lease& lease) const {
    const Place& place = place_of(key);
    // (1) acquire: pairs with the release in (2); forbids MP. The source is not older than the number.
    lease = place.number.load(acquire<1>);
    Item item;
    if (!place.item.try_read(item) || item.lease != lease || item.key != key) return false;
    value = item.value;
    return true;
  }

  /// False where it was invalidated since, and the value is not put in.
  bool fill(const K& key, const V& value, Lease lease) {
    Place& place = place_of(key);
    const Lease number = place.number.load(relaxed);
    if (kLeased && number != lease) return false;
    place.item.write({key, value, number});
    return true;
  }

  /// After the source has been changed.
  void invalidate(const K& key) {
    // (2) release: pairs with the acquire in (1); forbids MP. What the source was changed to.
    place_of(key).number.fetch_add(1, release<2>);
  }

 private:
  struct Item {
    K key{};
    V value{};
    Lease lease = ~Lease{0};  // no place has got so far
  };
  struct alignas(arch::kLineBytes) Place {
    typename P::template atomic<Lease> number{0};
    Seqlock<Item, P> item{Item()};
  };

  Place& place_of(const K& key) const { return places_[FibonacciHash{}(key) >> (64 - bits_)]; }

  const int bits_;
  Place* const places_;
};

template <class K, class V, class P = Native>
using LeasedCache = InvalidatedCache<K, V, P, true>;
template <class K, class V, class P = Native>
using UnleasedCache = InvalidatedCache<K, V, P, false>;

}  // namespace fenceline
