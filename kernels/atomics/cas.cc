// Compare-and-swap: successful, failing, and as an increment that threads fight for.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

const Registration registration([](std::vector<Kernel>& list) {
  arch::cas::for_each([&]<class Op>() {
    const auto add = [&](const char* how, Metric metric, const char* what, auto run) {
      auto k = describe<Op>("atomics", "cas", how, metric, what);
      k.run = run;
      k.bytes = constant_bytes(kStreamBytes);
      k.verify = check_zero;
      list.push_back(k);
    };
    add("latency", Metric::latency,
        "successful CAS on one word, each expecting the value that the one before found",
        chain<CasSuccess, Op>);
    add("failure_latency", Metric::latency,
        "failing CAS on one word, each wanting to store the value that the one before found",
        chain<CasFailure, Op>);
    add("throughput", Metric::throughput, "independent successful CAS, round 8 lines in L1",
        stream<CasSuccess, Op>);
    add("failure_throughput", Metric::throughput, "independent failing CAS, round 8 lines in L1",
        stream<CasFailure, Op>);

    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t)) {
      auto k = describe<Op>("atomics", "cas", "contended", Metric::contended, "");
      k.run = contended_cas<Op>;
      k.verify = check_sum<Value<Op>>;
      add_contended(list, k, "cas/" + name_of<Op>(), "increments by CAS (successes are counted)");
    }
  });
});

}  // namespace
}  // namespace fenceline
