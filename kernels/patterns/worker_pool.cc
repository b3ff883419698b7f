// Worker pools over each line.
#include <kernels/patterns/worker_pool.h>

namespace fenceline::patterns {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  over_each_line(list, "worker_pool",
                 "a task from one who has it to a worker, who does it; the figure is of each thread",
                 []<class Q>(const Kernel& k) { return worker_pool<Q>(k); });
});

}  // namespace
}  // namespace fenceline::patterns
