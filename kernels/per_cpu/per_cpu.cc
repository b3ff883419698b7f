// Operations on what belongs to a CPU, by restartable sequences (rseq(2)), beside the atomics that they stand for: an
// increment, a compare-and-store, a list's push and pop.
// M. Desnoyers, "The 5-year journey to bring restartable sequences to Linux", 2019; P. Turner, "Restartable sequences:
// userspace per-CPU critical sections", Linux Plumbers Conference 2013.
#include <kernels/per_cpu/cells.h>
#include <kernels/workload.h>
#include <structures/counter/per_cpu.h>

namespace fenceline {
namespace {

using namespace per_cpu;

/// The trial's cells, and the nodes of their lists.
template <class Cells>
struct Place {
  static constexpr size_t kNodes = 8;  ///< in each list at first
  explicit Place(unsigned threads) : cells(threads), nodes(kNodes * cells.size()) {
    for (size_t i = 0; i < nodes.size(); ++i) cells.give(&nodes[i], i / kNodes);
  }
  Cells cells;
  std::vector<Node> nodes;
};

template <class Cells>
uint64_t increments(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& cells = shared.object<Place<Cells>>().cells;
  return unrolled(iterations, [&](auto) { cells.increment(thread); });
}
template <class Cells>
uint64_t replacements(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& cells = shared.object<Place<Cells>>().cells;
  return unrolled(iterations, [&](auto) { cells.replace(thread); });
}
/// Takes a node and puts it back. Where the list is empty, as it can be for who has come from another CPU, it goes on
/// without one.
template <class Cells>
uint64_t turns(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& place = shared.object<Place<Cells>>();
  for (uint64_t n = iterations; n != 0; --n)
    if (Node* const node = place.cells.pop(thread)) place.cells.push(node, thread);
  return iterations;
}

template <class Cells>
std::string check_sum(const Shared& shared, std::span<const uint64_t> iterations) {
  return shared.object<Place<Cells>>().cells.sum() == workload::sum(iterations) ? "" : "additions were lost";
}
template <class Cells>
std::string check_nodes(const Shared& shared, std::span<const uint64_t>) {
  const auto& place = shared.object<Place<Cells>>();
  return place.cells.nodes() == place.nodes.size() ? "" : "nodes were lost, or are in a list twice";
}

template <class Cells>
void add(std::vector<Kernel>& list, const char* variant) {
  const auto both = [&](const char* group, const char* what, Run run, auto verify) {
    Kernel k = workload::describe("per_cpu", group, variant, "alone", Metric::latency, what);
    k.roles = {{.run = run}};
    k.setup = [](Shared& shared) { shared.make<Place<Cells>>(shared.threads); };
    k.verify = verify;
    list.push_back(k);
    k.how = "contended";
    k.what += ", by all threads at once";
    k.metric = Metric::contended;
    k.roles = {{.least = 2, .most = kAnyThreads, .run = run}};
    list.push_back(std::move(k));
  };
  both("increment", "one is added", increments<Cells>, check_sum<Cells>);
  both("compare_and_store", "one is added by a compare-and-store that succeeds", replacements<Cells>, check_sum<Cells>);
  both("list", "a node is taken from a list and put back: a pop and a push", turns<Cells>, check_nodes<Cells>);
}

const Registration registration([](std::vector<Kernel>& list) {
  add<AtomicCells<false>>(list, "atomic_own_line");
  add<AtomicCells<true>>(list, "atomic_shared");
  if (const char* const why = PerCpuCounter::missing()) {
    for (const char* group : {"increment", "compare_and_store", "list"})
      list.push_back(workload::absent("per_cpu", group, "rseq", why));
  } else {
    add<SequenceCells>(list, "rseq");
  }
});

}  // namespace
}  // namespace fenceline
