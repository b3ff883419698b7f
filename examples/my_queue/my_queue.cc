// The queue as a plugin of ./bench: docs/plugins.md.
#include "my_queue.h"

#include <kernels/plugin.h>

const fenceline::plugin::Queue<MyQueue<std::uint64_t>, "my_queue"> mine;
