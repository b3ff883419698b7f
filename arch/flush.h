// Lines written back or thrown out of caches, and written whole: for data that outlive a crash or a loss of power, and for
// devices that do not look into caches.
//
// arch/<isa>/flushes.h has lists of structs with
//   static constexpr Info info{name, emits, order, needs};
//   using done = Fence;                    of ops.h: behind it the operation is done, by the manual
//   static constexpr bool durable;         whether the line is in memory then, as far as the manual promises it
//                                          (where that memory holds what it has without power the data are safe)
// in
//   flushes       static void op(void* line)                   content stays what it was. One that may throw away what
//                 was stored and not yet written back says: static constexpr bool discards = true
//   line_writes   static void op(void* line, uint64_t value, const Line& full)   each of the line's words is `value`
//                 then, as they are in `full`, for one that copies; one that can only make zeros says:
//                 static constexpr bool zeroes = true
// where `line` is aligned to kLineBytes. An ISA that has none has empty lists, and `kNoFlushes` says why.
#pragma once
#include <arch/op.h>

namespace fenceline::arch {

struct alignas(kLineBytes) Line {
  uint64_t words[kLineBytes / sizeof(uint64_t)];
};

/// A line's words by plain stores.
[[gnu::always_inline]] inline void store_line(void* line, uint64_t value) {
  auto* const words = static_cast<volatile uint64_t*>(line);
  for (size_t i = 0; i < kLineBytes / sizeof value; ++i) words[i] = value;
}

/// The same, and then one of `flushes`.
template <class Flush>
struct StoredThen : Flush {
  static void op(void* line, uint64_t value, const Line&) {
    store_line(line, value);
    Flush::op(line);
  }
};

template <class Op>
inline constexpr bool zeroes = requires {
  Op::zeroes;
};
template <class Op>
inline constexpr bool discards = requires {
  Op::discards;
};

}  // namespace fenceline::arch
