// A count that one thread keeps, to whom the others send what they add: shared by communicating.
#include <kernels/workload.h>
#include <structures/counter/served.h>

namespace fenceline {
namespace {

using Served = ServedCounter<Native>;

uint64_t add(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& counter = shared.object<Served>();
  uint64_t done = 0;
  while (done != iterations && counter.add(1, thread)) ++done;
  return done;
}

uint64_t keep(Shared& shared, unsigned, uint64_t iterations) {
  auto& counter = shared.object<Served>();
  uint64_t done = 0;
  while (done != iterations && counter.serve()) ++done;
  return done;
}

std::string check(const Shared& shared, std::span<const uint64_t> iterations) {
  auto& counter = shared.object<Served>();
  counter.close();
  while (counter.serve()) {
  }
  uint64_t added = 0;
  for (unsigned t = 0; t < shared.threads; ++t)
    if (shared.cast.parts[t].role == 0) added += iterations[t];
  return counter.read() == added ? "" : "it does not count what was added";
}

const Registration registration([](std::vector<Kernel>& list) {
  auto& k = list.emplace_back(workload::describe(
      "counters", "counter", "served", "contended", Metric::contended,
      "one thread keeps the count, the others send it what they add through a channel of 64; the figure is of each"));
  k.roles = {{.name = "adder", .most = kAnyThreads, .run = add}, {.name = "keeper", .run = keep}};
  k.setup = [](Shared& shared) { shared.make<Served>(); };
  k.begin = [](Shared& shared) { shared.object<Served>().reopen(); };
  k.release = [](Shared& shared) { shared.object<Served>().close(); };
  k.verify = check;
});

}  // namespace
}  // namespace fenceline
