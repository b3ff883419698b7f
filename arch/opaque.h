// Empty asm: emits no instruction, only takes knowledge from the compiler. The same on every ISA.
#pragma once

namespace fenceline::arch {

/// The compiler no longer knows the value, and must have it in a register at this point.
template <class T>
inline __attribute__((always_inline)) void opaque(T& value) {
  asm volatile("" : "+r"(value));
}

/// No access to memory may be moved, merged or dropped across this point by the compiler. It
/// orders nothing in the machine.
inline __attribute__((always_inline)) void compiler_barrier() { asm volatile("" ::: "memory"); }

}  // namespace fenceline::arch
