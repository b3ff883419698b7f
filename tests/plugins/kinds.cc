// One of each kind: ours, under names of their own.
#include <kernels/plugin.h>
#include <structures/counter/single.h>
#include <structures/lock/ticket.h>
#include <structures/queue/channel.h>
#include <structures/queue/chase_lev.h>
#include <structures/stack/treiber.h>

namespace {

using namespace fenceline;
const plugin::Queue<Channel<std::uint64_t>, "my_channel"> channel;
const plugin::Deque<ChaseLev<std::uint64_t>, "my_deque"> deque;
const plugin::Stack<TreiberStack<std::uint64_t>, "my_stack"> stack;
const plugin::Lock<TicketLock<>, "my_lock"> lock;
const plugin::Counter<AtomicCounter<>, "my_counter"> counter;

}  // namespace
