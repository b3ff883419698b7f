// How late an operation's result is, apart from how long its unit is busy: a chain in which more and more additions lie
// between one operation's result and the next one's need of it. While the unit is busy for longer than result and
// additions together, more additions cost nothing; from the knee on each costs its cycle, and what is left when they are
// taken off is the latency (scripts/fenceline/stats/knee.py). On Zen 5 `lock xadd` begins every 20 cycles and its result
// is there after one.
#pragma once
#include <kernels/measure.h>

namespace fenceline::latency {

using namespace measure;

/// The values of the axis. The last two are to lie beyond the knee of every core that we know.
inline constexpr unsigned kAdditions[] = {0, 4, 8, 16, 24, 32, 48, 64};
/// Rounds are long by themselves: with 64 additions in each, 32 of them would leave the first-level instruction cache. What
/// their end costs behind a locked operation is found by rounds of half the length.
inline constexpr unsigned kTimes = 4;
static_assert(kTimes * std::size(kAdditions) >= kUnroll,
              "a loop for each number: all together show an operation as often");

/// Written out: the end of a loop would be foretold wrongly.
template <unsigned Additions>
[[gnu::always_inline]] inline void add_zeros(uintptr_t& value, uintptr_t zero) {
  if constexpr (Additions >= 8) {
    arch::add_eight(value, zero);
    add_zeros<Additions - 8>(value, zero);
  } else if constexpr (Additions > 0) {
    value += zero;
    arch::opaque(value);
    add_zeros<Additions - 1>(value, zero);
  }
}

// All of a loop is inlined, the longest too: called for each operation it would be longer by a call.

/// The next operation's operand depends on this one's result.
template <class Action, class Op, unsigned Additions, unsigned Times>
[[gnu::always_inline]] inline uint64_t by_value(Shared& shared, uint64_t iterations) {
  auto* at = shared.at<Value<Op>>(0);
  uintptr_t v = 0, zero = 0;
  arch::opaque(zero);
  return unrolled<Times>(
      iterations, [&](auto) __attribute__((always_inline)) {
        v = static_cast<uintptr_t>(Action::template step<Op>(at, static_cast<Value<Op>>(v)));
        add_zeros<Additions>(v, zero);
      });
}

/// The next operation's address depends on this one's result; one of the additions makes it: with none there is no chain.
template <class Action, class Op, unsigned Additions, unsigned Times>
[[gnu::always_inline]] inline uint64_t by_address(Shared& shared, uint64_t iterations) {
  const auto base = reinterpret_cast<uintptr_t>(shared.data);
  uintptr_t address = base, zero = 0;
  arch::opaque(zero);
  return unrolled<Times>(
      iterations, [&](auto) __attribute__((always_inline)) {
        const auto v = Action::template step<Op>(reinterpret_cast<Value<Op>*>(address), Value<Op>{0});
        address = base;
        if constexpr (Additions > 0) {
          address += static_cast<uintptr_t>(v);
          arch::opaque(address);  // else the first zero is added to the base, beside the chain
          add_zeros<Additions - 1>(address, zero);
        }
        arch::opaque(address);
      });
}

/// The loop with args[0] additions.
template <bool ByValue, class Action, class Op, unsigned Times, size_t... I>
[[gnu::always_inline]] inline uint64_t padded(Shared& shared, uint64_t iterations, std::index_sequence<I...>) {
  const auto wanted = static_cast<unsigned>(shared.args[0]);
  uint64_t did = 0;
  const auto one = [&]<unsigned Additions>() __attribute__((always_inline)) {
    if (wanted != Additions) return false;
    if constexpr (ByValue)
      did = by_value<Action, Op, Additions, Times>(shared, iterations);
    else
      did = by_address<Action, Op, Additions, Times>(shared, iterations);
    return true;
  };
  (one.template operator()<kAdditions[I]>() || ...);
  return did;
}
template <bool ByValue, class Action, class Op, unsigned Times>
uint64_t padded(Shared& shared, unsigned, uint64_t iterations) {
  return padded<ByValue, Action, Op, Times>(shared, iterations, std::make_index_sequence<std::size(kAdditions)>{});
}
template <bool ByValue, class Action, class Op>
Role role() {
  return {.run = padded<ByValue, Action, Op, kTimes>,
          .empty = nothing,
          .own = {OwnWork::twice, padded<ByValue, Action, Op, kTimes / 2>}};
}

/// The kernels of a variant, if it works on whole registers and is not the compiler's choice. `HasValue`: it has an operand.
template <class Action, class Op, bool HasValue>
void add(std::vector<Kernel>& list, const char* group) {
  if constexpr (sizeof(Value<Op>) == sizeof(uintptr_t) && !Op::info.name.starts_with("builtin")) {
    const auto one = [&](const char* how, const char* what, const Role& role, unsigned least) {
      Kernel& k = measure::add(list, variant_of<Op>(), "latency", group, how, Metric::chain, what, role, check_zero);
      k.axes = {{.name = "additions",
                 .unit = "",
                 .values = {},
                 .least = least,
                 .most = kAdditions[std::size(kAdditions) - 1],
                 .what = "between an operation's result and the next one's need of it"}};
      for (const unsigned n : kAdditions)
        if (n >= least) k.axes[0].values.push_back(n);
      k.axes[0].only = k.axes[0].values;
    };
    if constexpr (HasValue)
      one("by_value",
          "operations on one word, each with a value that depends on the one before's result, `additions` in between: "
          "time of both",
          latency::role<true, Action, Op>(), 0);
    one("by_address",
        "operations on one word, at an address that depends on the one before's result, `additions` in between: time "
        "of both",
        latency::role<false, Action, Op>(), 1);
  }
}

}  // namespace fenceline::latency
