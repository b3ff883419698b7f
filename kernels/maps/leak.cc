// Maps over no reclaimer: what reclamation costs the others is the difference.
#include <kernels/maps/reclaimed.h>
#include <structures/reclaim/leak.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) { maps::add_over<Leak<Counted>>(list, "leak"); });

}  // namespace
}  // namespace fenceline
