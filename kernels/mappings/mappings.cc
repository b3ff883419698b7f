// What each published way costs to make C++ atomics of this ISA's instructions: every operation and
// order by itself, and the pair that the ways differ most in, a seq_cst store before a seq_cst
// load.
#include <arch/mappings.h>
#include <kernels/forwarded.h>

#include <map>

namespace fenceline {
namespace {

using namespace measure;

/// Dekker's entry, and the body of SB: a store, then a load of another line. The next store waits
/// for the load, so that rounds do not overlap. It tells what a mapping's seq_cst costs wherever it
/// pays: ways that have the barrier at the store look cheap in loads, and the other way round.
template <class Store, class Load>
uint64_t store_then_load(Shared& shared, unsigned, uint64_t iterations) {
  auto* const mine = shared.at<uint64_t>(0);
  auto* const other = shared.at<uint64_t>(arch::kPadBytes);
  uint64_t v = 0;
  return unrolled(iterations, [&](auto) {
    Store::op(mine, v);
    v = Load::op(other);
  });
}
template <class Store, class Load>
struct StoreThenLoad {
  static_assert(Store::info.needs == arch::Feature::none || Load::info.needs == arch::Feature::none ||
                Store::info.needs == Load::info.needs);
  static constexpr arch::Info info{"", "", "seq_cst",
                                   Store::info.needs == arch::Feature::none ? Load::info.needs : Store::info.needs};
};

/// A sequence for an operation: measured once, however many mappings have it.
struct Cell {
  std::string mappings;  ///< their names, '+' between
  std::string sources;
  std::vector<Kernel> kernels;
};

/// Kernels in the making. What their sequences are used for, the mappings that have them, is known when all mappings
/// have been gone through.
class Table {
 public:
  /// The kernels of `sequence` in `group`, to be filled in; null where they are, and `mapping` has
  /// it too.
  std::vector<Kernel>* cell(const std::string& group, const std::string& sequence, const arch::MappingInfo& mapping) {
    const std::string key = group + "/" + sequence;
    const bool fresh = !index_.contains(key);
    if (fresh) index_[key] = cells_.size(), cells_.emplace_back();
    Cell& cell = cells_[index_[key]];
    const char* const between = fresh ? "" : "+";
    cell.mappings.append(between).append(mapping.name);
    cell.sources.append(fresh ? "" : "; ").append(mapping.name).append(": ").append(mapping.source);
    return fresh ? &cell.kernels : nullptr;
  }

  /// All kernels, with the mappings that have them.
  void move_to(std::vector<Kernel>& list) {
    for (Cell& cell : cells_) {
      for (Kernel& k : cell.kernels) {
        k.use = cell.mappings;
        k.what += " (" + cell.sources + ")";
        list.push_back(std::move(k));
      }
    }
  }

 private:
  std::vector<Cell> cells_;
  std::map<std::string, size_t> index_;
};

/// How operations of a kind are measured; the same loops as in the suites atomics and fences.
struct Loops {
  const char* how;  ///< what the chain is called
  Role chain, throughput;
  const char* what;  ///< the chain
};
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
  if constexpr (U == Use::cas)
    return {"chain", plain(chain<CasSuccess, Op>), plain(stream<CasSuccess, Op>),
            "successful, each expecting what the one before found"};
  if constexpr (U == Use::fence)
    return {"chain", plain(store_load<Op>), fence_alone<Op>(),
            "store, fence, load of another line, which the next store waits for"};
}

/// One operation of a mapping, as data: what is done once for each need not be compiled once for each.
struct Sequence {
  const arch::MappingInfo& mapping;
  arch::Use use;
  std::memory_order order;
  Variant variant;
  Loops loops;
};

void fill(std::vector<Kernel>& list, const std::string& group, const Sequence& s) {
  const std::string_view order = arch::order_name(s.order);
  const std::string what = "C++ " + std::string(arch::name(s.use)) + ", memory_order_" + std::string(order) + ": ";
  const auto add = [&](const char* how, Metric metric, const Role& role, const std::string& tail) {
    auto k = describe(s.variant, "mappings", group, how, metric, what + tail);
    k.order = order;
    k.roles = {role};
    k.bytes = constant_bytes(kStreamBytes);
    k.verify = check_zero;
    list.push_back(std::move(k));
  };
  add(s.loops.how, std::string_view(s.loops.how).starts_with("latency") ? Metric::latency : Metric::chain,
      s.loops.chain, s.loops.what);
  add("throughput", Metric::throughput, s.loops.throughput,
      s.use == arch::Use::fence ? "alone, no access outstanding" : "independent, round 8 words in L1");
}

/// The seq_cst store and load of a mapping, as data.
struct StoreLoadPair {
  const arch::MappingInfo& mapping;
  const arch::Info &store, &load;
  Variant both;
  Run run;
};

void fill(std::vector<Kernel>& list, const std::string& group, const std::string& name, const StoreLoadPair& pair) {
  auto k =
      describe(pair.both, "mappings", group, "chain", Metric::chain,
               "C++ store, then load of another line, both memory_order_seq_cst; the next store waits for the load");
  k.variant = name;
  k.width = 0;  // two accesses
  k.emits = std::string(pair.store.emits) + ";" + std::string(pair.load.emits);
  k.roles[0].run = pair.run;
  k.bytes = constant_bytes(kStreamBytes);
  k.verify = check_zero;
  list.push_back(std::move(k));
}

const Registration registration([](std::vector<Kernel>& list) {
  std::vector<StoreLoadPair> pairs;
  std::vector<Sequence> sequences;
  arch::mappings::for_each([&]<class M>() {
    static_assert(arch::coherent<M>(), "a sequence is too weak for its order");
    using Store = typename M::stores::seq_cst;
    using Load = typename M::loads::seq_cst;
    pairs.push_back({M::info,
                     Store::info,
                     Load::info,
                     {StoreThenLoad<Store, Load>::info, bits<Value<Store>>},
                     store_then_load<Store, Load>});
    arch::for_each_entry<M>([&]<class Entry>() {
      using Op = typename Entry::op;
      sequences.push_back({M::info, Entry::use, Entry::order, variant_of<Op>(), loops<Entry::use, Op>()});
    });
  });

  Table table;
  for (const auto& p : pairs) {
    const std::string name = std::string(p.store.name) + ";" + std::string(p.load.name);
    const std::string group = "store_then_load_seq_cst";
    if (auto* cell = table.cell(group, name, p.mapping)) fill(*cell, group, name, p);
  }
  for (const auto& s : sequences) {
    const std::string group = std::string(arch::name(s.use)) + "_" + std::string(arch::order_name(s.order));
    if (auto* cell = table.cell(group, name_of(s.variant.info.name, s.variant.width), s.mapping)) fill(*cell, group, s);
  }
  table.move_to(list);
});

}  // namespace
}  // namespace fenceline
