// Bounded concurrency: no more than so many threads do something at once. By a semaphore, or by tokens that lie in a
// queue: whoever has taken one may go on, and puts it back.
#include <kernels/patterns/flow.h>
#include <semaphore.h>
#include <structures/wait/semaphore.h>

namespace fenceline::patterns {
namespace {

/// Made with so many permits. acquire() gives the number of the permit, where permits have one.
template <class Q>
class Tokens {
 public:
  static constexpr bool kNumbered = true;
  explicit Tokens(unsigned permits) : queue_(permits) {
    for (unsigned i = 0; i < permits; ++i) queue_.push(i);
  }
  uint64_t acquire() {
    uint64_t token = 0;
    queue_.pop(token);
    return token;
  }
  void release(uint64_t token) { queue_.push(token); }
  bool try_acquire() {
    uint64_t token = 0;
    return queue_.try_pop(token);
  }

 private:
  Q queue_;
};

/// The C library's. Not std::counting_semaphore: with the library of GCC 12 both threads slept for ever here.
class PosixSemaphore {
 public:
  static constexpr bool kNumbered = false;
  explicit PosixSemaphore(unsigned permits) { sem_init(&semaphore_, 0, permits); }
  ~PosixSemaphore() { sem_destroy(&semaphore_); }
  uint64_t acquire() {
    while (sem_wait(&semaphore_) != 0) {  // a signal came
    }
    return 0;
  }
  void release(uint64_t) { sem_post(&semaphore_); }
  bool try_acquire() { return sem_trywait(&semaphore_) == 0; }

 private:
  sem_t semaphore_;
};

class OurSemaphore {
 public:
  static constexpr bool kNumbered = false;
  explicit OurSemaphore(unsigned permits) : semaphore_(permits) {}
  uint64_t acquire() { return semaphore_.wait(), 0; }
  void release(uint64_t) { semaphore_.post(); }
  bool try_acquire() { return semaphore_.try_wait(); }

 private:
  Semaphore<> semaphore_;
};

/// What a permit guards: whoever finds another's mark was not alone with it.
struct alignas(arch::kPadBytes) Guarded {
  volatile uint64_t mark = 0;
};

constexpr size_t kPermits = kBuffer;  // among the args

template <class S>
struct Bounded {
  const unsigned permits;
  std::vector<Guarded> guarded;
  std::atomic<unsigned> met{0};
  alignas(arch::kPadBytes) S semaphore;

  explicit Bounded(const Shared& shared)
      : permits(static_cast<unsigned>(shared.args[kPermits])), guarded(permits), semaphore(permits) {}
  /// Each is there, and none besides.
  std::string check() {
    if (met.load(std::memory_order_relaxed) != 0) return "two threads had one permit";
    unsigned there = 0;
    while (there <= permits && semaphore.try_acquire()) ++there;
    return there == permits ? "" : "of " + std::to_string(permits) + " permits " + std::to_string(there) + " are there";
  }
};

template <class S>
uint64_t turns(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Bounded<S>>();
  // A permit without a number guards what all have where there is but one.
  const bool guards = S::kNumbered || site.permits == 1;
  unsigned wrong = 0;
  for (uint64_t n = 0; n != iterations; ++n) {
    const uint64_t permit = site.semaphore.acquire(), mark = item_of(thread, n + 1);
    if (guards) site.guarded[permit].mark = mark;
    do_work(mark, shared);
    if (guards) wrong += site.guarded[permit].mark != mark;
    site.semaphore.release(permit);
  }
  site.met.fetch_add(wrong, std::memory_order_relaxed);
  return iterations;
}

template <class S>
void add(std::vector<Kernel>& list, const char* name, bool sleeps = true) {
  auto& k = list.emplace_back(workload::describe("patterns", "bounded", name, "turn", Metric::contended,
                                                 "a permit taken, `work` done and the permit given back, by all "
                                                 "threads; no more than `permits` do it at once"));
  k.gives_way = sleeps;
  k.roles = {{.least = 2, .most = kAnyThreads, .run = turns<S>}};
  k.axes = {work_axis(),
            {.name = "permits", .unit = "", .values = {1, 16}, .least = 1, .most = 1 << 10, .what = "at once"}};
  k.setup = [](Shared& shared) { shared.make<Bounded<S>>(shared); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<Bounded<S>>().check(); };
}

const Registration registration([](std::vector<Kernel>& list) {
  for_each_line([&]<class Q>(const char* name) { add<Tokens<Q>>(list, name, kSleeps<Q>); });
  add<PosixSemaphore>(list, "posix_semaphore");
  add<OurSemaphore>(list, "semaphore");
});

}  // namespace
}  // namespace fenceline::patterns
