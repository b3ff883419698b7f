// The counter "worked" of 102 steps: fenceline compare_check plants it.
#include "worked.h"

#include <kernels/plugin.h>
namespace {
const fenceline::plugin::Counter<Worked<102>, "worked"> counter;
}  // namespace
