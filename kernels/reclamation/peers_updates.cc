// Other libraries' reclaimers: what writers pay, and what they hold back.
#include <kernels/reclamation/rows.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  reclamation::add_peers(list, false, [&]<class R>(const char* name) {
    reclamation::add_updates<R>(list, name);
    reclamation::add_stalled<R>(list, name);
  });
});

}  // namespace
}  // namespace fenceline
