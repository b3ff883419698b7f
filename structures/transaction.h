// The ISA's transactions where the policy is that for hardware; elsewhere none ever begins. The explorer has none: RC11 does
// not say what they are.
#pragma once
#include <arch/transactions.h>
#include <structures/native.h>

namespace fenceline {

/// Never inside one.
struct NoTransactions {
  static constexpr arch::Info info{"none", "", "seq_cst"};
  static arch::Began begin() { return {arch::Attempt::other, false}; }
  static void commit() {}
  static void cancel() {}
};

/// ThreadSanitizer would take part in them, and see nothing of the order that they make.
using HardwareTransactions =
    std::conditional_t<FENCELINE_TSAN, NoTransactions,
                       decltype(first_of(arch::Concat<arch::transactions, arch::List<NoTransactions>>{}))>;

/// Whether this ISA has transactions that a build can use.
inline constexpr bool kTransactions = !std::is_same_v<HardwareTransactions, NoTransactions>;
/// And this CPU: to be asked before the first HardwareTransactions begin. What they are worth there their user counts.
inline bool has_transactions() { return kTransactions && arch::has(HardwareTransactions::info.needs); }

template <class P>
struct TransactionsOf {
  using type = NoTransactions;
};
template <>
struct TransactionsOf<Native> {
  using type = HardwareTransactions;
};

}  // namespace fenceline
