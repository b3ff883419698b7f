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
// The mapping `builtin` is the compiler's own.
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

enum class Use { load, store, exchange, fetch_add, cas, fence };
constexpr std::string_view name(Use use) {
  constexpr std::string_view names[] = {"load", "store", "exchange", "fetch_add", "cas", "fence"};
  return names[static_cast<size_t>(use)];
}

/// `Op` implements the C++ operation `U` of order `O`.
template <Use U, std::memory_order O, class Op>
struct Entry {
  static constexpr Use use = U;
  static constexpr std::memory_order order = O;
  using op = Op;
};

template <class Relaxed, class Acquire, class SeqCst>
struct Loads
    : List<Entry<Use::load, std::memory_order_relaxed, Relaxed>, Entry<Use::load, std::memory_order_acquire, Acquire>,
           Entry<Use::load, std::memory_order_seq_cst, SeqCst>> {
  using seq_cst = SeqCst;
};
template <class Relaxed, class Release, class SeqCst>
struct Stores
    : List<Entry<Use::store, std::memory_order_relaxed, Relaxed>, Entry<Use::store, std::memory_order_release, Release>,
           Entry<Use::store, std::memory_order_seq_cst, SeqCst>> {
  using seq_cst = SeqCst;
};
template <Use U, class Relaxed, class Acquire, class Release, class AcqRel, class SeqCst>
struct Rmws : List<Entry<U, std::memory_order_relaxed, Relaxed>, Entry<U, std::memory_order_acquire, Acquire>,
                   Entry<U, std::memory_order_release, Release>, Entry<U, std::memory_order_acq_rel, AcqRel>,
                   Entry<U, std::memory_order_seq_cst, SeqCst>> {};
/// Where one instruction serves all orders.
template <Use U, class Op>
using AnyOrder = Rmws<U, Op, Op, Op, Op, Op>;
/// builtin_* of every order.
template <Use U, template <std::memory_order> class Op>
using Builtins = Rmws<U, Op<std::memory_order_relaxed>, Op<std::memory_order_acquire>, Op<std::memory_order_release>,
                      Op<std::memory_order_acq_rel>, Op<std::memory_order_seq_cst>>;
template <class Acquire, class Release, class AcqRel, class SeqCst>
struct Fences
    : List<Entry<Use::fence, std::memory_order_acquire, Acquire>, Entry<Use::fence, std::memory_order_release, Release>,
           Entry<Use::fence, std::memory_order_acq_rel, AcqRel>, Entry<Use::fence, std::memory_order_seq_cst, SeqCst>> {
};

/// All entries of a mapping: f.template operator()<Entry>().
template <class Mapping, class F>
constexpr void for_each_entry(F&& f) {
  Mapping::loads::for_each(f);
  Mapping::stores::for_each(f);
  Mapping::exchanges::for_each(f);
  Mapping::fetch_adds::for_each(f);
  Mapping::cas::for_each(f);
  Mapping::fences::for_each(f);
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
constexpr bool suits(Use use, std::memory_order order, std::string_view given) {
  const bool is_fence = use == Use::fence;
  const bool full = one_of(given, {"seq_cst", "rw,rw"});
  const bool both = full || one_of(given, {"acq_rel", "r,rw+w,w"});
  switch (order) {
    case std::memory_order_relaxed:
      return true;
    case std::memory_order_consume:
    case std::memory_order_acquire:
      return both || one_of(given, {"acquire", "r,rw"});
    case std::memory_order_release:
      return both || one_of(given, {"release", "rw,w"});
    case std::memory_order_acq_rel:
      return both;
    case std::memory_order_seq_cst:
      if (is_fence) return full;
      return use == Use::load ? both || given == "acquire" : use == Use::store ? both || given == "release" : both;
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
