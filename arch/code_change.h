// Code that a program writes while it runs: what it takes until what was stored is what is executed, by the thread that
// stored it and by another one.
//
// arch/<isa>/code.h has
//   kConstantBytes, put_constant(to, value)   the code of `unsigned f()` that returns value, which is below 1024
//   code_syncs     what a thread does between its store and a branch to what it stored
//   code_written   what it does that the other PUs fetch it, too, once they have been told
//   code_for_all   the same where the others are not told: before they come there for the first time
//   code_arrivals  what a thread does that was told, before it branches there
//   kSeesOwnCode   whether a branch alone does for the thread that stored, where it executes at the address that it
//                  stored to
// Each is a variant as in op.h, with `void op(const std::byte* at)`: of the kCodeLine bytes from where it is executed.
#pragma once
#include <arch/op.h>

#include <cstddef>
#include <cstring>

namespace fenceline::arch {

/// The shortest line of an instruction cache that there is.
inline constexpr size_t kCodeLine = 16;
/// From one constant to the next: each is on a line of its own.
inline constexpr size_t kCodeBytes = kPadBytes;

/// What the compiler, or its library, makes of it. That is nothing at all on POWER and SPARC, by GCC and Clang with libgcc,
/// and by Clang on RISC-V: there it is in no list.
struct builtin_clear_cache {
  static constexpr Info info{"builtin_clear_cache", "", ""};
  static void op(const std::byte* at) {
    char* const begin = reinterpret_cast<char*>(const_cast<std::byte*>(at));
    __builtin___clear_cache(begin, begin + kCodeLine);
  }
};

/// Where stores and branches need nothing in between.
struct no_code_sync {
  static constexpr Info info{"branch_alone", "", ""};
  static void op(const std::byte*) { asm volatile("" : : : "memory"); }
};

/// Instructions of 32 bits, one after the other.
template <class... Words>
void put_words(std::byte* to, Words... words) {
  const uint32_t code[] = {words...};
  std::memcpy(to, code, sizeof code);
}

}  // namespace fenceline::arch
