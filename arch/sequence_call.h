// How a sequence of the user's own is executed: generated code that is no C++ function, entered with documented registers
// and left with anything in them. arch/<isa>/sequence.h has, in namespace arch::sequence,
//
//   kRegisters     what registers hold where a sequence begins, and which it must leave alone: the documentation
//   kReserved      names of those that must not be written, as a sequence may spell them
//   kCounter       the one of them that counts rounds, for messages
//   kAssembler     options of GNU as for this ISA, after its name
//   kEncode        the built-in encoder of arch/<isa>/encode.h, where there is one (kHasEncoder)
//   kNop           a shortest instruction that does nothing
//   kChain         adds the result's register to both lines' and subtracts it again: two dependent operations of a cycle
//                  each, after which the lines' registers are as before, but known only once the result is
//   next(code, bytes)  appends an addition to the shared line's register
//   end(code, distance)  appends the end of a round: counts, and while there is another goes on `distance` bytes from where
//                        it begins to append
//   kReturn        the way back, behind the last round
//   fix(at, type, distance)  writes a branch's distance into it where the assembler leaves even that to the linker, as type's
//                  relocation says (ELF); false: it is no such relocation
//   call(Call&)    executes
#pragma once
#include <arch/assembler.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fenceline::arch::sequence {

/// What goes in and comes out. The asm knows the places of its words.
struct Call {
  const void* code = nullptr;
  void* shared_line = nullptr;
  void* private_line = nullptr;
  uintptr_t thread = 0;
  uintptr_t rounds = 0;  ///< at least 1
  // -- out ---------------------------------------------------------------------------------------
  uintptr_t rounds_left = 0;  ///< the counter at the end
  intptr_t stack_moved = 0;   ///< bytes that the stack pointer was moved by
};
static_assert(offsetof(Call, stack_moved) == 6 * sizeof(uintptr_t));

struct Register {
  std::string_view name, holds;
};

/// Instructions of the lowest byte first; `value` has the `size` bytes as the CPU fetches them, on any machine.
inline void put(std::vector<uint8_t>& code, uint64_t value, int size, bool big_endian = false) {
  for (int i = 0; i < size; ++i) code.push_back(uint8_t(value >> (8 * (big_endian ? size - 1 - i : i))));
}

/// Calls add with numbers of at most `most` until they make up all.
template <class Add>
void by_parts(uint32_t all, uint32_t most, Add add) {
  for (; all > most; all -= most) add(most);
  if (all != 0) add(all);
}

}  // namespace fenceline::arch::sequence
