// Seqlock: readers write nothing; they look at a count before and after, and read again where a writer was there.
// C. Lameter, "Effective synchronization on Linux/NUMA systems", 2005; in C++: H.-J. Boehm, "Can seqlocks get along
// with programming language memory models?", MSPC 2012, figure 6.
//
//                    write, update   read, try_read
//   write, update    together        together
//   read, try_read   together        together
//
// Tags: readers are invisible and may have to repeat, writers exclude each other by spinning and never wait for
// readers, linearizable. T: trivially copyable; it is copied in words of 64 bits.
#pragma once
#include <structures/native.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace fenceline {

template <class T, class P = Native>
class Seqlock {
 public:
  static_assert(std::is_trivially_copyable_v<T>);
  using value_type = T;

  explicit Seqlock(const T& value = T{}) { put(value); }

  void write(const T& value) {
    const std::uint32_t count = lock();
    put(value);
    unlock(count);
  }

  /// change(T&) makes the next value of the last one, while other writers wait.
  template <class F>
  void update(F&& change) {
    const std::uint32_t count = lock();
    T value = taken(get());
    change(value);
    put(value);
    unlock(count);
  }

  /// False where a writer was there: the value is then left as it was.
  bool try_read(T& value) const {
    const std::uint32_t count = count_.load(acquire<4>);  // (4) acquire: pairs with the release in (3); forbids MP
    if (count % 2 != 0) return false;
    const Words words = get();
    P::fence(acquire<5>);  // (5) acquire: pairs with the release in (2); forbids MP
    if (count_.load(relaxed) != count) return false;
    value = taken(words);
    return true;
  }

  T read() const {
    for (T value;; P::pause())
      if (try_read(value)) return value;
  }

 private:
  static constexpr std::size_t kWords = (sizeof(T) + 7) / 8;
  using Words = std::array<std::uint64_t, kWords>;

  /// The count that it was, until when readers repeat and writers wait.
  std::uint32_t lock() {
    for (;; P::pause()) {
      std::uint32_t count = count_.load(relaxed);
      if (count % 2 != 0) continue;
      // (1) acquire: pairs with the release in (3); forbids 2+2W. The words of one writer come after another's.
      if (!count_.compare_exchange_weak(count, count + 1, acquire<1>)) continue;
      P::fence(release<2>);  // (2) release: pairs with the acquire in (5); forbids MP
      return count;
    }
  }
  void unlock(std::uint32_t count) {
    count_.store(count + 2, release<3>);  // (3) release: pairs with the acquire in (1) and (4); forbids MP, 2+2W
  }

  Words get() const {
    Words words;
    for (std::size_t i = 0; i < kWords; ++i) words[i] = words_[i].load(relaxed);
    return words;
  }
  static T taken(const Words& words) {
    T value;
    std::memcpy(static_cast<void*>(&value), words.data(), sizeof value);
    return value;
  }

  void put(const T& value) {
    Words words{};
    std::memcpy(words.data(), &value, sizeof value);
    for (std::size_t i = 0; i < kWords; ++i) words_[i].store(words[i], relaxed);
  }

  typename P::template atomic<std::uint32_t> count_{0};  // odd: somebody writes
  std::array<typename P::template atomic<std::uint64_t>, kWords> words_;
};

}  // namespace fenceline
