// What each published way costs to make the atomics of C++, of the Linux kernel, of Go and of Java of this ISA's
// instructions: every operation and order by itself, and the pair that the ways differ most in, a seq_cst store before a
// seq_cst load. A sequence is measured once for an operation and order, however many have it.
#include <kernels/mappings/rows.h>

#include <map>

namespace fenceline::mappings {
namespace {

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
  /// The kernels of `sequence` in `group`, to be filled in; null where they are, and `mapping` has it too, for the
  /// operation that it calls `call`.
  std::vector<Kernel>* cell(const std::string& group, const std::string& sequence, const arch::MappingInfo& mapping,
                            std::string_view call) {
    const std::string key = group + "/" + sequence;
    const bool fresh = !index_.contains(key);
    if (fresh) index_[key] = cells_.size(), cells_.emplace_back();
    Cell& cell = cells_[index_[key]];
    const char* const between = fresh ? "" : "+";
    cell.mappings.append(between).append(mapping.name);
    cell.sources.append(fresh ? "" : "; ").append(mapping.name).append(": ");
    if (!call.empty()) cell.sources.append(call).append(", ");
    cell.sources.append(mapping.source);
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

void fill(std::vector<Kernel>& list, const std::string& group, const Sequence& s) {
  const std::string_view order = arch::order_name(s.order);
  const std::string what = std::string(arch::name(s.use)) + ", " + std::string(order) + ": ";
  const auto add = [&](const char* how, Metric metric, const Role& role, const std::string& tail) {
    auto k = describe(s.variant, "mappings", group, how, metric, what + tail);
    k.order = order;
    k.roles = {role};
    k.bytes = constant_bytes(kStreamBytes);
    k.verify = s.loops.verify;
    list.push_back(std::move(k));
  };
  add(s.loops.how, std::string_view(s.loops.how).starts_with("latency") ? Metric::latency : Metric::chain,
      s.loops.chain, s.loops.what);
  add("throughput", Metric::throughput, s.loops.throughput,
      s.use == arch::Use::fence ? "alone, no access outstanding" : "independent, round 8 words in L1");
}

void fill(std::vector<Kernel>& list, const std::string& group, const std::string& name, const StoreLoadPair& pair) {
  auto k = describe(pair.both, "mappings", group, "chain", Metric::chain,
                    "store, then load of another line, both seq_cst; the next store waits for the load");
  k.variant = name;
  k.width = 0;  // two accesses
  k.emits = std::string(pair.store.emits) + ";" + std::string(pair.load.emits);
  k.roles[0].run = pair.run;
  k.bytes = constant_bytes(kStreamBytes);
  k.verify = check_zero;
  list.push_back(std::move(k));
}

const Registration registration([](std::vector<Kernel>& list) {
  Table table;
  for (Rows (*const of)() : {cxx_rows, linux_rows, go_rows, openjdk_rows}) {
    const Rows rows = of();
    for (const StoreLoadPair& p : rows.pairs) {
      const std::string name = std::string(p.store.name) + ";" + std::string(p.load.name);
      const std::string group = "store_then_load_seq_cst";
      if (auto* cell = table.cell(group, name_of(name, p.both.width), p.mapping, {})) fill(*cell, group, name, p);
    }
    for (const Sequence& s : rows.sequences) {
      const std::string group = std::string(arch::name(s.use)) + "_" + std::string(arch::order_name(s.order));
      const std::string sequence = name_of(s.variant.info.name, s.variant.width);
      if (auto* cell = table.cell(group, sequence, s.mapping, call(s.family, s.use, s.order))) fill(*cell, group, s);
    }
  }
  table.move_to(list);
});

}  // namespace
}  // namespace fenceline::mappings
