// The other side of a reader without a fence: membarrier(2) puts one into every thread of the process that runs just now.
#include <kernels/reclamation/reads.h>
#include <kernels/work.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace fenceline {
namespace {

long membarrier(int command) { return syscall(SYS_membarrier, command, 0, 0); }

uint64_t barriers(Shared& shared, unsigned thread, uint64_t iterations) {
  uint64_t failed = 0;
  reclamation::timed(shared, thread, [&] {
    for (uint64_t n = iterations; n != 0; --n) failed += membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) != 0;
    return iterations;
  });
  *shared.at<uint64_t>(0) += failed;
  return iterations;
}

/// Runs in user mode, where a barrier has to interrupt it.
uint64_t run_on(Shared&, unsigned, uint64_t iterations) { return work(0, iterations), iterations; }

const Registration registration([](std::vector<Kernel>& list) {
  const long known = membarrier(MEMBARRIER_CMD_QUERY);
  if (known < 0 || (known & MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0) {
    list.push_back(workload::absent("reclamation", "membarrier", "private_expedited",
                                    "the kernel, or who executes us, has no membarrier(2) for one process"));
    return;
  }
  Kernel k = workload::describe("reclamation", "membarrier", "private_expedited", "call", Metric::throughput,
                                "a call of membarrier(2), while the other threads of the process run");
  k.roles = {{.name = "caller", .run = barriers},
             {.name = "bystander", .least = 0, .most = kAnyThreads, .run = run_on}};
  k.self_timed = true;
  k.bytes = measure::constant_bytes(sizeof(uint64_t));
  k.setup = [](Shared&) { membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) -> std::string {
    return *shared.at<uint64_t>(0) == 0 ? "" : "membarrier(2) failed";
  };
  list.push_back(std::move(k));
});

}  // namespace
}  // namespace fenceline
