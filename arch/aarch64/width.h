// AArch64: value types, and one asm text for the four widths of an instruction.
#pragma once
#include <arch/op.h>

#include <cstdint>

namespace fenceline::arch {

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;
using u128 = unsigned __int128;

constexpr u64 low_half(u128 x) { return static_cast<u64>(x); }
constexpr u64 high_half(u128 x) { return static_cast<u64>(x >> 64); }
constexpr u128 join(u64 low, u64 high) { return u128{high} << 64 | low; }

template <template <class> class... Ops>
using AllWidths = List<Ops<u8>..., Ops<u16>..., Ops<u32>..., Ops<u64>...>;
template <template <class> class... Ops>
using Words = List<Ops<u32>..., Ops<u64>...>;
template <template <class> class... Ops>
using Doublewords = List<Ops<u64>...>;

// One asm volatile per width. TEXT(S, R, ...) makes the instructions from the mnemonics' suffix S
// and the registers' letter R; OPERANDS are in parentheses.
#define FENCELINE_UNWRAP(...) __VA_ARGS__
#define FENCELINE_BY_WIDTH(OPERANDS, TEXT, ...)                                                      \
  if constexpr (sizeof(T) == 1) asm volatile(TEXT("b", "w", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS); \
  if constexpr (sizeof(T) == 2) asm volatile(TEXT("h", "w", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS); \
  if constexpr (sizeof(T) == 4) asm volatile(TEXT("", "w", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS);  \
  if constexpr (sizeof(T) == 8) asm volatile(TEXT("", "x", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS)

}  // namespace fenceline::arch
