// Channel between threads, as Go's: bounded or, with capacity 0, a meeting of the two; those who wait stand in line,
// and an item goes straight to the one who has waited longest. The Go authors, runtime/chan.go and runtime/select.go
// (hchan, sudog), 2009-; after C. A. R. Hoare, "Communicating sequential processes", CACM 1978.
//
//                   push       pop        close      select
//   push            together   together   together   together
//   pop             together   together   together   together
//   close           together   together   together   together
//   select          together   together   together   together
//   reopen          together   together   together   together
//
// Tags: blocking, linearizable, FIFO, fair to those who wait, no allocation after construction. All that is shared is
// guarded by the channel's lock but for the word on which a waiter sleeps. A waiter takes the lock once more after it
// was woken: before that, whoever woke it may still be at that word, which lies on the waiter's stack.
#pragma once
#include <structures/lock/futex_mutex.h>
#include <structures/native.h>
#include <structures/queue/concept.h>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace fenceline {

template <class T, class P = Native, class L = FutexMutex<P>>
class Channel {
 public:
  using value_type = T;
  static constexpr unsigned kProducers = kMany, kConsumers = kMany;

  explicit Channel(std::size_t capacity)
      : capacity_(capacity), items_(P::template make_array<Plain<T>>(capacity + 1)) {}
  ~Channel() { P::destroy_array(items_, capacity_ + 1); }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  std::size_t capacity() const { return capacity_; }

  /// Waits while the channel is full; false once it is closed.
  bool push(T item) {
    Sleeper self;
    Waiter waiter{&self, &item};
    lock_.lock();
    if (const int done = push_now(item); done != kWait) return leave(done == kDone);
    senders_.add(&waiter);
    return wait(waiter);
  }

  /// Waits while the channel is empty; false once it is closed and empty.
  bool pop(T& item) {
    Sleeper self;
    Waiter waiter{&self, &item};
    lock_.lock();
    if (const int done = pop_now(item); done != kWait) return leave(done == kDone);
    receivers_.add(&waiter);
    return wait(waiter);
  }

  /// False where push would wait, or the channel is closed.
  bool try_push(T item) {
    lock_.lock();
    return leave(push_now(item) == kDone);
  }
  /// False where pop would wait, or the channel is closed and empty.
  bool try_pop(T& item) {
    lock_.lock();
    return leave(pop_now(item) == kDone);
  }

  /// Pops from whichever of two different channels has an item first: 0 or 1, or -1 once one of them is closed and
  /// empty.
  static int select(Channel& first, Channel& second, T& item) {
    Sleeper self;
    Waiter waiters[] = {{&self, &item}, {&self, &item}};
    Channel* const channels[] = {&first, &second};
    lock_both(first, second);
    for (int i = 0; i < 2; ++i) {
      if (const int done = channels[i]->pop_now(item); done != kWait) {
        unlock_both(first, second);
        return done == kDone ? i : -1;
      }
    }
    for (int i = 0; i < 2; ++i) channels[i]->receivers_.add(&waiters[i]);
    unlock_both(first, second);
    self.sleep();
    lock_both(first, second);
    int which = -1;
    for (int i = 0; i < 2; ++i) {
      channels[i]->receivers_.remove(&waiters[i]);
      if (waiters[i].served.read()) which = i;
    }
    unlock_both(first, second);
    return which;
  }

  /// Wakes all who wait. Items that are in can still be popped.
  void close() {
    lock_.lock();
    closed_.write(true);
    while (Waiter* const w = senders_.claim()) w->sleeper->wake();
    while (Waiter* const w = receivers_.claim()) w->sleeper->wake();
    lock_.unlock();
  }
  /// Undoes close(); who was woken by it still says that it was closed.
  void reopen() {
    lock_.lock();
    closed_.write(false);
    lock_.unlock();
  }

 private:
  template <class U>
  using Plain = typename P::template plain<U>;

  /// A thread that waits, on one channel or on two: whoever claims it serves it, and nobody else does.
  struct Sleeper {
    typename P::template atomic<std::uint32_t> claimed{0};
    typename P::template atomic<std::uint32_t> awake{0};

    bool claim() {
      std::uint32_t free = 0;
      return claimed.compare_exchange_strong(free, 1, relaxed);
    }
    /// Relaxed: who has slept takes the lock, which whoever woke it held.
    void sleep() {
      while (awake.load(relaxed) == 0) awake.wait(0);
    }
    void wake() {
      awake.store(1, relaxed);
      awake.notify_one();
    }
  };
  struct Waiter {
    Sleeper* sleeper;
    T* item;  // where it lies, or where it shall go
    Plain<bool> served{false};
    Plain<Waiter*> next{nullptr};
    Plain<bool> queued{false};
  };

  /// First come, first served. Under the channel's lock.
  class Line {
   public:
    void add(Waiter* w) {
      w->queued.write(true);
      (first_.read() ? last_.read()->next : first_).write(w);
      last_.write(w);
    }
    /// Takes out the first that nobody has claimed on another channel.
    Waiter* claim() {
      while (Waiter* const w = first_.read()) {
        remove(w);
        if (w->sleeper->claim()) return w;
      }
      return nullptr;
    }
    void remove(Waiter* w) {
      if (!w->queued.read()) return;
      Waiter* before = nullptr;
      for (Waiter* at = first_.read(); at != w; at = at->next.read()) before = at;
      (before ? before->next : first_).write(w->next.read());
      if (last_.read() == w) last_.write(before);
      w->queued.write(false);
    }

   private:
    Plain<Waiter*> first_{nullptr}, last_{nullptr};
  };

  enum { kWait, kDone, kClosed };

  int push_now(T& item) {
    if (closed_.read()) return kClosed;
    if (Waiter* const receiver = receivers_.claim()) {
      *receiver->item = std::move(item);
      serve(receiver);
      return kDone;
    }
    if (count_.read() == capacity_) return kWait;
    put(item);
    return kDone;
  }
  int pop_now(T& item) {
    Waiter* const sender = senders_.claim();
    if (count_.read() > 0) {
      item = items_[first_.read()].take();
      first_.write((first_.read() + 1) % capacity_);
      count_.write(count_.read() - 1);
      if (sender) put(*sender->item);  // it waited because the channel was full
    } else if (sender) {
      item = std::move(*sender->item);
    } else {
      return closed_.read() ? kClosed : kWait;
    }
    if (sender) serve(sender);
    return kDone;
  }
  void put(T& item) {
    items_[(first_.read() + count_.read()) % capacity_].write(std::move(item));
    count_.write(count_.read() + 1);
  }
  static void serve(Waiter* w) {
    w->served.write(true);
    w->sleeper->wake();
  }

  bool leave(bool result) {
    lock_.unlock();
    return result;
  }
  /// In a line: until somebody has claimed the waiter, and let go of the lock.
  bool wait(Waiter& waiter) {
    lock_.unlock();
    waiter.sleeper->sleep();
    lock_.lock();
    return leave(waiter.served.read());
  }
  /// In the order of their addresses, or two threads would each hold one.
  static void lock_both(Channel& a, Channel& b) {
    (&a < &b ? a : b).lock_.lock();
    (&a < &b ? b : a).lock_.lock();
  }
  static void unlock_both(Channel& a, Channel& b) {
    a.lock_.unlock();
    b.lock_.unlock();
  }

  const std::size_t capacity_;
  Plain<T>* const items_;
  L lock_;
  Plain<std::size_t> first_{0}, count_{0};
  Plain<bool> closed_{false};
  Line senders_, receivers_;
};

}  // namespace fenceline
