// Our own reclaimers.
#include <kernels/reclamation/rows.h>
#include <structures/reclaim/list.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_reclaimer_and_reuse<Native, 1>([&]<class R>(const char* name) {
    reclamation::add_reads<R>(list, name);
    reclamation::add_updates<R>(list, name);
    reclamation::add_grace<R>(list, name);
    reclamation::add_stalled<R>(list, name);
  });
});

}  // namespace
}  // namespace fenceline
