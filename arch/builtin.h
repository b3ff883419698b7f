// The compiler's own choice for each operation, the same source on every ISA: beside the
// hand-written sequences it shows what std::atomic costs with this compiler and these flags.
// `emits` differs by ISA and compiler, so each ISA's ops.h gives it as a template argument.
#pragma once
#include <arch/op.h>
#include <arch/opaque.h>

#include <algorithm>
#include <array>
#include <atomic>

namespace fenceline::arch {

/// A string usable as a template argument.
template <size_t N>
struct Text {
  char chars[N];
  constexpr Text(const char (&s)[N]) { std::copy_n(s, N, chars); }
  constexpr operator std::string_view() const { return {chars, N - 1}; }
};

constexpr std::string_view order_name(std::memory_order o) {
  switch (o) {
    case std::memory_order_relaxed:
      return "relaxed";
    case std::memory_order_consume:
      return "consume";
    case std::memory_order_acquire:
      return "acquire";
    case std::memory_order_release:
      return "release";
    case std::memory_order_acq_rel:
      return "acq_rel";
    case std::memory_order_seq_cst:
      return "seq_cst";
  }
  return "";
}

namespace detail {
template <std::memory_order O, Text Stem>
struct BuiltinName {
  static constexpr auto chars = [] {
    std::array<char, sizeof(Stem.chars) + 8> a{};
    auto end = std::copy_n(Stem.chars, sizeof(Stem.chars) - 1, a.begin());
    *end++ = '_';
    const auto order = order_name(O);
    std::copy(order.begin(), order.end(), end);
    return a;
  }();
  static constexpr std::string_view value{chars.data()};
};

/// The value, of which the compiler no longer knows what it is, nor that nobody looks at it: else
/// it chooses an instruction without result, or an exchange for `and 0`.
template <class T>
inline __attribute__((always_inline)) T unknown(T value) {
  opaque(value);
  return value;
}
}  // namespace detail

template <class T, std::memory_order O, Text Emits>
struct builtin_load {
  static constexpr Info info{detail::BuiltinName<O, "builtin_load">::value, Emits, order_name(O)};
  using value_type = T;
  [[gnu::always_inline]] static T op(const T* from) {
    return detail::unknown(std::atomic_ref<T>(*const_cast<T*>(from)).load(O));
  }
};

template <class T, std::memory_order O, Text Emits>
struct builtin_store {
  static constexpr Info info{detail::BuiltinName<O, "builtin_store">::value, Emits, order_name(O)};
  using value_type = T;
  [[gnu::always_inline]] static void op(T* to, T value) { std::atomic_ref<T>(*to).store(detail::unknown(value), O); }
};

template <class T, std::memory_order O, Text Emits>
struct builtin_exchange {
  static constexpr Info info{detail::BuiltinName<O, "builtin_exchange">::value, Emits, order_name(O)};
  using value_type = T;
  [[gnu::always_inline]] static T op(T* at, T value) {
    return detail::unknown(std::atomic_ref<T>(*at).exchange(detail::unknown(value), O));
  }
};

template <class T, std::memory_order O, Text Emits>
struct builtin_fetch_add {
  static constexpr Info info{detail::BuiltinName<O, "builtin_fetch_add">::value, Emits, order_name(O)};
  using value_type = T;
  [[gnu::always_inline]] static T op(T* at, T value) {
    return detail::unknown(std::atomic_ref<T>(*at).fetch_add(detail::unknown(value), O));
  }
};

template <class T, std::memory_order O, Text Emits>
struct builtin_fetch_and {
  static constexpr Info info{detail::BuiltinName<O, "builtin_fetch_and">::value, Emits, order_name(O)};
  using value_type = T;
  [[gnu::always_inline]] static T op(T* at, T value) {
    return detail::unknown(std::atomic_ref<T>(*at).fetch_and(detail::unknown(value), O));
  }
};

template <class T, std::memory_order O, Text Emits>
struct builtin_fetch_or {
  static constexpr Info info{detail::BuiltinName<O, "builtin_fetch_or">::value, Emits, order_name(O)};
  using value_type = T;
  [[gnu::always_inline]] static T op(T* at, T value) {
    return detail::unknown(std::atomic_ref<T>(*at).fetch_or(detail::unknown(value), O));
  }
};

template <class T, std::memory_order O, Text Emits>
struct builtin_fetch_xor {
  static constexpr Info info{detail::BuiltinName<O, "builtin_fetch_xor">::value, Emits, order_name(O)};
  using value_type = T;
  [[gnu::always_inline]] static T op(T* at, T value) {
    return detail::unknown(std::atomic_ref<T>(*at).fetch_xor(detail::unknown(value), O));
  }
};

/// fetch_add whose result nobody wants: some compilers then choose another instruction.
template <class T, std::memory_order O, Text Emits>
struct builtin_add {
  static constexpr Info info{detail::BuiltinName<O, "builtin_add">::value, Emits, order_name(O)};
  using value_type = T;
  [[gnu::always_inline]] static void op(T* at, T value) { std::atomic_ref<T>(*at).fetch_add(value, O); }
};

template <class T, std::memory_order O, Text Emits>
struct builtin_cas {
  static constexpr Info info{detail::BuiltinName<O, "builtin_cas">::value, Emits, order_name(O)};
  using value_type = T;
  [[gnu::always_inline]] static T op(T* at, T expected, T desired) {
    std::atomic_ref<T>(*at).compare_exchange_strong(expected, desired, O);
    return detail::unknown(expected);
  }
};

template <std::memory_order O, Text Emits>
struct builtin_fence {
  static constexpr Info info{detail::BuiltinName<O, "builtin_fence">::value, Emits, order_name(O)};
  [[gnu::always_inline]] static void op() {
    std::atomic_thread_fence(O);
    compiler_barrier();  // else Clang merges fences that follow each other into one
  }
};

}  // namespace fenceline::arch
