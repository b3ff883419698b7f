// What keeps out-of-order cores from making a part of a loop look cheaper than it is: stamps that wait for what stands
// before them (a bare arch::tick() does not), and values that wait for others.
#pragma once
#include <arch/opaque.h>
#include <arch/ops.h>

#include <type_traits>

namespace fenceline {

/// Whether a timer is read only after earlier loads are done.
template <class Op>
using Waits = std::bool_constant<Op::info.order != "none">;

/// The first that waits. It reads what arch::tick() reads, in the same unit.
using Waiting = arch::First<Waits, arch::timers>;
static_assert(Waiting::info.needs == arch::Feature::none, "it is used where no other is there");

/// Read when the loads that stand before it are done, and nothing behind it has been begun meanwhile by a wrong
/// guess. Some barriers (isb, isync) wait for branches alone: branch on the last result first.
inline Ticks stamp() { return {Waiting::op()}; }

/// The value, and no sooner than when `after` is known: on no machine can a store of it be done
/// before.
inline uint64_t when_known(uint64_t value, uint64_t after) {
  uint64_t nothing = 0;
  arch::opaque(nothing);
  return value + (after & nothing);
}

}  // namespace fenceline
