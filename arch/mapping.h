// How an ISA's mappings of C++ atomics are written down: arch/<isa>/mappings.h has a struct for
// each published one and the list `mappings` of all. A mapping gives each operation and memory
// order an instruction sequence; only all of one mapping's sequences together give what C++
// promises, so that they must not be mixed with another's unless its source says so.
//
//   struct leading_sync {
//     static constexpr MappingInfo info{name, source};
//     using loads = Loads<relaxed, acquire, seq_cst>;                 variants of ops.h, 64 bits
//     using stores = Stores<relaxed, release, seq_cst>;
//     using exchanges = Rmws<Use::exchange, relaxed, acquire, release, acq_rel, seq_cst>;
//     using fetch_adds = Rmws<Use::fetch_add, …>;  using cas = Rmws<Use::cas, …>;
//     using fences = Fences<acquire, release, acq_rel, seq_cst>;
//   };
//
// The mapping `builtin` is the compiler's own. What kernels and runtimes have in place of C++: arch/families.h.
#pragma once
#include <arch/builtin.h>
#include <arch/op.h>
#include <arch/opaque.h>

#include <atomic>

namespace fenceline::arch {

struct MappingInfo {
  std::string_view name;
  std::string_view source;  ///< where it was published
};

enum class Use {
  load,
  store,
  exchange,
  fetch_add,
  cas,
  fence,
  bit_and,
  bit_or,
  set_bit,
  clear_bit,
  test_and_set_bit,
  test_and_clear_bit  // the last
};
constexpr std::string_view name(Use use) {
  constexpr std::string_view names[] = {
      "load",    "store",     "exchange",         "fetch_add",         "cas", "fence", "and", "or",
      "set_bit", "clear_bit", "test_and_set_bit", "test_and_clear_bit"};
  return names[static_cast<size_t>(use)];
}

/// What is promised of an operation: C++'s orders, and what others have beside them (arch/families.h).
enum class Order {
  plain,  ///< nothing, not even to be one access
  relaxed,
  acquire,
  release,
  acq_rel,
  seq_cst,        ///< the most that a family has
  reads,          ///< a fence between reads
  writes,         ///< a fence between writes
  before_update,  ///< a full fence before an update without order
  after_update,   ///< and behind it
};
constexpr std::string_view order_name(Order order) {
  constexpr std::string_view names[] = {"plain",   "relaxed", "acquire", "release",       "acq_rel",
                                        "seq_cst", "reads",   "writes",  "before_update", "after_update"};
  return names[static_cast<size_t>(order)];
}

/// `Op` implements the operation `U` of order `O`.
template <Use U, Order O, class Op>
struct Entry {
  static constexpr Use use = U;
  static constexpr Order order = O;
  using op = Op;
};

template <class Relaxed, class Acquire, class SeqCst>
struct Loads : List<Entry<Use::load, Order::relaxed, Relaxed>, Entry<Use::load, Order::acquire, Acquire>,
                    Entry<Use::load, Order::seq_cst, SeqCst>> {
  using seq_cst = SeqCst;
};
template <class Relaxed, class Release, class SeqCst>
struct Stores : List<Entry<Use::store, Order::relaxed, Relaxed>, Entry<Use::store, Order::release, Release>,
                     Entry<Use::store, Order::seq_cst, SeqCst>> {
  using seq_cst = SeqCst;
};
template <Use U, class Relaxed, class Acquire, class Release, class AcqRel, class SeqCst>
struct Rmws
    : List<Entry<U, Order::relaxed, Relaxed>, Entry<U, Order::acquire, Acquire>, Entry<U, Order::release, Release>,
           Entry<U, Order::acq_rel, AcqRel>, Entry<U, Order::seq_cst, SeqCst>> {};
/// Where one instruction serves all orders.
template <Use U, class Op>
using AnyOrder = Rmws<U, Op, Op, Op, Op, Op>;
/// builtin_* of every order.
template <Use U, template <std::memory_order> class Op>
using Builtins = Rmws<U, Op<std::memory_order_relaxed>, Op<std::memory_order_acquire>, Op<std::memory_order_release>,
                      Op<std::memory_order_acq_rel>, Op<std::memory_order_seq_cst>>;
template <class Acquire, class Release, class AcqRel, class SeqCst>
struct Fences : List<Entry<Use::fence, Order::acquire, Acquire>, Entry<Use::fence, Order::release, Release>,
                     Entry<Use::fence, Order::acq_rel, AcqRel>, Entry<Use::fence, Order::seq_cst, SeqCst>> {};

/// All entries of a mapping: f.template operator()<Entry>().
template <class Mapping, class F>
constexpr void for_each_entry(F&& f) {
  Mapping::loads::for_each(f);
  Mapping::stores::for_each(f);
  Mapping::exchanges::for_each(f);
  Mapping::fetch_adds::for_each(f);
  Mapping::cas::for_each(f);
  if constexpr (requires { typename Mapping::fences; }) Mapping::fences::for_each(f);
  if constexpr (requires { typename Mapping::ands; }) Mapping::ands::for_each(f);
  if constexpr (requires { typename Mapping::ors; }) Mapping::ors::for_each(f);
  if constexpr (requires { typename Mapping::bit_operations; }) Mapping::bit_operations::for_each(f);
}

/// A fence that takes no instruction, on an ISA that keeps all orders but write to read by itself.
struct tso_fence {
  static constexpr Info info{"none", "", "r,rw+w,w"};
  static void op() { compiler_barrier(); }
};

/// A variant under another name that needs another feature: the same instructions, where only that
/// feature makes them an implementation of what they are used for.
template <class Op, Text Name, Text Order, Feature Needs>
struct Given : Op {
  static constexpr Info info{Name, Op::info.emits, Order, Needs};
};

namespace detail {
constexpr bool one_of(std::string_view what, std::initializer_list<std::string_view> list) {
  for (std::string_view s : list)
    if (s == what) return true;
  return false;
}

/// Whether a sequence that orders `given` (Info::order) may stand for C++'s `order`. What seq_cst
/// needs beyond acquire and release depends on the other sequences: see coherent().
constexpr bool suits(Use use, Order order, std::string_view given) {
  const bool is_fence = use == Use::fence;
  const bool full = one_of(given, {"seq_cst", "rw,rw"});
  const bool both = full || one_of(given, {"acq_rel", "r,rw+w,w"});
  switch (order) {
    case Order::relaxed:
      return true;
    case Order::acquire:
      return both || one_of(given, {"acquire", "r,rw"});
    case Order::release:
      return both || one_of(given, {"release", "rw,w"});
    case Order::acq_rel:
      return both;
    case Order::seq_cst:
      if (is_fence) return full;
      return use == Use::load ? both || given == "acquire" : use == Use::store ? both || given == "release" : both;
    default:  // none of C++'s
      return false;
  }
  return false;
}
}  // namespace detail

/// A mapping's sequences are strong enough each, and a seq_cst store before a seq_cst load of
/// another location has a full barrier on at least one side of the gap (else SB is allowed).
template <class Mapping>
consteval bool coherent() {
  bool all = true;
  for_each_entry<Mapping>([&]<class E>() { all = all && detail::suits(E::use, E::order, E::op::info.order); });
  return all && (Mapping::loads::seq_cst::info.order == "seq_cst" || Mapping::stores::seq_cst::info.order == "seq_cst");
}

}  // namespace fenceline::arch
