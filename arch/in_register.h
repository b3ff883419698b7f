// What an access leaves in a whole register.
#pragma once
#include <cstdint>
#include <limits>
#include <type_traits>

namespace fenceline::arch {

/// The value of a register that an access has filled with a T: zeros above it, or copies of its sign where `Register` is signed. A
/// compiler that knows this does not extend it again where it is next compared in a register: in a chain that would be one more
/// instruction in each link.
template <class T, class Register>
inline __attribute__((always_inline)) T in_range(Register whole) {
  using Value = std::conditional_t<std::is_signed_v<Register>, std::make_signed_t<T>, T>;
  if (whole < Register{std::numeric_limits<Value>::min()} || whole > Register{std::numeric_limits<Value>::max()})
    __builtin_unreachable();
  return static_cast<T>(whole);
}

/// What a load of 32 bits leaves there where it extends them by their sign, so that comparing works on all 64.
template <class T>
inline __attribute__((always_inline)) int64_t sign_extended(T value) {
  return static_cast<std::make_signed_t<T>>(value);
}

}  // namespace fenceline::arch
