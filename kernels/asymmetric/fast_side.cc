// The fast side: a store, a barrier, a load of what the other side writes, as in Dekker's algorithm, hazard pointers and
// RCU's readers. With a full fence, and with one for the compiler only, which the slow side's call completes.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

struct CompilerBarrier {
  static constexpr arch::Info info{"compiler_barrier", "", "none"};
  static void op() { arch::compiler_barrier(); }
};

const Registration registration([](std::vector<Kernel>& list) {
  arch::Concat<arch::List<CompilerBarrier>, arch::fences>::for_each([&]<class Op>() {
    constexpr bool kFull = Op::info.order == "rw,rw" || Op::info.order == "seq_cst";
    if constexpr (kFull || std::same_as<Op, CompilerBarrier>)
      add(list, variant_of<Op>(), "asymmetric", "fast_side", "latency", Metric::latency,
          "store, barrier, load of another line, which the next store waits for", store_load<Op>, check_zero);
  });
});

}  // namespace
}  // namespace fenceline
