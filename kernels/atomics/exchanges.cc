// Unconditional exchange.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

const Registration registration([](std::vector<Kernel>& list) {
  arch::exchanges::for_each([&]<class Op>() {
    auto k = describe<Op>("atomics", "exchange", "latency", Metric::latency,
                          "exchanges on one word, each storing what the one before brought");
    k.run = chain<FetchAction, Op>;
    k.bytes = constant_bytes(kStreamBytes);
    k.verify = check_zero;
    list.push_back(k);

    k = describe<Op>("atomics", "exchange", "throughput", Metric::throughput,
                     "independent exchanges, round 8 lines in L1");
    k.run = stream<FetchAction, Op>;
    k.bytes = constant_bytes(kStreamBytes);
    k.verify = check_zero;
    list.push_back(k);

    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t)) {
      k.run = contended_exchange<Op>;
      k.verify = check_exchange<Value<Op>>;
      add_contended(list, k, "exchange/" + name_of<Op>(), "exchanges");
    }
  });
});

}  // namespace
}  // namespace fenceline
