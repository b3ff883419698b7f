// Other libraries' reclaimers: what readers pay, and what it takes to wait for them.
#include <kernels/reclamation/rows.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  reclamation::add_peers(list, true, [&]<class R>(const char* name) {
    reclamation::add_reads<R>(list, name);
    reclamation::add_grace<R>(list, name);
  });
});

}  // namespace
}  // namespace fenceline
