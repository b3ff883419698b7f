// The counter "worked" of 105 steps: fenceline compare_check plants it.
#include "worked.h"

#include <kernels/plugin.h>
namespace {
const fenceline::plugin::Counter<Worked<105>, "worked"> counter;
}  // namespace
