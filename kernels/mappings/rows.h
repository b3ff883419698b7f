// The sequences of mappings as data: what the mappings of one family have, one file each that knows their types, for
// table.cc to make kernels of.
#pragma once
#include <arch/families.h>
#include <kernels/forwarded.h>

namespace fenceline::mappings {

using namespace measure;

/// How operations of a kind are measured; the same loops as in the suites atomics and fences.
struct Loops {
  const char* how;  ///< what the chain is called
  Role chain, throughput;
  const char* what;  ///< the chain
  Verify verify = check_zero;
};
/// Whether the lowest bit is as the operation leaves it, which works on the first word and others.
template <class Op, bool Set>
std::string check_bit(const Shared& shared, std::span<const uint64_t> iterations) {
  const auto left = static_cast<Value<Op>>(Set && iterations[0] != 0);
  return *shared.at<Value<Op>>(0) == left ? "" : "the bit is not as it should be left";
}
/// What sets or clears a bit of a word. One that tests it finds it the other way round: a plain store before it sees to that, and is
/// no part of it. Whoever stores nothing where nothing changes (Alpha), or looks first, is measured where it does its work.
template <bool Set, bool Tests, bool Does>
struct BitAction {
  template <class Op>
  [[gnu::always_inline]] static Value<Op> step(Value<Op>* at, Value<Op> v) {
    // Alone it is done beside the word, of which is checked what the operation has left.
    if constexpr (Tests) static_cast<volatile Value<Op>*>(at)[Does ? 0 : arch::kPadBytes / sizeof(Value<Op>)] = !Set;
    if constexpr (!Does)
      arch::compiler_barrier();
    else if constexpr (Tests)
      v = Op::op(at), arch::opaque(v);
    else
      Op::op(at);
    return v;
  }
};
template <class Op, bool Set, bool Tests>
Loops bit_loops() {
  using Does = BitAction<Set, Tests, true>;
  using Nothing = BitAction<Set, Tests, false>;
  return {"chain",
          {.run = chain<Does, Op>, .empty = chain<Nothing, Op>},
          {.run = stream<Does, Op>, .empty = stream<Nothing, Op>},
          Tests ? "of one word, a plain store before each" : "of one word; nobody wants the result",
          check_bit<Op, Set>};
}
template <arch::Use U, class Op>
Loops loops() {
  using arch::Use;
  const auto plain = [](Run run) { return Role{.run = run, .empty = nothing}; };
  if constexpr (U == Use::load)
    return {load_chain_name<Op>(), address_chain<Op>(), load_stream<Op>(), "each address depends on the value before"};
  if constexpr (U == Use::store)
    return {"chain", plain(renamed<Op>), short_stream<StoreAction, Op>(),
            "with a plain load of the same word in between"};
  if constexpr (U == Use::exchange || U == Use::fetch_add)
    return {"chain", plain(chain<FetchAction, Op>), plain(stream<FetchAction, Op>),
            "each takes what the one before found"};
  if constexpr (U == Use::bit_and || U == Use::bit_or)
    return {"chain", plain(chain<StoreAction, Op>), plain(stream<StoreAction, Op>),
            "of one word; nobody wants the result"};
  if constexpr (U == Use::set_bit) return bit_loops<Op, true, false>();
  if constexpr (U == Use::clear_bit) return bit_loops<Op, false, false>();
  if constexpr (U == Use::test_and_set_bit) return bit_loops<Op, true, true>();
  if constexpr (U == Use::test_and_clear_bit) return bit_loops<Op, false, true>();
  if constexpr (U == Use::cas)
    return {"chain", plain(chain<CasSuccess, Op>), plain(stream<CasSuccess, Op>),
            "successful, each expecting what the one before found"};
  if constexpr (U == Use::fence)
    return {"chain", plain(store_load<Op>), fence_alone<Op>(),
            "store, fence, load of another line, which the next store waits for"};
}

/// Dekker's entry, and the body of SB: a store, then a load of another line. The next store waits
/// for the load, so that rounds do not overlap. It tells what a mapping's seq_cst costs wherever it
/// pays: ways that have the barrier at the store look cheap in loads, and the other way round.
template <class Store, class Load>
uint64_t store_then_load(Shared& shared, unsigned, uint64_t iterations) {
  using T = Value<Store>;
  auto* const mine = shared.at<T>(0);
  auto* const other = shared.at<T>(arch::kPadBytes);
  T v = 0;
  return unrolled(iterations, [&](auto) {
    Store::op(mine, v);
    v = static_cast<T>(Load::op(other));
  });
}
template <class Store, class Load>
struct StoreThenLoad {
  static_assert(Store::info.needs == arch::Feature::none || Load::info.needs == arch::Feature::none ||
                Store::info.needs == Load::info.needs);
  static constexpr arch::Info info{"", "", "seq_cst",
                                   Store::info.needs == arch::Feature::none ? Load::info.needs : Store::info.needs};
};

/// One operation of a mapping.
struct Sequence {
  const arch::MappingInfo& mapping;
  arch::Family family;
  arch::Use use;
  arch::Order order;
  Variant variant;
  Loops loops;
};

/// The seq_cst store and load of a mapping.
struct StoreLoadPair {
  const arch::MappingInfo& mapping;
  const arch::Info &store, &load;
  Variant both;
  Run run;
};

struct Rows {
  std::vector<StoreLoadPair> pairs;
  std::vector<Sequence> sequences;
};

template <arch::Family F, class Mappings>
Rows rows_of() {
  Rows rows;
  Mappings::for_each([&]<class M>() {
    using Store = typename M::stores::seq_cst;
    using Load = typename M::loads::seq_cst;
    rows.pairs.push_back({M::info,
                          Store::info,
                          Load::info,
                          {StoreThenLoad<Store, Load>::info, bits<Value<Store>>},
                          store_then_load<Store, Load>});
    arch::for_each_entry<M>([&]<class Entry>() {
      using Op = typename Entry::op;
      rows.sequences.push_back({M::info, F, Entry::use, Entry::order, variant_of<Op>(), loops<Entry::use, Op>()});
    });
  });
  return rows;
}

Rows cxx_rows();
Rows linux_rows();
Rows go_rows();
Rows openjdk_rows();

}  // namespace fenceline::mappings
