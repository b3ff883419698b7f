// Locks, and reading without one.
#include <kernels/primitives/price.h>
#include <structures/lock/seqlock.h>

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
});

}  // namespace
}  // namespace fenceline
