// Variants made of variants, as data: most orders of kernels and runtimes are an operation without order between fences, and some
// updates a loop of a load and a compare-and-swap.
#pragma once
#include <arch/mapping.h>

#include <array>

namespace fenceline::arch {

namespace detail {
/// A text of each part that is an instruction at all, ';' between.
template <auto Text, class... Parts>
struct Joined {
  template <class Part>
  static constexpr std::string_view part = Part::info.emits.empty() ? std::string_view() : Part::info.*Text;
  static constexpr auto chars = [] {
    std::array<char, (part<Parts>.size() + ... + sizeof...(Parts))> a{};
    auto end = a.begin();
    for (std::string_view text : {part<Parts>...}) {
      if (text.empty()) continue;
      if (end != a.begin()) *end++ = ';';
      end = std::copy(text.begin(), text.end(), end);
    }
    return a;
  }();
  static constexpr std::string_view value{chars.data()};
};

constexpr Feature needed(std::initializer_list<Feature> all) {
  Feature found = Feature::none;
  for (Feature one : all) {
    if (one == Feature::none || one == found) continue;
    if (found != Feature::none) throw "a variant tells of one feature that it needs";
    found = one;
  }
  return found;
}
}  // namespace detail

/// `Op` with a fence before it and one behind it; tso_fence where there is none. Named by its parts, ';' between.
template <class Before, class Op, class After, Text OrderGiven>
struct Fenced {
  static constexpr Info info{detail::Joined<&Info::name, Before, Op, After>::value,
                             detail::Joined<&Info::emits, Before, Op, After>::value, OrderGiven,
                             detail::needed({Before::info.needs, Op::info.needs, After::info.needs})};
  using value_type = typename Op::value_type;
  template <class... Operands>
  [[gnu::always_inline]] static auto op(Operands... operands) {
    Before::op();
    if constexpr (std::is_void_v<decltype(Op::op(operands...))>) {
      Op::op(operands...);
      After::op();
    } else {
      const auto result = Op::op(operands...);
      After::op();
      return result;
    }
  }
};
/// An update by `Load` and a compare-and-swap, again until none comes between: of a program that has no better for it. `Adds`:
/// the value is added; else stored. Named by its parts, too.
template <class Load, class Cas, bool Adds, Text OrderGiven>
struct Looped {
  static constexpr Info info{detail::Joined<&Info::name, Load, Cas>::value,
                             detail::Joined<&Info::emits, Load, Cas>::value, OrderGiven,
                             detail::needed({Load::info.needs, Cas::info.needs})};
  using value_type = typename Cas::value_type;
  [[gnu::always_inline]] static value_type op(value_type* at, value_type value) {
    for (;;) {
      const value_type old = Load::op(at);
      if (Cas::op(at, old, Adds ? static_cast<value_type>(old + value) : value) == old) return old;
    }
  }
};
template <class Before, class Op, Text OrderGiven>
using Behind = Fenced<Before, Op, tso_fence, OrderGiven>;
template <class Op, class After, Text OrderGiven>
using Ahead = Fenced<tso_fence, Op, After, OrderGiven>;

}  // namespace fenceline::arch
