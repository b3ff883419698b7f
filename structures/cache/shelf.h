// What a cache keeps its items on: so many places, found by key, in the order in which they were last moved to the front.
//
//              find       to_front   put_in, remove
//   find       together   together   apart
//   to_front   together   apart      apart
//
// Tags: no allocation after construction. Order and index lie apart: who only looks a key up needs not care for who moves
// another to the front.
#pragma once
#include <structures/map/hash.h>
#include <structures/native.h>

#include <bit>
#include <cstddef>

namespace fenceline {

/// Item: what a place holds beside its key; made with (), and left as it is when the place gets another key.
template <class K, class Item, class P = Native>
class Shelf {
  template <class T>
  using Plain = typename P::template plain<T>;

 public:
  struct Place {
    Plain<K> key;
    Item item;

   private:
    friend Shelf;
    Plain<Place*> newer, older;
    Plain<Place*> next;  // in its bucket, or among the free
  };

  explicit Shelf(std::size_t capacity)
      : capacity_(capacity),
        bits_(static_cast<int>(std::bit_width(capacity))),
        places_(P::template make_array<Place>(capacity + 1)),
        buckets_(P::template make_array<Plain<Place*>>(std::size_t{1} << bits_)) {
    end().newer.write(&end());
    end().older.write(&end());
    for (std::size_t i = 0; i < capacity; ++i) give_back(&places_[i]);
  }
  ~Shelf() {
    P::destroy_array(buckets_, std::size_t{1} << bits_);
    P::destroy_array(places_, capacity_ + 1);
  }
  Shelf(const Shelf&) = delete;
  Shelf& operator=(const Shelf&) = delete;

  std::size_t capacity() const { return capacity_; }
  std::size_t size() const {
    std::size_t size = 0;
    for (const Place* place = end().older.read(); place != &end(); place = place->older.read()) ++size;
    return size;
  }

  /// Null where the key is not in.
  Place* find(const K& key) const {
    Place* place = bucket_of(key).read();
    while (place != nullptr && place->key.read() != key) place = place->next.read();
    return place;
  }
  void to_front(Place* place) {
    unlink(place);
    link(place);
  }
  /// The key's place, now at the front; that of the oldest where the key is not in and no place is free.
  Place* put_in(const K& key) {
    if (Place* const place = find(key)) return to_front(place), place;
    if (free_.read() == nullptr) remove(oldest());
    Place* const place = free_.read();
    free_.write(place->next.read());
    place->key.write(key);
    place->next.write(bucket_of(key).read());
    bucket_of(key).write(place);
    link(place);
    return place;
  }
  void remove(Place* place) {
    Plain<Place*>* to = &bucket_of(place->key.read());
    while (to->read() != place) to = &to->read()->next;
    to->write(place->next.read());
    unlink(place);
    give_back(place);
  }
  /// The one that was moved to the front before all others; null where nothing is in.
  Place* oldest() const {
    Place* const place = end().newer.read();
    return place == &end() ? nullptr : place;
  }

 private:
  /// Between the oldest and the newest.
  Place& end() const { return places_[capacity_]; }
  Plain<Place*>& bucket_of(const K& key) const { return buckets_[FibonacciHash{}(key) >> (64 - bits_)]; }

  void link(Place* place) {
    Place* const newest = end().older.read();
    place->newer.write(&end());
    place->older.write(newest);
    newest->newer.write(place);
    end().older.write(place);
  }
  void unlink(Place* place) {
    place->newer.read()->older.write(place->older.read());
    place->older.read()->newer.write(place->newer.read());
  }
  void give_back(Place* place) {
    place->next.write(free_.read());
    free_.write(place);
  }

  const std::size_t capacity_;
  const int bits_;
  Place* const places_;
  Plain<Place*>* const buckets_;
  Plain<Place*> free_{nullptr};
};

}  // namespace fenceline
