// Stacks: last in, first out, by any number of threads.
#include <kernels/pairs.h>
#include <kernels/workload.h>
#include <structures/stack/list.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_stack<uint64_t>([&]<class S>(const char* name) {
    pairs::add<S>(list, workload::describe("stacks", "stack", name, "", Metric::contended, ""));
  });
});

}  // namespace
}  // namespace fenceline
