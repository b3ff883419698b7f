// Stores of every width and order: the round trip through store forwarding, throughput on lines that hit,
// and threads that store to one word or one line.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

const Registration registration([](std::vector<Kernel>& list) {
  arch::stores::for_each([&]<class Op>() {
    auto k = describe<Op>("atomics", "store", "latency", Metric::latency,
                          "store and plain load of the same word, each waiting for the other: the store's "
                          "way through memory");
    k.run = chain<ForwardAction, Op>;
    k.bytes = constant_bytes(kStreamBytes);
    k.verify = check_zero;
    list.push_back(k);

    k = describe<Op>("atomics", "store", "throughput", Metric::throughput,
                     "independent stores, round 8 lines in L1");
    k.run = stream<StoreAction, Op>;
    k.bytes = constant_bytes(kStreamBytes);
    k.verify = check_zero;
    list.push_back(k);

    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t)) {
      k.run = contended<StoreAction, Op>;
      k.verify = check_stored<Value<Op>>;
      add_contended(list, k, "store/" + name_of<Op>(), "stores");
    }
  });
});

}  // namespace
}  // namespace fenceline
