// Loads of every width and order: load-to-use latency and throughput on words that hit.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

const Registration registration([](std::vector<Kernel>& list) {
  arch::loads::for_each([&]<class Op>() {
    auto k = describe<Op>("atomics", "load", "latency", Metric::latency,
                          "load-to-use latency: each load's address depends on the value before; the "
                          "addition in between is subtracted");
    k.run = address_chain<Op>;
    k.empty = address_chain_empty;
    k.bytes = constant_bytes(kStreamBytes);
    k.verify = check_zero;
    list.push_back(k);

    k = describe<Op>("atomics", "load", "throughput", Metric::throughput,
                     "independent loads, round 8 neighbouring words in L1");
    k.run = load_stream<Op>;
    k.bytes = constant_bytes(kStreamBytes);
    k.verify = check_zero;
    list.push_back(k);
  });
});

}  // namespace
}  // namespace fenceline
