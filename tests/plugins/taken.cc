// Calls itself as one of ours is called.
#include <kernels/plugin.h>
#include <structures/queue/vyukov_mpmc.h>

const fenceline::plugin::Queue<fenceline::VyukovMpmc<std::uint64_t>, "vyukov_mpmc"> mine;
