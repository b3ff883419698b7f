// One of each kind beside queues.
#include <kernels/plugin.h>
#include <structures/counter/single.h>
#include <structures/lock/ticket.h>
#include <structures/stack/treiber.h>

namespace {

using namespace fenceline;
const plugin::Stack<TreiberStack<std::uint64_t>, "my_stack"> stack;
const plugin::Lock<TicketLock<>, "my_lock"> lock;
const plugin::Counter<AtomicCounter<>, "my_counter"> counter;

}  // namespace
