// Stacks: last in, first out, by any number of threads.
#include <kernels/pairs.h>
#include <kernels/workload.h>
#include <structures/stack/list.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_stack<uint64_t, Counted>([&]<class S>(const char* name) {
    Kernel k = workload::describe("stacks", "stack", name, "", Metric::contended, "");
    constexpr bool kWide = std::same_as<S, WideTreiberStack<uint64_t, Counted>>;
    if constexpr (kWide) k.needs = WideCas::info.needs;
    if constexpr (!kWide || kWideCas)
      pairs::add<S>(list, std::move(k));
    else
      list.push_back(workload::absent("stacks", "stack", name, "this ISA has no 16-byte compare-and-swap"));
  });
});

}  // namespace
}  // namespace fenceline
