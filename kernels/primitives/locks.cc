// Locks, reading without one, and what is waited for once.
#include <kernels/primitives/price.h>
#include <structures/lock/seqlock.h>
#include <structures/wait/wait_group.h>

#include <mutex>
#include <shared_mutex>

namespace fenceline {
namespace {

using namespace prices;

/// A lock, and what it protects on a line of its own.
template <class Mutex>
struct Protected : NoLanes {
  alignas(arch::kPadBytes) Mutex mutex;
  alignas(arch::kPadBytes) uint64_t count = 0;
  explicit Protected(const Shared&) {}
  std::string check(std::span<const uint64_t> n) const {
    return count == workload::sum(n) ? "" : "additions under the lock were lost";
  }
};
struct Readable : NoLanes {
  alignas(arch::kPadBytes) std::shared_mutex mutex;
  explicit Readable(const Shared&) {}
};

struct Pair {
  uint64_t first = 0, second = 0;
};
struct Sequenced : NoLanes {
  alignas(arch::kPadBytes) Seqlock<Pair> pair;
  explicit Sequenced(const Shared&) {}
};

struct Latched : NoLanes {
  alignas(arch::kPadBytes) WaitGroup<> latch;
  explicit Latched(const Shared&) {}
};

struct Done : NoLanes {
  alignas(arch::kPadBytes) std::once_flag flag;
  std::atomic<unsigned> times{0};
  explicit Done(const Shared&) { call(); }
  void call() {
    std::call_once(flag, [&] { times.fetch_add(1, std::memory_order_relaxed); });
  }
  std::string check(std::span<const uint64_t>) const {
    return times.load(std::memory_order_relaxed) == 1 ? "" : "it was done more than once";
  }
};

const Registration registration([](std::vector<Kernel>& list) {
  add<Protected<std::mutex>>(list, "mutex", "std::mutex: lock, count, unlock", [](auto& o, unsigned) {
    const std::lock_guard held(o.mutex);
    ++o.count;
  });
  add<Readable>(list, "reader_lock", "std::shared_mutex: lock and unlock by readers, who may be together",
                [](Readable& o, unsigned) { const std::shared_lock held(o.mutex); });
  add<Sequenced>(list, "seqlock_read", "two words read under a seqlock, and nobody writes", [](Sequenced& o, unsigned) {
    Pair pair = o.pair.read();
    arch::opaque(pair.first);
    arch::opaque(pair.second);
  });
  add<Latched>(list, "latch", "one thing more to do and done, on a latch that counts both ways, and nobody waits",
               [](Latched& o, unsigned) {
                 o.latch.add();
                 o.latch.done();
               });
  add<Done>(list, "once", "std::call_once of what was done long ago", [](Done& o, unsigned) { o.call(); });
});

}  // namespace
}  // namespace fenceline
