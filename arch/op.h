// The contract of an ISA folder, written once. arch/<isa>/ repeats these names; the include path
// picks the folder, so that `#include <arch/ops.h>` is the ISA being built and callers need no #if.
//
//   cpu.h    Feature, has(), name(); Ticks tick(), tick_hz(), kTickSource; kLineBytes, kPadBytes;
//            kCanFlush, flush_line(), flush_done(): a line out of all caches, where that is allowed;
//            chain_add(), chain_mul(): dependent chains for calibrating the core clock
//   ops.h    one struct per instruction variant and the lists below
//   mappings.h    how C++ atomics are made of them: see arch/mapping.h
//   rseq.h   an addition that the kernel restarts: see arch/rseq_area.h
//   transactions.h   hardware transactions: see arch/transaction.h
//   flushes.h     lines written back, thrown out, written whole: see arch/flush.h
//   sequence.h   how a sequence of the user's own is executed: see arch/sequence_call.h
//
// A variant is a struct with
//   static constexpr Info info{name, emits, order, needs};
//   using value_type = T;                    what it works on (absent for fences and pauses)
//   static inline ... op(...)                one asm volatile: nothing else may be emitted
//
// Lists and the signature of op() in each (T = value_type, memory operands naturally aligned):
//   loads        Whole<T> op(const T* from)                 the value in a whole register, extended by
//                           the access itself as its instruction does, so that nothing more has to
//                           be executed before it is part of an address (one that writes too says:
//                           static constexpr bool read_modify_write = true; one into a vector
//                           register, out of which the value has to be moved: vector = true)
//   stores       void op(T* to, T value)                    (out of a vector register: vector)
//   exchanges    T    op(T* at, T value)                    returns the old value
//   fetch_adds   T    op(T* at, T value)                    returns the old value
//   fetch_ands, fetch_ors, fetch_xors                       as fetch_adds
//   fetch_extrema                                           as fetch_adds: min and max, signed and
//                           unsigned, made by Keeping<Extremum, variants without that word>
//   adds, ands, ors, xors   void op(T* at, T value)         read-modify-write, no result wanted
//                           (one that only ever adds one says: static constexpr bool adds_one =
//                           true)
//   extrema                                                 as adds, made as fetch_extrema
//   cas          T    op(T* at, T expected, T desired)      returns the value found; it was
//                                                           stored iff that equals `expected`
//   fences       void op()
//   pauses       void op()                                  what a spin loop puts between two looks
//   address_waits  T  op(const T* at, T current)            returns what it found at `at`. If that is
//                           `current`, it has waited since until somebody wrote there, or woke up
//                           without a reason: to be called again
//   timers       uint64_t op()                              reads a counter that goes on by itself
//   and
//                           does not run backwards. Info::order: "none"; "earlier": read only after
//                           all earlier loads are done; "both": and before anything later begins
// An ISA that lacks an instruction has a shorter, or an empty, list.
#pragma once
#include <arch/cpu.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace fenceline::arch {

/// What is known of a variant without executing it.
struct Info {
  /// Unique among the variants of a list and value type: the instruction's own mnemonic with
  /// underscores; `builtin_*` where the compiler chooses.
  std::string_view name;
  /// What the disassembly of one operation shows: extended regular expressions over
  /// "mnemonic operands", in this order, separated by ';'. A test matches it on every ISA.
  std::string_view emits;
  /// What the sequence orders, in C++ terms (relaxed acquire release acq_rel seq_cst) or, for a
  /// fence, the accesses that it keeps apart, earlier before later: "rw,rw", "r,rw", "w,w".
  std::string_view order;
  /// Without it the instruction is illegal or something else: the variant is skipped, and says so.
  Feature needs = Feature::none;
};

/// What holds a T in a register: the bits above are zeros or copies of its sign. Converted to T it is the value.
template <class T>
using Whole = std::conditional_t<(sizeof(T) < sizeof(uintptr_t)), uintptr_t, T>;

/// Loads that are made by a read-modify-write.
template <class Op>
inline constexpr bool is_read_modify_write = requires {
  requires Op::read_modify_write;
};
/// Loads into a vector register, and stores out of one.
template <class Op>
inline constexpr bool is_vector = requires {
  requires Op::vector;
};

/// Stores that go past the caches: a variant that says `static constexpr bool nontemporal = true`.
template <class Op>
inline constexpr bool is_nontemporal = requires {
  Op::nontemporal;
};

/// A list of variants. for_each calls f.template operator()<Variant>() in order.
template <class... Variants>
struct List {
  template <class F>
  static constexpr void for_each(F&& f) {
    (f.template operator()<Variants>(), ...);
  }
  static constexpr size_t size = sizeof...(Variants);
};

template <class A, class B>
struct ConcatImpl;
template <class... A, class... B>
struct ConcatImpl<List<A...>, List<B...>> {
  using type = List<A..., B...>;
};
/// Two lists, one after the other.
template <class A, class B>
using Concat = typename ConcatImpl<A, B>::type;

template <template <class> class Fits, class Variants>
struct FirstImpl;
template <template <class> class Fits, class Op, class... Rest>
struct FirstImpl<Fits, List<Op, Rest...>>
    : std::conditional_t<Fits<Op>::value, std::type_identity<Op>, FirstImpl<Fits, List<Rest...>>> {};
/// The first of a list for which Fits<Variant>::value is true.
template <template <class> class Fits, class Variants>
using First = typename FirstImpl<Fits, Variants>::type;

/// A variant on a word of T that every CPU of the ISA has, and that is not the compiler's choice: stands for the list.
template <class T>
struct Plain {
  template <class Op>
  using of = std::bool_constant<sizeof(typename Op::value_type) == sizeof(T) && Op::info.needs == Feature::none &&
                                !Op::info.name.starts_with("builtin")>;
};

/// An op template over several value types.
template <template <class> class Op, class... Ts>
using Each = List<Op<Ts>...>;

/// The one of two values that is left in memory: by their order as signed or as unsigned numbers.
enum class Extremum { min, max, min_unsigned, max_unsigned };

constexpr bool is_max(Extremum e) { return e == Extremum::max || e == Extremum::max_unsigned; }

/// For an unsigned T, the type of all operands.
template <class T>
constexpr T extremum(Extremum e, T a, T b) {
  using Signed = std::make_signed_t<T>;
  switch (e) {
    case Extremum::min:
      return static_cast<T>(std::min(static_cast<Signed>(a), static_cast<Signed>(b)));
    case Extremum::max:
      return static_cast<T>(std::max(static_cast<Signed>(a), static_cast<Signed>(b)));
    case Extremum::min_unsigned:
      return std::min(a, b);
    case Extremum::max_unsigned:
      return std::max(a, b);
  }
  return a;
}

template <Extremum E, class Variants>
struct KeepingImpl;
template <Extremum E, class... Variants>
struct KeepingImpl<E, List<Variants...>> {
  template <class Op>
  struct Keeps : Op {
    static constexpr Extremum keeps = E;
  };
  using type = List<Keeps<Variants>...>;
};
/// The variants of a list, and which extremum they keep: Op::keeps.
template <Extremum E, class Variants>
using Keeping = typename KeepingImpl<E, Variants>::type;

}  // namespace fenceline::arch
