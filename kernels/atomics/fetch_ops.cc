// Read-modify-write that returns the old value: fetch-and-add, -and, -or, -xor, -min, -max.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

/// Chain, throughput and the contended kernels of one variant. Only the last differ by operation: they
/// must leave something behind that can be checked.
template <class Op>
void add(std::vector<Kernel>& list, const char* group, Run run, Verify verify, void (*setup)(Shared&) = nullptr) {
  constexpr auto variant = variant_of<Op>();
  measure::add(list, variant, "atomics", group, "chain", Metric::chain,
               "operations on one word, each with the value that the one before returned", chain<FetchAction, Op>,
               check_zero);
  measure::add(list, variant, "atomics", group, "throughput", Metric::throughput,
               "independent operations, round 8 lines in L1", stream<FetchAction, Op>, check_zero);
  if constexpr (sizeof(Value<Op>) == sizeof(uint64_t)) add_contended(list, variant, group, group, run, verify, setup);
}

/// What clears bits, or makes smaller, has to find something.
void all_ones(Shared& shared) {
  const size_t step = spacing(shared);
  for (unsigned t = 0; t < shared.threads; ++t) *shared.at<uint64_t>(step * t) = ~uint64_t{0};
}

const Registration registration([](std::vector<Kernel>& list) {
  arch::fetch_adds::for_each(
      [&]<class Op>() { add<Op>(list, "fetch_add", contended<FetchAction, Op>, check_sum<Value<Op>>); });
  arch::fetch_ands::for_each(
      [&]<class Op>() { add<Op>(list, "fetch_and", contended_clears<Op>, check_and<Value<Op>>, all_ones); });
  arch::fetch_ors::for_each([&]<class Op>() { add<Op>(list, "fetch_or", contended_bits<Op>, check_or<Value<Op>>); });
  arch::fetch_xors::for_each([&]<class Op>() { add<Op>(list, "fetch_xor", contended_bits<Op>, check_xor<Value<Op>>); });
  arch::fetch_extrema::for_each([&]<class Op>() {
    constexpr bool max = arch::is_max(Op::keeps);
    add<Op>(list, max ? "fetch_max" : "fetch_min", contended_extremum<Op>, check_extremum<Op>,
            max ? nullptr : all_ones);
  });
});

}  // namespace
}  // namespace fenceline
