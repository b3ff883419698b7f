// A hash table that is filled by one thread, or under a lock, and then published: what maps are made of whose readers
// look into a table that nobody changes any more.
// D. E. Knuth, "The art of computer programming", volume 3, section 6.4: open addressing with linear probing.
//
//          add        find, for_each
//   add    apart      apart
//   find   apart      together
//
// Tags: no allocation after construction; half of the places at least stay empty.
#pragma once
#include <structures/map/spread.h>
#include <structures/native.h>

#include <bit>
#include <cstddef>

namespace fenceline {

template <class K, class V, class P = Native>
class PublishedTable {
 public:
  /// For so many keys at most.
  explicit PublishedTable(std::size_t room)
      : room_(room), mask_(std::bit_ceil(2 * room + 1) - 1), slots_(P::template make_array<Slot>(mask_ + 1)) {}
  ~PublishedTable() { P::destroy_array(slots_, mask_ + 1); }
  PublishedTable(const PublishedTable&) = delete;
  PublishedTable& operator=(const PublishedTable&) = delete;

  std::size_t size() const { return size_; }
  bool full() const { return size_ == room_; }

  /// The key is not in, and the table is not full.
  void add(K key, V value) {
    Slot& slot = slots_[place_of(key)];
    slot.key.write(key);
    slot.value.write(std::move(value));
    slot.used.write(true);
    ++size_;
  }
  /// False where the key is not in, and then the value is left as it was.
  bool find(K key, V& value) const {
    const Slot& slot = slots_[place_of(key)];
    if (!slot.used.read()) return false;
    value = slot.value.read();
    return true;
  }
  /// f(key, value) for each, in no order.
  template <class F>
  void for_each(F&& f) const {
    for (std::size_t i = 0; i <= mask_; ++i)
      if (slots_[i].used.read()) f(slots_[i].key.read(), slots_[i].value.read());
  }

 private:
  struct Slot {
    typename P::template plain<K> key;
    typename P::template plain<V> value;
    typename P::template plain<bool> used;
  };

  /// Where the key is, or would be.
  std::size_t place_of(K key) const {
    std::size_t i = spread(key) & mask_;
    while (slots_[i].used.read() && slots_[i].key.read() != key) i = (i + 1) & mask_;
    return i;
  }

  const std::size_t room_, mask_;
  Slot* const slots_;
  std::size_t size_ = 0;
};

}  // namespace fenceline
