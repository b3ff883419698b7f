// An object published through an atomic pointer without order: the pointer is seen whole, what it leads to may not be there
// yet. Thread 0 publishes, thread 1 waits for it.
#pragma once
#include <structures/native.h>

namespace fenceline::races {

template <class P>
struct Message {
  explicit Message(int v) : value(v) {}
  typename P::template plain<int> value;
};

template <class P>
struct RacyPublication {
  typename P::template atomic<Message<P>*> published{nullptr};
  int seen = 0;

  ~RacyPublication() { P::destroy(published.load(relaxed)); }
  void run(unsigned thread) {
    if (thread == 0) return published.store(P::template make<Message<P>>(7), relaxed);
    Message<P>* message = nullptr;
    while ((message = published.load(relaxed)) == nullptr) P::pause();
    seen = message->value.read();
  }
  bool right() { return seen == 7; }
};

template <class P>
struct CuredPublication {
  typename P::template atomic<Message<P>*> published{nullptr};
  int seen = 0;

  ~CuredPublication() { P::destroy(published.load(relaxed)); }
  void run(unsigned thread) {
    // (1) release: pairs with the acquire in (2); forbids MP
    if (thread == 0) return published.store(P::template make<Message<P>>(7), release<1>);
    Message<P>* message = nullptr;
    // (2) acquire: pairs with the release in (1); forbids MP
    while ((message = published.load(acquire<2>)) == nullptr) P::pause();
    seen = message->value.read();
  }
  bool right() { return seen == 7; }
};

}  // namespace fenceline::races
