// The slow side: the call that takes the fence out of other threads' way, by how it is done and over the threads that run,
// beside the full fence of a symmetric pair, which costs the same however many they are.
#include <kernels/asymmetric/command.h>
#include <kernels/timed.h>
#include <kernels/work.h>
#include <kernels/workload.h>
#include <sched.h>

namespace fenceline {
namespace {

using namespace asymmetric;

/// A call takes from a fraction of a microsecond to tens of milliseconds: so many iterations are one.
constexpr uint64_t kIterations = kUnroll;

struct Calls {
  uint64_t failed = 0;
  /// Where a bystander was last, -1: nobody has told.
  alignas(arch::kPadBytes) std::atomic<int> bystander{-1};
};

template <size_t kCommand>
uint64_t barriers(Shared& shared, unsigned thread, uint64_t iterations) {
  constexpr const Command& command = kCommands[kCommand];
  auto& calls = shared.object<Calls>();
  const uint64_t done = timed(shared, thread, [&] {
    uint64_t n = 0;
    for (; n < iterations / kIterations && !shared.stopped(); ++n) {
      const int cpu = command.flags == 0 ? 0 : calls.bystander.load(std::memory_order_relaxed);
      calls.failed += !call(command.number, command.flags, static_cast<unsigned>(cpu < 0 ? sched_getcpu() : cpu));
    }
    return n;
  });
  return done * kIterations;
}

/// Runs in user mode, where a barrier has to interrupt it.
uint64_t run_on(Shared& shared, unsigned, uint64_t iterations) {
  shared.object<Calls>().bystander.store(sched_getcpu(), std::memory_order_relaxed);
  work(0, iterations);
  return iterations;
}

/// What both sides would do without the call: nobody else is in the figure.
template <class Op>
uint64_t fences(Shared& shared, unsigned thread, uint64_t iterations) {
  return timed(shared, thread, [&] { return unrolled(iterations, [](auto) { Op::op(); }); });
}

Kernel beside_bystanders(const char* name, const char* what, Run run) {
  Kernel k = workload::describe("asymmetric", "slow_side", name, "call", Metric::latency, what);
  k.roles = {{.name = "caller", .run = run}, {.name = "bystander", .least = 0, .most = kAnyThreads, .run = run_on}};
  k.self_timed = true;
  k.setup = [](Shared& shared) { shared.make<Calls>(); };
  return k;
}

template <size_t... I>
void add_commands(std::vector<Kernel>& list, std::index_sequence<I...>) {
  const auto add = [&](const Command& command, Run run) {
    const std::string what = std::string("a call of membarrier(2) while the other threads run: ") + command.what;
    Kernel k = beside_bystanders(command.name, what.c_str(), run);
    k.ops_per_iteration = 1. / kIterations;
    if (command.registers == 0) {  // the one that waits for others: it sleeps, for tens of milliseconds
      k.gives_way = true;
      k.least_window = [](const std::vector<int64_t>&) { return Nanoseconds{500e6}; };
    }
    k.lacks = [&command] { return missing(command); };
    k.verify = [](const Shared& shared, std::span<const uint64_t>) {
      return shared.object<Calls>().failed == 0 ? "" : "membarrier(2) failed";
    };
    list.push_back(std::move(k));
  };
  (add(kCommands[I], barriers<I>), ...);
}

const Registration registration([](std::vector<Kernel>& list) {
  arch::fences::for_each([&]<class Op>() {
    if (Op::info.order != "rw,rw" && Op::info.order != "seq_cst") return;
    Kernel k = beside_bystanders(std::string(Op::info.name).c_str(),
                                 "the full fence of a symmetric pair, while the other threads run", fences<Op>);
    k.needs = Op::info.needs;
    list.push_back(std::move(k));
  });
  add_commands(list, std::make_index_sequence<std::size(kCommands)>());
});

}  // namespace
}  // namespace fenceline
