// Loads of every width and order: load-to-use latency and throughput on words that hit.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

const Registration registration([](std::vector<Kernel>& list) {
  arch::loads::for_each([&]<class Op>() {
    add(list, variant_of<Op>(), "atomics", "load", "latency", Metric::latency,
        "load-to-use latency: each load's address depends on the value before; the addition in between is subtracted",
        address_chain<Op>, check_zero)
        .roles[0]
        .empty = address_chain_empty;
    add(list, variant_of<Op>(), "atomics", "load", "throughput", Metric::throughput,
        "independent loads, round 8 neighbouring words in L1", load_stream<Op>, check_zero);
  });
});

}  // namespace
}  // namespace fenceline
