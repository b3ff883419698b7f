// 16 bytes that are swapped as one, where the CPU can: arch/'s compare-and-swap behind the interface of an atomic. What
// std::atomic makes of 16 bytes is a call into a library, which may take a lock.
#pragma once
#include <arch/ops.h>
#include <structures/native.h>

#include <bit>
#include <cstdint>

namespace fenceline {

/// At the end of the list, for an ISA that has none.
struct NoWideCas {
  static constexpr arch::Info info{"none", "", "seq_cst"};
  struct alignas(16) value_type {
    std::uint64_t halves[2];
  };
};
/// As strong as any order that is asked for.
template <class Op>
using IsWideCas = std::bool_constant<sizeof(typename Op::value_type) == 16 && Op::info.order == "seq_cst">;
using WideCas = arch::First<IsWideCas, arch::Concat<arch::cas, arch::List<NoWideCas>>>;

/// Whether this ISA has such an instruction.
inline constexpr bool kWideCas = !std::is_same_v<WideCas, NoWideCas>;
/// And this CPU: to be asked before the first NativeWide is made.
inline bool has_wide_cas() { return kWideCas && arch::has(WideCas::info.needs); }

/// V: two members of 64 bits, `node` and `tag`. A load is two loads, the tag first, and may put together what never
/// was: that it was one value only a compare-and-swap tells that succeeds. Enough where the tag of a node that goes is
/// changed.
template <class V, class Cas = WideCas>
class alignas(16) NativeWide {
 public:
  using value_type = V;

  NativeWide(V value) : node_(value.node), tag_(value.tag) {}  // NOLINT: as Atomic

  template <class Order>
  FENCELINE_INLINE V load(Order order) const {
    const std::uint64_t tag = tag_.load(order);
    return {node_.load(order), tag};
  }
  template <class Order>
  FENCELINE_INLINE bool compare_exchange_weak(V& expected, V desired, Order order) {
    using Word = typename Cas::value_type;
    if constexpr (FENCELINE_TSAN) node_.fetch_add(0, order);  // what the asm does, where ThreadSanitizer sees it
    const V found = std::bit_cast<V>(
        Cas::op(reinterpret_cast<Word*>(this), std::bit_cast<Word>(expected), std::bit_cast<Word>(desired)));
    const bool done = found == expected;
    expected = found;
    return done;
  }

 private:
  Atomic<std::uint64_t> node_, tag_;
};

/// A policy's atomic of 16 bytes: its own, but for hardware.
template <class P, class V>
struct WideOf {
  using type = typename P::template atomic<V>;
};
template <class V>
struct WideOf<Native, V> {
  using type = NativeWide<V>;
};
template <class P, class V>
using WideAtomic = typename WideOf<P, V>::type;

}  // namespace fenceline
