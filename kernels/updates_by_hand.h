// The additions to a word of 64 bits that a programmer can choose between, each with and without a prefetch for writing before
// it: near ones, far ones, LL/SC and CAS loops.
#pragma once
#include <arch/prefetches.h>
#include <kernels/measure.h>

namespace fenceline {

struct NoPrefetch {
  static constexpr arch::Info info{"none", "", "none"};
  static void op(const void*) {}
};

namespace by_hand {

template <class Op>
constexpr bool kIs = sizeof(measure::Value<Op>) == sizeof(uint64_t) && !Op::info.name.starts_with("builtin");

/// Orders are other suites' matter: of a list that has relaxed ones those stand for all.
template <class List>
constexpr bool has_relaxed() {
  bool found = false;
  List::for_each([&]<class Op>() { found |= kIs<Op> && Op::info.order == "relaxed"; });
  return found;
}

template <class List, class Add>
void each(Add add) {
  List::for_each([&]<class Op>() {
    if constexpr (kIs<Op>)
      if constexpr (!has_relaxed<List>() || Op::info.order == "relaxed") add.template operator()<Op>();
  });
}

}  // namespace by_hand

/// Calls add.template operator()<Action, Op, Prefetch>(). What has no result goes without a prefetch: where it is done far away,
/// that would undo it.
template <class Add>
void updates_by_hand(Add add) {
  using measure::AddAction, measure::FetchAction;
  by_hand::each<arch::fetch_adds>([&]<class Op>() {
    add.template operator()<FetchAction, Op, NoPrefetch>();
    arch::write_prefetches::for_each([&]<class Prefetch>() { add.template operator()<FetchAction, Op, Prefetch>(); });
  });
  by_hand::each<arch::adds>([&]<class Op>() { add.template operator()<AddAction, Op, NoPrefetch>(); });
}

/// What is known of a prefetch, for the kernel that has it.
template <class Prefetch>
void tell_prefetch(Kernel& k) {
  k.use = Prefetch::info.name;
  if (std::is_same_v<Prefetch, NoPrefetch>) return;
  k.emits = std::string(Prefetch::info.emits) + ";" + k.emits;
  if (k.needs == arch::Feature::none) k.needs = Prefetch::info.needs;
}

}  // namespace fenceline
