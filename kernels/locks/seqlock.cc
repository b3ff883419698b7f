// The seqlock beside the locks that have readers: its readers write nothing, and repeat where a writer was there.
#include <kernels/locks/hand_overs.h>
#include <kernels/locks/mixed.h>
#include <kernels/stamp.h>
#include <structures/lock/seqlock.h>

namespace fenceline {
namespace {

/// What is written together and read together.
struct Words {
  uint64_t count = 0, mirror = 0;
};

/// As locks::Site, with what is protected inside. A reader works on its copy, and then no writer has to wait for it.
class SeqlockSite {
 public:
  struct alignas(arch::kPadBytes) Reads {
    uint64_t done = 0, repeated = 0;
  };

  explicit SeqlockSite(const Shared& shared) : reads_(shared.threads), hand_overs_(locks::homes_of(shared)) {}

  Seqlock<Words>& lock() { return lock_; }
  Reads& node(unsigned thread) { return reads_[thread]; }

  uint64_t write(Reads&, unsigned thread, uint64_t x, uint64_t critical) {
    arch::opaque(x);
    lock_.update([&](Words& words) {
      torn(words);
      hand_overs_.to(thread);
      x = work(when_known(x, words.count), critical);
      ++words.count;
      words.mirror = when_known(words.count, x);
    });
    return x;
  }
  uint64_t read(Reads& reads, uint64_t x, uint64_t critical) {
    arch::opaque(x);
    Words words;
    for (; !lock_.try_read(words); Native::pause()) ++reads.repeated;
    ++reads.done;
    torn(words);
    return work(when_known(x, words.count), critical);
  }

  std::string check(uint64_t writes) const {
    if (torn_.load(std::memory_order_relaxed)) return "a reader saw one half of a write";
    return lock_.read().count == writes ? "" : "writes were lost";
  }
  /// And how often a read was begun in vain.
  std::vector<Figure> figures() const {
    auto out = hand_overs_.figures(lock_.read().count);
    double done = 0, repeated = 0;
    for (const Reads& reads : reads_) done += double(reads.done), repeated += double(reads.repeated);
    out.push_back({"retries", "", done == 0 ? 0 : repeated / done});
    return out;
  }

 private:
  void torn(const Words& words) {
    if (words.count != words.mirror) torn_.store(true, std::memory_order_relaxed);
  }

  std::vector<Reads> reads_;  // by thread
  alignas(arch::kPadBytes) Seqlock<Words> lock_;
  alignas(arch::kPadBytes) locks::HandOvers hand_overs_;
  alignas(arch::kPadBytes) std::atomic<bool> torn_{false};
};

uint64_t write_only(Shared& shared, unsigned, uint64_t iterations) {
  auto& lock = shared.object<SeqlockSite>().lock();
  return unrolled(iterations, [&](auto) { lock.write({}); });
}

uint64_t read_only(Shared& shared, unsigned, uint64_t iterations) {
  auto& lock = shared.object<SeqlockSite>().lock();
  return unrolled(iterations, [&](auto) {
    Words words = lock.read();
    arch::opaque(words.count);
  });
}

const Registration registration([](std::vector<Kernel>& list) {
  const auto add = [&](const char* how, Metric metric, const char* what, Role role) -> Kernel& {
    auto& k = list.emplace_back(workload::describe("locks", "lock", "seqlock", how, metric, what));
    k.roles = {std::move(role)};
    k.setup = [](Shared& shared) { shared.make<SeqlockSite>(shared); };
    return k;
  };
  add("alone", Metric::latency, "two words written by one thread, again and again", {.run = write_only});
  add("readers", Metric::contended, "two words read by all, and nobody writes",
      {.most = kAnyThreads, .run = read_only});
  locks::describe_mixed<SeqlockSite>(add(
      "mixed", Metric::contended,
      "two words read or counted, `critical` core cycles of work on them and `parallel` until the next turn, by all "
      "threads; `read_share` of a hundred turns only read: they work on a copy, and repeat where a writer was there "
      "(retries in figures.csv, for each read)",
      {}));
});

}  // namespace
}  // namespace fenceline
