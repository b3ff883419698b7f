// Loads of every width and order: load-to-use latency and throughput on words that hit.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

/// What a row of that chain says.
template <class Op>
const char* chain_text() {
  if (!only_loads<Op>())
    return "each one's address depends on the value before, and the next waits for the fence or the lock too; what the "
           "addition in between adds is subtracted";
  if (arch::is_vector<Op>)
    return "load-to-use latency and the move out of the vector register: each load's address depends on the value "
           "before; what the addition in between adds is subtracted";
  return "load-to-use latency: each load's address depends on the value before; what the addition in between adds is "
         "subtracted";
}

const Registration registration([](std::vector<Kernel>& list) {
  arch::loads::for_each([&]<class Op>() {
    add(list, variant_of<Op>(), "atomics", "load", load_chain_name<Op>(),
        only_loads<Op>() ? Metric::latency : Metric::chain, chain_text<Op>(), address_chain<Op>(), check_zero);
    add(list, variant_of<Op>(), "atomics", "load", "throughput", Metric::throughput,
        "independent loads, round 8 neighbouring words in L1", load_stream<Op>(), check_zero);
  });
});

}  // namespace
}  // namespace fenceline
