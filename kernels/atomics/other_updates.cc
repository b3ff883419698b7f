// Read-modify-writes without a result that have no list of their own: subtraction and negation, bits by their number, with
// the carry, done remotely.
#include <arch/updates.h>
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

/// What each word holds at first: nothing that one of them leaves alone.
template <class Op>
constexpr Value<Op> kFirst = 3;
/// Of AddAction.
template <class Op>
constexpr Value<Op> kOperand = 1;

template <class Op>
void make(Shared& shared) {
  for (unsigned i = 0; i < kLines; ++i) *shared.at<Value<Op>>(stream_offset<Value<Op>>(i)) = kFirst<Op>;
}

template <class Op>
std::string check_word(const Shared& shared, unsigned i, uint64_t times) {
  const auto got = *shared.at<Value<Op>>(stream_offset<Value<Op>>(i));
  const auto want = Op::after(kFirst<Op>, kOperand<Op>, times);
  return got == want
             ? ""
             : "word " + std::to_string(i) + " holds " + std::to_string(got) + ", should hold " + std::to_string(want);
}
/// All on the first word, by one thread or by many: it is the same operation, so that their order does not matter.
template <class Op>
std::string check_one(const Shared& shared, std::span<const uint64_t> iterations) {
  uint64_t times = 0;
  for (const uint64_t n : iterations) times += n;
  return check_word<Op>(shared, 0, times);
}
/// A share on each.
template <class Op>
std::string check_all(const Shared& shared, std::span<const uint64_t> iterations) {
  std::string wrong;
  for (unsigned i = 0; i < kLines && wrong.empty(); ++i) wrong = check_word<Op>(shared, i, iterations[0] / kLines);
  return wrong;
}

const Registration registration([](std::vector<Kernel>& list) {
  arch::updates::for_each([&]<class Op>() {
    constexpr auto variant = variant_of<Op>();
    add(list, variant, "atomics", "update", "chain", Metric::chain,
        "operations on one word, one after the other through memory", chain<AddAction, Op>, check_one<Op>)
        .setup = make<Op>;
    add(list, variant, "atomics", "update", "throughput", Metric::throughput,
        "independent operations, round 8 lines in L1", stream<AddAction, Op>, check_all<Op>)
        .setup = make<Op>;
    auto& k = add(list, variant, "atomics", "update", "contended", Metric::contended, "by all threads on one word",
                  contended<AddAction, Op>, check_one<Op>);
    k.setup = make<Op>;
    k.roles[0].least = 2;
    k.roles[0].most = kAnyThreads;
  });
});

}  // namespace
}  // namespace fenceline
