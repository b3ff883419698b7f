// Seqlock: readers write nothing; they look at a count before and after, and read again where a writer was there.
// C. Lameter, "Effective synchronization on Linux/NUMA systems", 2005; in C++: H.-J. Boehm, "Can seqlocks get along
// with programming language memory models?", MSPC 2012, figure 6.
//
//            write      read
//   write    together   together
//   read     together   together
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
    for (;; P::pause()) {
      std::uint32_t count = count_.load(relaxed);
      if (count % 2 != 0) continue;
      // (1) acquire: pairs with the release in (3); forbids 2+2W. The words of one writer come after another's.
      if (!count_.compare_exchange_weak(count, count + 1, acquire<1>)) continue;
      P::fence(release<2>);  // (2) release: pairs with the acquire in (5); forbids MP
      put(value);
      count_.store(count + 2, release<3>);  // (3) release: pairs with the acquire in (1) and (4); forbids MP, 2+2W
      return;
    }
  }

  T read() const {
    for (;; P::pause()) {
      const std::uint32_t count = count_.load(acquire<4>);  // (4) acquire: pairs with the release in (3); forbids MP
      if (count % 2 != 0) continue;
      Words words;
      for (std::size_t i = 0; i < kWords; ++i) words[i] = words_[i].load(relaxed);
      P::fence(acquire<5>);  // (5) acquire: pairs with the release in (2); forbids MP
      if (count_.load(relaxed) != count) continue;
      T value;
      std::memcpy(static_cast<void*>(&value), words.data(), sizeof value);
      return value;
    }
  }

 private:
  static constexpr std::size_t kWords = (sizeof(T) + 7) / 8;
  using Words = std::array<std::uint64_t, kWords>;

  void put(const T& value) {
    Words words{};
    std::memcpy(words.data(), &value, sizeof value);
    for (std::size_t i = 0; i < kWords; ++i) words_[i].store(words[i], relaxed);
  }

  typename P::template atomic<std::uint32_t> count_{0};  // odd: somebody writes
  std::array<typename P::template atomic<std::uint64_t>, kWords> words_;
};

}  // namespace fenceline
