// The way of a value through the store buffer: a store and a load of bytes in common, each waiting for the other.
//
// Many cores do not take that way. They guess from the address register's name (Zen) or from what store this load found
// before (Golden Cove) that both are one place, and give the load the register that was stored, in half a cycle. So each
// value is stored to two lines, and the load finds it in one or the other by chance, by another register: there is nothing
// to guess from. The second store runs beside the first.
#pragma once
#include <kernels/measure.h>

#include <array>

namespace fenceline::measure {

/// Offsets of the line where each load looks, by Marsaglia's xorshift (Journal of Statistical Software 8(14), 2003).
inline constexpr auto kByChance = [] {
  std::array<uint16_t, 32 * kUnroll> offsets{};
  uint32_t x = 2463534242;
  for (auto& offset : offsets) {
    x ^= x << 13, x ^= x >> 17, x ^= x << 5;
    offset = static_cast<uint16_t>((x >> 16 & 1) * arch::kPadBytes);
  }
  return offsets;
}();

/// Store{}(to, v), and Load{}(from), which returns the next v; `ahead` bytes behind the store's first.
template <class V, class Store, class Load>
uint64_t forwarded(std::byte* at, ptrdiff_t ahead, uint64_t iterations) {
  const std::byte* from = at + ahead;
  arch::opaque(from);
  const uint16_t* offsets = kByChance.data();
  uint64_t next = 0;
  V v{0};
  return unrolled(iterations, [&](auto i) {
    if constexpr (i == 0) {
      offsets = kByChance.data() + next;
      next = (next + kUnroll) % kByChance.size();
    }
    Store{}(at, v);
    Store{}(at + arch::kPadBytes, v);
    v = Load{}(from + offsets[i]);
  });
}

/// A variant of arch::stores, and a plain load of the same word.
template <class Op>
uint64_t forwarded(Shared& shared, unsigned, uint64_t iterations) {
  using T = Value<Op>;
  struct Store {
    [[gnu::always_inline]] void operator()(std::byte* to, T v) const { Op::op(reinterpret_cast<T*>(to), v); }
  };
  struct Load {
    [[gnu::always_inline]] T operator()(const std::byte* from) const {
      return *reinterpret_cast<const volatile T*>(from);
    }
  };
  return forwarded<T, Store, Load>(shared.data, 0, iterations);
}

/// The same by one address register.
template <class Op>
uint64_t renamed(Shared& shared, unsigned, uint64_t iterations) {
  auto* const at = shared.at<Value<Op>>(0);
  Value<Op> v{0};
  return unrolled(iterations, [&](auto) {
    Op::op(at, v);
    v = *static_cast<const volatile Value<Op>*>(at);
  });
}

/// Whether a variant of arch::stores only stores: of others a fence or a lock is waited for, and the store buffer is empty
/// when the load comes.
template <class Op>
constexpr bool only_stores() {
  return Op::info.emits.find(';') == std::string_view::npos && Op::info.order != "seq_cst" &&
         !arch::is_read_modify_write<Op>;
}

}  // namespace fenceline::measure
