// moodycamel's ReaderWriterQueue: a ring of blocks, one producer, one consumer.
// package: libreaderwriterqueue-dev
// header: readerwriterqueue/readerwriterqueue.h
#pragma once
#include <structures/peers/peer.h>

#include <readerwriterqueue/readerwriterqueue.h>

namespace fenceline::peers::readerwriterqueue {

struct Queue : Container<::moodycamel::ReaderWriterQueue<std::uint64_t>, 1, 1> {
  static bool push(Inner& queue, std::uint64_t item) { return queue.try_enqueue(item); }
  static bool pop(Inner& queue, std::uint64_t& item) { return queue.try_dequeue(item); }
};

template <class F>
void for_each_queue(F&& f) {
  f.template operator()<Peer<Queue>>("readerwriterqueue");
}

}  // namespace fenceline::peers::readerwriterqueue
