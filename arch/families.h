// Who beside C++ has atomic operations that are mapped to each ISA, and what a mapping of theirs gives: the operations that
// the Linux kernel, Go's runtime and OpenJDK's compilers make of instructions. Contracts, as their own texts have them:
// Linux, Documentation/{memory-barriers,atomic_t,atomic_bitops}.txt; Go, internal/runtime/atomic; Lea, "Using JDK 9 Memory Order Modes".
//
// arch/<isa>/mappings_{linux,go,openjdk}.h have a struct for each mapping, as mappings.h has for C++, and the lists
// linux_mappings, go_mappings and openjdk_mappings; a list is empty where they do not support the ISA. Names of mappings
// begin with the family's. Sequences are what is executed at the operation itself; that a mapping is right is not said by
// its being here: the memory models judge it (models/test/families_test.cc).
#pragma once
#include <arch/fenced.h>
#include <arch/one_bit.h>

namespace fenceline::arch {

enum class Family { cxx, linux_kernel, go, openjdk };

/// What a family calls its operation of that use and order; empty where it has none.
constexpr std::string_view call(Family family, Use use, Order order) {
  struct Row {
    Family family;
    Use use;
    Order order;
    std::string_view call;
  };
  using enum Use;
  using enum Order;
  constexpr auto linux_kernel = Family::linux_kernel, go = Family::go, openjdk = Family::openjdk;
  constexpr Row rows[] = {
      {linux_kernel, load, relaxed, "READ_ONCE"},
      {linux_kernel, load, acquire, "smp_load_acquire"},
      {linux_kernel, store, relaxed, "WRITE_ONCE"},
      {linux_kernel, store, release, "smp_store_release"},
      {linux_kernel, store, seq_cst, "smp_store_mb"},
      {linux_kernel, exchange, relaxed, "atomic_xchg_relaxed"},
      {linux_kernel, exchange, acquire, "atomic_xchg_acquire"},
      {linux_kernel, exchange, release, "atomic_xchg_release"},
      {linux_kernel, exchange, seq_cst, "atomic_xchg"},
      {linux_kernel, fetch_add, relaxed, "atomic_fetch_add_relaxed"},
      {linux_kernel, fetch_add, acquire, "atomic_fetch_add_acquire"},
      {linux_kernel, fetch_add, release, "atomic_fetch_add_release"},
      {linux_kernel, fetch_add, seq_cst, "atomic_fetch_add"},
      {linux_kernel, cas, relaxed, "atomic_cmpxchg_relaxed"},
      {linux_kernel, cas, acquire, "atomic_cmpxchg_acquire"},
      {linux_kernel, cas, release, "atomic_cmpxchg_release"},
      {linux_kernel, cas, seq_cst, "atomic_cmpxchg"},
      {linux_kernel, set_bit, relaxed, "set_bit"},
      {linux_kernel, clear_bit, relaxed, "clear_bit"},
      {linux_kernel, clear_bit, release, "clear_bit_unlock"},
      {linux_kernel, test_and_set_bit, acquire, "test_and_set_bit_lock"},
      {linux_kernel, test_and_set_bit, seq_cst, "test_and_set_bit"},
      {linux_kernel, test_and_clear_bit, seq_cst, "test_and_clear_bit"},
      {linux_kernel, fence, reads, "smp_rmb"},
      {linux_kernel, fence, writes, "smp_wmb"},
      {linux_kernel, fence, seq_cst, "smp_mb"},
      {linux_kernel, fence, before_update, "smp_mb__before_atomic"},
      {linux_kernel, fence, after_update, "smp_mb__after_atomic"},
      {go, load, plain, "*p"},
      {go, load, acquire, "LoadAcq"},
      {go, load, seq_cst, "Load"},
      {go, store, plain, "*p ="},
      {go, store, release, "StoreRel"},
      {go, store, seq_cst, "Store"},
      {go, exchange, seq_cst, "Xchg"},
      {go, fetch_add, seq_cst, "Xadd"},
      {go, cas, release, "CasRel"},
      {go, cas, seq_cst, "Cas"},
      {go, bit_and, seq_cst, "And"},
      {go, bit_or, seq_cst, "Or"},
      {openjdk, load, plain, "get"},
      {openjdk, load, relaxed, "getOpaque"},
      {openjdk, load, acquire, "getAcquire"},
      {openjdk, load, seq_cst, "getVolatile"},
      {openjdk, store, plain, "set"},
      {openjdk, store, relaxed, "setOpaque"},
      {openjdk, store, release, "setRelease"},
      {openjdk, store, seq_cst, "setVolatile"},
      {openjdk, exchange, acquire, "getAndSetAcquire"},
      {openjdk, exchange, release, "getAndSetRelease"},
      {openjdk, exchange, seq_cst, "getAndSet"},
      {openjdk, fetch_add, acquire, "getAndAddAcquire"},
      {openjdk, fetch_add, release, "getAndAddRelease"},
      {openjdk, fetch_add, seq_cst, "getAndAdd"},
      {openjdk, cas, plain, "weakCompareAndSetPlain"},
      {openjdk, cas, acquire, "weakCompareAndSetAcquire"},
      {openjdk, cas, release, "weakCompareAndSetRelease"},
      {openjdk, cas, seq_cst, "compareAndSet"},
      {openjdk, fence, reads, "loadLoadFence"},
      {openjdk, fence, writes, "storeStoreFence"},
      {openjdk, fence, acquire, "acquireFence"},
      {openjdk, fence, release, "releaseFence"},
      {openjdk, fence, seq_cst, "fullFence"},
  };
  for (const Row& row : rows)
    if (row.family == family && row.use == use && row.order == order) return row.call;
  return {};
}

// ---- the lists of a mapping. `seq_cst` of loads and stores: what Dekker's entry is made of ----------------------------

namespace linux_kernel {
template <class ReadOnce, class Acquire>
struct Loads : List<Entry<Use::load, Order::relaxed, ReadOnce>, Entry<Use::load, Order::acquire, Acquire>> {
  using seq_cst = ReadOnce;
};
template <class WriteOnce, class Release, class Mb>
struct Stores : List<Entry<Use::store, Order::relaxed, WriteOnce>, Entry<Use::store, Order::release, Release>,
                     Entry<Use::store, Order::seq_cst, Mb>> {
  using seq_cst = Mb;
};
template <Use U, class Relaxed, class Acquire, class Release, class Full>
using Rmws = List<Entry<U, Order::relaxed, Relaxed>, Entry<U, Order::acquire, Acquire>,
                  Entry<U, Order::release, Release>, Entry<U, Order::seq_cst, Full>>;
template <Use U, class Op>
using AnyOrder = Rmws<U, Op, Op, Op, Op>;
/// What does things to one bit (arch/one_bit.h). change_bit and test_and_change_bit have the same sequences with another operation.
template <class Set, class Clear, class ClearUnlock, class TestAndSetLock, class TestAndSet, class TestAndClear>
using Bits = List<Entry<Use::set_bit, Order::relaxed, Set>, Entry<Use::clear_bit, Order::relaxed, Clear>,
                  Entry<Use::clear_bit, Order::release, ClearUnlock>,
                  Entry<Use::test_and_set_bit, Order::acquire, TestAndSetLock>,
                  Entry<Use::test_and_set_bit, Order::seq_cst, TestAndSet>,
                  Entry<Use::test_and_clear_bit, Order::seq_cst, TestAndClear>>;
/// Of updates of the whole word. Whoever tests and sets for a lock looks with `Load` first, as in asm-generic/bitops/lock.h.
template <class Load, class Or, class And, class AndRelease, class OrAcquire, class OrFull, class AndFull>
using BitsOfWords = Bits<SetBit<Or>, ClearBit<And>, ClearBit<AndRelease>, LookedAtFirst<Load, SetBit<OrAcquire>>,
                         SetBit<OrFull>, ClearBit<AndFull>>;
template <class Rmb, class Wmb, class Mb, class BeforeAtomic, class AfterAtomic>
using Fences = List<Entry<Use::fence, Order::reads, Rmb>, Entry<Use::fence, Order::writes, Wmb>,
                    Entry<Use::fence, Order::seq_cst, Mb>, Entry<Use::fence, Order::before_update, BeforeAtomic>,
                    Entry<Use::fence, Order::after_update, AfterAtomic>>;
}  // namespace linux_kernel

namespace go {
template <class Plain, class LoadAcq, class Load>
struct Loads : List<Entry<Use::load, Order::plain, Plain>, Entry<Use::load, Order::acquire, LoadAcq>,
                    Entry<Use::load, Order::seq_cst, Load>> {
  using seq_cst = Load;
};
template <class Plain, class StoreRel, class Store>
struct Stores : List<Entry<Use::store, Order::plain, Plain>, Entry<Use::store, Order::release, StoreRel>,
                     Entry<Use::store, Order::seq_cst, Store>> {
  using seq_cst = Store;
};
template <class CasRel, class Cas>
using CompareAndSwaps = List<Entry<Use::cas, Order::release, CasRel>, Entry<Use::cas, Order::seq_cst, Cas>>;
/// Xchg, Xadd, And, Or.
template <Use U, class Op>
using Only = List<Entry<U, Order::seq_cst, Op>>;
}  // namespace go

namespace openjdk {
template <class Plain, class Opaque, class Acquire, class Volatile>
struct Loads : List<Entry<Use::load, Order::plain, Plain>, Entry<Use::load, Order::relaxed, Opaque>,
                    Entry<Use::load, Order::acquire, Acquire>, Entry<Use::load, Order::seq_cst, Volatile>> {
  using seq_cst = Volatile;
};
template <class Plain, class Opaque, class Release, class Volatile>
struct Stores : List<Entry<Use::store, Order::plain, Plain>, Entry<Use::store, Order::relaxed, Opaque>,
                     Entry<Use::store, Order::release, Release>, Entry<Use::store, Order::seq_cst, Volatile>> {
  using seq_cst = Volatile;
};
/// Of getAndSet and getAndAdd compilers know the volatile form alone. The others are loops in Java (jdk.internal.misc.Unsafe): of
/// an acquire or plain load, and the weak compare-and-set of their order.
template <Use U, class LoadPlain, class LoadAcquire, class CasAcquire, class CasRelease, class Volatile>
using Rmws = List<Entry<U, Order::acquire, Looped<LoadAcquire, CasAcquire, U == Use::fetch_add, "acquire">>,
                  Entry<U, Order::release, Looped<LoadPlain, CasRelease, U == Use::fetch_add, "release">>,
                  Entry<U, Order::seq_cst, Volatile>>;
/// The compare-and-sets but the volatile one are weak. Where a CPU's file has no rule for those they are compareAndSet itself.
template <class Plain, class Acquire, class Release, class Volatile>
using CompareAndSets = List<Entry<Use::cas, Order::plain, Plain>, Entry<Use::cas, Order::acquire, Acquire>,
                            Entry<Use::cas, Order::release, Release>, Entry<Use::cas, Order::seq_cst, Volatile>>;
template <class LoadLoad, class StoreStore, class Acquire, class Release, class Full>
using Fences = List<Entry<Use::fence, Order::reads, LoadLoad>, Entry<Use::fence, Order::writes, StoreStore>,
                    Entry<Use::fence, Order::acquire, Acquire>, Entry<Use::fence, Order::release, Release>,
                    Entry<Use::fence, Order::seq_cst, Full>>;
}  // namespace openjdk

}  // namespace fenceline::arch
