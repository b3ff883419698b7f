// Read-modify-write without a result: what a counter or a flag needs when nobody looks at the old value.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

template <class Action, class Op>
void add_uncontended(std::vector<Kernel>& list, const char* group, Verify verify) {
  add(list, variant_of<Op>(), "atomics", group, "chain", Metric::chain,
      "operations on one word, one after the other through memory", chain<Action, Op>, verify);
  add(list, variant_of<Op>(), "atomics", group, "throughput", Metric::throughput,
      "independent operations, round 8 lines in L1", stream<Action, Op>, verify);
}

const Registration registration([](std::vector<Kernel>& list) {
  arch::adds::for_each([&]<class Op>() {
    add_uncontended<AddAction, Op>(list, "add", check_total<Value<Op>>);
    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t))
      add_contended(list, variant_of<Op>(), "add", "additions without result", contended<AddAction, Op>,
                    check_sum<Value<Op>>);
  });
  const auto on_zero = [&]<class Op>(const char* group) { add_uncontended<StoreAction, Op>(list, group, check_zero); };
  arch::ands::for_each([&]<class Op>() { on_zero.template operator()<Op>("and"); });
  arch::ors::for_each([&]<class Op>() { on_zero.template operator()<Op>("or"); });
  arch::xors::for_each([&]<class Op>() { on_zero.template operator()<Op>("xor"); });
  arch::extrema::for_each(
      [&]<class Op>() { on_zero.template operator()<Op>(arch::is_max(Op::keeps) ? "max" : "min"); });
});

}  // namespace
}  // namespace fenceline
