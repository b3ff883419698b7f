// The counter "worked" of 100 steps: fenceline compare_check plants it.
#include "worked.h"

#include <kernels/plugin.h>
namespace {
const fenceline::plugin::Counter<Worked<100>, "worked"> counter;
}  // namespace
