// What everybody has to wait with: the C++ library's and POSIX', behind the concepts of a gate and of a barrier.
//
//          post            wait
//   post   one at a time   together
//   wait   together        one at a time
//
// Tags: blocking; what else they are the C++ library says.
#pragma once
#include <arch/cpu.h>
#include <pthread.h>
#include <semaphore.h>

#include <atomic>
#include <barrier>
#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <latch>
#include <memory>
#include <mutex>
#include <semaphore>

namespace fenceline {

class StdSemaphoreGate {
 public:
  void post() { semaphore_.release(); }
  void wait() { semaphore_.acquire(); }

 private:
  std::counting_semaphore<> semaphore_{0};
};

class PosixSemaphoreGate {
 public:
  PosixSemaphoreGate() { sem_init(&semaphore_, 0, 0); }
  ~PosixSemaphoreGate() { sem_destroy(&semaphore_); }
  PosixSemaphoreGate(const PosixSemaphoreGate&) = delete;
  PosixSemaphoreGate& operator=(const PosixSemaphoreGate&) = delete;
  void post() { sem_post(&semaphore_); }
  void wait() {
    while (sem_wait(&semaphore_) != 0 && errno == EINTR) {
    }
  }

 private:
  sem_t semaphore_;
};

class StdAtomicGate {
 public:
  void post() {
    posted_.store(1, std::memory_order_release);  // (1) release: pairs with the acquire in (2); forbids MP
    posted_.notify_one();
  }
  void wait() {
    posted_.wait(0, std::memory_order_acquire);  // (2) acquire: pairs with the release in (1); forbids MP
    posted_.store(0, std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint32_t> posted_{0};
};

class StdConditionGate {
 public:
  void post() {
    {
      const std::scoped_lock held(mutex_);
      open_ = true;
    }
    changed_.notify_one();
  }
  void wait() {
    std::unique_lock held(mutex_);
    changed_.wait(held, [&] { return open_; });
    open_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

/// Of something that lets through only once, and is then made anew: one_shot.done(), one_shot.wait(). The one that was
/// passed a turn before is made anew by its waiter, who has heard again of whoever posted it.
template <class OneShot>
class OnceGate {
 public:
  OnceGate() {
    for (auto& shot : shots_) shot = std::make_unique<OneShot>();
  }
  void post() { shots_[posts_++ % kShots]->done(); }
  void wait() {
    shots_[waits_ % kShots]->wait();
    std::unique_ptr<OneShot>& before = shots_[(waits_++ + kShots - 1) % kShots];
    if (waits_ == 1) return;
    std::destroy_at(before.get());
    std::construct_at(before.get());
  }

 private:
  static constexpr unsigned kShots = 3;
  std::unique_ptr<OneShot> shots_[kShots];
  alignas(arch::kPadBytes) std::uint64_t posts_ = 0;
  alignas(arch::kPadBytes) std::uint64_t waits_ = 0;
};

struct StdLatch {
  std::latch latch{1};
  void done() { latch.count_down(); }
  void wait() { latch.wait(); }
};

struct AnyNode {
  explicit AnyNode(unsigned) {}
};

class StdBarrier {
 public:
  using Node = AnyNode;
  explicit StdBarrier(unsigned threads) : barrier_(threads) {}
  void meet(Node&) { barrier_.arrive_and_wait(); }

 private:
  std::barrier<> barrier_;
};

class PosixBarrier {
 public:
  using Node = AnyNode;
  explicit PosixBarrier(unsigned threads) { pthread_barrier_init(&barrier_, nullptr, threads); }
  ~PosixBarrier() { pthread_barrier_destroy(&barrier_); }
  PosixBarrier(const PosixBarrier&) = delete;
  PosixBarrier& operator=(const PosixBarrier&) = delete;
  void meet(Node&) { pthread_barrier_wait(&barrier_); }

 private:
  pthread_barrier_t barrier_;
};

template <class F>
void for_each_standard_gate(F&& f) {
  f.template operator()<StdSemaphoreGate>("std_counting_semaphore");
  f.template operator()<PosixSemaphoreGate>("sem_t");
  f.template operator()<StdAtomicGate>("std_atomic_wait");
  f.template operator()<StdConditionGate>("std_condition_variable");
  f.template operator()<OnceGate<StdLatch>>("std_latch");
}

template <class F>
void for_each_standard_barrier(F&& f) {
  f.template operator()<StdBarrier>("std_barrier");
  f.template operator()<PosixBarrier>("pthread_barrier");
}

}  // namespace fenceline
