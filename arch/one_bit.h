// Variants that do something to one bit, of updates of its whole word: what Linux has that for in its bit operations. Which bit is
// known to the compiler, as it is to most callers; here it is the lowest. op(T* at) returns whether it was set, where the update
// returns anything.
#pragma once
#include <arch/fenced.h>

namespace fenceline::arch {

namespace detail {
/// An update with an operand that the compiler knows, and of what it finds the lowest bit.
template <class Update, auto Operand>
struct OnLowestBit {
  static constexpr Info info = Update::info;
  using value_type = typename Update::value_type;
  static constexpr auto kOperand = static_cast<value_type>(Operand);
  [[gnu::always_inline]] static auto op(value_type* at) {
    if constexpr (std::is_void_v<decltype(Update::op(at, kOperand))>)
      Update::op(at, kOperand);
    else
      return static_cast<value_type>(Update::op(at, kOperand) & 1);
  }
};
}  // namespace detail

template <class Or>
using SetBit = detail::OnLowestBit<Or, 1>;
template <class And>
using ClearBit = detail::OnLowestBit<And, ~1>;

/// A bit is looked at with `Load`, and set only where it is not.
template <class Load, class Set>
struct LookedAtFirst {
  static constexpr Info info{detail::Joined<&Info::name, Load, Set>::value,
                             detail::Joined<&Info::emits, Load, Set>::value, Set::info.order,
                             detail::needed({Load::info.needs, Set::info.needs})};
  using value_type = typename Set::value_type;
  [[gnu::always_inline]] static value_type op(value_type* at) {
    if (__builtin_expect(static_cast<long>(Load::op(at) & 1), 0)) return 1;
    return Set::op(at);
  }
};

}  // namespace fenceline::arch
