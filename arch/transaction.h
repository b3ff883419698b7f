// Hardware transactions: what stands between begin and commit is done as one, or not at all, and then the CPU is back at
// begin, with memory and registers as they were there.
// M. Herlihy, J. E. B. Moss, "Transactional memory: architectural support for lock-free data structures", ISCA 1993.
//
// arch/<isa>/transactions.h has a list `transactions` of structs with
//   static constexpr Info info{name, emits, order, needs};
//   static Began begin()     inside one where attempt is started; it returns again, with another, if that is undone
//   static void commit()     what was done becomes visible; to be called inside one only
//   static void cancel()     undoes it; the same
//   static void not_allowed()   what no transaction may have, by the manual: undoes it too
// An ISA that has none has an empty list. None promises that a transaction ever goes through: who begins one has another
// way to do the same.
#pragma once
#include <arch/op.h>

namespace fenceline::arch {

/// Why a transaction was undone: others touched what it touched; it touched more than the CPU keeps; cancel(); an
/// interrupt, a call of the kernel, an instruction that is not allowed there, or a reason that the CPU does not tell.
enum class Attempt : uint8_t { started, conflict, capacity, cancelled, other };
inline constexpr size_t kAttempts = 5;

struct Began {
  Attempt attempt;
  bool again;  ///< by what the CPU says, the same may go through another time
};

}  // namespace fenceline::arch
