// Ways to let another thread go on, all behind one face: post() lets one wait() through. Each is what a program would
// write around one of our structures.
//
//          post            wait
//   post   one at a time   together
//   wait   together        one at a time
//
// Tags: blocking, one post to one wait, in turns.
#pragma once
#include <structures/wait/await.h>
#include <structures/wait/cond_var.h>
#include <structures/wait/event_count.h>
#include <structures/wait/parking_lot.h>
#include <structures/wait/wait_group.h>

namespace fenceline {

/// A word, and nothing else: looked at for ever, or asleep after so many looks, and then each post() is a system call.
template <class P = Native, unsigned kLooks = 0>
class WordGate {
 public:
  void post() {
    // (1) release: pairs with the acquire in (2); forbids MP
    posted_.store(1, release<1>);
    if (kLooks != kForEver) posted_.notify_one();
  }
  void wait() {
    // (2) acquire: pairs with the release in (1); forbids MP
    await_change<P>(posted_, 0, kLooks, acquire<2>);
    posted_.store(0, relaxed);
  }

 private:
  typename P::template atomic<std::uint32_t> posted_{0};
};

template <class P = Native>
class WaitGroupGate {
 public:
  explicit WaitGroupGate(unsigned spins = 100) : group_(1, spins) {}
  void post() { group_.done(); }
  void wait() {
    group_.wait();
    group_.add();
  }

 private:
  WaitGroup<P> group_;
};

/// A word that says nothing to sleepers by itself.
template <class P = Native>
class EventGate {
 public:
  void post() {
    // (3) release: pairs with the acquire in (4); forbids MP
    posted_.store(1, release<3>);
    events_.notify_one();
  }
  void wait() {
    while (!taken()) {
      const auto key = events_.prepare();
      if (taken()) return events_.cancel();
      events_.commit(key);
    }
  }

 private:
  bool taken() {
    // (4) acquire: pairs with the release in (3); forbids MP
    if (posted_.load(acquire<4>) == 0) return false;
    posted_.store(0, relaxed);
    return true;
  }

  typename P::template atomic<std::uint32_t> posted_{0};
  EventCount<P> events_;
};

template <class P = Native, class L = FutexMutex<P>>
class CondVarGate {
 public:
  void post() {
    {
      const Guard held(lock_);
      posted_.write(true);
    }
    changed_.notify_one();
  }
  void wait() {
    typename L::Node node{};
    lock_.lock(node);
    changed_.wait(lock_, node, [&] { return posted_.read(); });
    posted_.write(false);
    lock_.unlock(node);
  }

 private:
  L lock_;
  CondVar<P> changed_;
  typename P::template plain<bool> posted_{false};
};

/// A word with a bit for the waiter, who sleeps in a lot.
template <class P = Native, class Lot = ParkingLot<P>>
class ParkingGate {
 public:
  void post() {
    // (5) release: pairs with the acquire in (6); forbids MP
    if (state_.exchange(kPosted, release<5>) == kParked) lot_.unpark_one(&state_, [](bool, bool) {});
  }
  void wait() {
    std::uint32_t nothing = kNone;
    // (6) acquire: pairs with the release in (5); forbids MP
    while (state_.load(acquire<6>) != kPosted) {
      if (state_.compare_exchange_strong(nothing, kParked, relaxed) || nothing == kParked)
        lot_.park(&state_, [&] { return state_.load(relaxed) == kParked; });
      nothing = kNone;
    }
    state_.store(kNone, relaxed);
  }

 private:
  static constexpr std::uint32_t kNone = 0, kParked = 1, kPosted = 2;

  Lot lot_{1};
  typename P::template atomic<std::uint32_t> state_{kNone};
};

}  // namespace fenceline
