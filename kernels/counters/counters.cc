// Counters: one word, a word under a lock, a word for each thread, on a line of its own or not, and one for each CPU,
// where the kernel helps.
#include <kernels/counters/additions.h>
#include <structures/counter/list.h>
#include <structures/counter/per_cpu.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_counter([&]<class C>(const char* name) { counters::add<C>(list, name); });
  if (const char* const why = PerCpuCounter::missing()) {
    auto k = workload::absent("counters", "counter", "per_cpu", why);
    k.what = "a count for each CPU, changed by a restartable sequence";
    list.push_back(std::move(k));
  } else {
    counters::add<PerCpuCounter>(list, "per_cpu");
  }
});

}  // namespace
}  // namespace fenceline
