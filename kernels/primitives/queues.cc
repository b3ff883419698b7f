// From thread to thread: each puts an item in and takes one out, in turn.
#include <kernels/primitives/price.h>
#include <structures/queue/channel.h>
#include <structures/queue/vyukov_mpmc.h>

namespace fenceline {
namespace {

using namespace prices;

/// Items are numbers, each its own: their sum tells whether all have come out once.
struct Turns {
  uint64_t done = 0, in = 0, out = 0;
  unsigned thread = 0;
  uint64_t next() {
    const uint64_t item = uint64_t{thread} << 48 | done++;
    in += item;
    return item;
  }
};

template <class Queue>
struct Passing : OwnLanes<Turns> {
  Queue queue;
  /// Room for an item of each thread: none ever waits for room.
  explicit Passing(const Shared& shared) : OwnLanes<Turns>(shared), queue(shared.threads + 1023) {
    for (unsigned t = 0; t < shared.threads; ++t) lane(t).thread = t;
  }
  std::string check(std::span<const uint64_t>) const {
    uint64_t in = 0, out = 0;
    for (const auto& l : lanes()) in += l.value.in, out += l.value.out;
    return in == out ? "" : "items were lost, or came twice";
  }
};
using Channels = Passing<Channel<uint64_t>>;
using Queues = Passing<VyukovMpmc<uint64_t>>;

const Registration registration([](std::vector<Kernel>& list) {
  add<Channels>(list, "channel", "an item sent through a channel as Go's and one received, by each thread in turn",
                [](Channels& o, Turns& turns) {
                  uint64_t item = 0;
                  o.queue.push(turns.next());
                  o.queue.pop(item);
                  turns.out += item;
                });
  add<Queues>(list, "queue", "an item put into Vyukov's bounded queue and one taken out, by each thread in turn",
              [](Queues& o, Turns& turns) {
                uint64_t item = 0;
                const uint64_t next = turns.next();
                while (!o.queue.try_push(next)) Native::pause();
                while (!o.queue.try_pop(item)) Native::pause();
                turns.out += item;
              });
});

}  // namespace
}  // namespace fenceline
