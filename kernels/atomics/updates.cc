// Read-modify-write without a result: what a counter or a flag needs when nobody looks at the old value.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

template <class Action, class Op>
Kernel uncontended(const std::string& group, std::string how) {
  const bool latency = how == "latency";
  auto k = describe<Op>("atomics", group, how, latency ? Metric::latency : Metric::throughput,
                        latency ? "operations on one word, one after the other through memory"
                                : "independent operations, round 8 lines in L1");
  k.run = latency ? chain<Action, Op> : stream<Action, Op>;
  k.bytes = constant_bytes(kStreamBytes);
  return k;
}

const Registration registration([](std::vector<Kernel>& list) {
  arch::adds::for_each([&]<class Op>() {
    for (const char* how : {"latency", "throughput"}) {
      auto k = uncontended<AddAction, Op>("add", how);
      k.verify = check_total<Value<Op>>;
      list.push_back(k);
    }
    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t)) {
      auto k = uncontended<AddAction, Op>("add", "contended");
      k.run = contended<AddAction, Op>;
      k.verify = check_sum<Value<Op>>;
      add_contended(list, k, "add/" + name_of<Op>(), "additions without result");
    }
  });
  const auto on_zero = [&]<class Op>(const std::string& group) {
    for (const char* how : {"latency", "throughput"}) {
      auto k = uncontended<StoreAction, Op>(group, how);
      k.verify = check_zero;
      list.push_back(k);
    }
  };
  arch::ands::for_each([&]<class Op>() { on_zero.template operator()<Op>("and"); });
  arch::ors::for_each([&]<class Op>() { on_zero.template operator()<Op>("or"); });
  arch::xors::for_each([&]<class Op>() { on_zero.template operator()<Op>("xor"); });
  arch::extrema::for_each([&]<class Op>() {
    on_zero.template operator()<Op>(arch::is_max(Op::keeps) ? "max" : "min");
  });
});

}  // namespace
}  // namespace fenceline
