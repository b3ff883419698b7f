// Compare-and-swap: successful, failing, and as an increment that threads fight for.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

const Registration registration([](std::vector<Kernel>& list) {
  arch::cas::for_each([&]<class Op>() {
    constexpr auto variant = variant_of<Op>();
    const auto on_line = [&](const char* how, Metric metric, const char* what, Run run) {
      add(list, variant, "atomics", "cas", how, metric, what, run, check_zero);
    };
    on_line("chain", Metric::chain, "successful CAS on one word, each expecting the value that the one before found",
            chain<CasSuccess, Op>);
    on_line("failure_chain", Metric::chain,
            "failing CAS on one word, each wanting to store the value that the one before found",
            chain<CasFailure, Op>);
    on_line("throughput", Metric::throughput, "independent successful CAS, round 8 lines in L1",
            stream<CasSuccess, Op>);
    on_line("failure_throughput", Metric::throughput, "independent failing CAS, round 8 lines in L1",
            stream<CasFailure, Op>);
    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t))
      add_contended(list, variant, "cas", "increments by CAS (successes are counted)", contended_cas<Op>,
                    check_sum<Value<Op>>);
  });
});

}  // namespace
}  // namespace fenceline
