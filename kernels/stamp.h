// Time stamps of a part of a loop: a bare arch::tick() may be read before the operations that stand before it are
// done, and then they look cheaper than they are.
#pragma once
#include <arch/ops.h>

#include <type_traits>

namespace fenceline {

/// Whether a timer is read only after earlier loads are done.
template <class Op>
constexpr bool waits = Op::info.order != "none";

/// The first of a list that waits.
template <class List>
struct FirstThatWaits;
template <class Op, class... Rest>
struct FirstThatWaits<arch::List<Op, Rest...>>
    : std::conditional_t<waits<Op>, std::type_identity<Op>, FirstThatWaits<arch::List<Rest...>>> {};
/// It reads what arch::tick() reads, in the same unit.
using Waiting = FirstThatWaits<arch::timers>::type;
static_assert(Waiting::info.needs == arch::Feature::none, "it is used where no other is there");

/// Read when the loads that stand before it are done, and nothing behind it has been begun meanwhile by a wrong
/// guess. Some barriers (isb, isync) wait for branches alone: branch on the last result first.
inline Ticks stamp() { return {Waiting::op()}; }

}  // namespace fenceline
