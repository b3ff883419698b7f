// Load-to-use latency by working set: a random walk through all its lines, each load's address being the value
// before. Without huge pages TLB misses come on top; with them too, in a guest whose host backs them with small ones.
#include <kernels/measure.h>

#include <numeric>

namespace fenceline {
namespace {

using namespace measure;

/// A step of the walk goes to another pair of lines: the prefetcher of neighbouring lines helps nobody.
inline constexpr size_t kStep = arch::kPadBytes;
/// The largest set that is measured everywhere, and the largest that there can be.
inline constexpr int64_t kUsual = int64_t{256} << 20, kLargest = int64_t{4} << 30;

/// One cycle through all lines, by Sattolo's algorithm ("An algorithm to generate a random cyclic permutation",
/// Information Processing Letters 22, 1986): no shorter cycle can leave part of the working set untouched.
void make_walk(Shared& shared) {
  const size_t lines = shared.bytes / kStep;
  std::vector<uint32_t> next(lines);
  std::iota(next.begin(), next.end(), 0u);
  // Knuth's generator of MMIX; its upper half is scaled to what is below i. Few instructions and no division: 32-bit
  // machines divide 64 bits by software, and emulators count each step (Armv7 under QEMU: 4.6 s with it, 0.5 s without).
  uint64_t random = shared.seed;
  for (size_t i = lines - 1; i > 0; --i) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    std::swap(next[i], next[static_cast<size_t>((random >> 32) * i >> 32)]);
  }
  for (size_t i = 0; i < lines; ++i)
    *shared.at<uintptr_t>(i * kStep) = reinterpret_cast<uintptr_t>(shared.data + next[i] * kStep);
}

uint64_t walk(Shared& shared, unsigned, uint64_t iterations) {
  // Goes on where it stopped: a short call must not warm the same few lines again and again.
  uintptr_t& where = *shared.at<uintptr_t>(sizeof(uintptr_t));
  uintptr_t at = where;
  unrolled(iterations, [&](auto) { at = *reinterpret_cast<const volatile uintptr_t*>(at); });
  where = at;
  return iterations;
}

/// What is larger is in no cache either way, where the topology does not tell of one.
inline constexpr size_t kUntold = size_t{32} << 20;

/// Walks before each window: many times round a small set, once round one that a core's caches may hold. Lines that were
/// only written, or not touched for a while, need not be in the caches that could hold them: on a Zen 4 guest with 32 MiB of
/// L3 a set of 4 MiB showed 53 to 76 ns in windows of 1 ms after one turn, where multichase, which walks for seconds, showed
/// 14 to 21. A set that only a large last level can hold is read once in its order, which takes a twentieth of a walk.
void warm_up(Shared& shared, unsigned thread) {
  constexpr size_t kMost = kUntold / kStep;
  const size_t lines = shared.bytes / kStep;
  if (lines <= kMost) {
    walk(shared, thread, std::max(lines, kMost) / kUnroll * kUnroll);
  } else if (shared.bytes <= shared.caches.last) {
    for (size_t i = 0; i < lines; ++i) (void)*shared.at<volatile uintptr_t>(i * kStep);
  }
}

/// Twice the last level, where the default values do not go so far: memory's own latency is in the curve too.
std::vector<int64_t> larger(const Caches& caches) {
  const auto bytes = std::min<int64_t>(int64_t(2 * caches.last + kStep - 1) / kStep * kStep, kLargest);
  return bytes > kUsual ? std::vector{bytes} : std::vector<int64_t>{};
}

/// Every line of the cycle is visited before the first comes again.
std::string check_walk(const Shared& shared, std::span<const uint64_t>) {
  const size_t lines = shared.bytes / kStep;
  auto at = reinterpret_cast<uintptr_t>(shared.data);
  for (size_t i = 1; i <= lines; ++i) {
    at = *reinterpret_cast<const uintptr_t*>(at);
    if ((at == reinterpret_cast<uintptr_t>(shared.data)) != (i == lines)) return "the walk is no cycle of all lines";
    if (i == 4096) return "";  // checked in full where that is cheap
  }
  return "";
}

const Registration registration([](std::vector<Kernel>& list) {
  Kernel k;
  k.suite = "memory";
  k.group = "latency";
  k.variant = "random_walk";
  k.metric = Metric::latency;
  k.axes = {{.name = "working_set",
             .unit = "B",
             .values = {},
             .least = 1 << 10,
             .most = kLargest,
             .multiple = kStep,
             .what = "bytes that are walked through",
             .more = larger}};
  for (int64_t bytes = 4 << 10; bytes <= kUsual; bytes *= 2) {
    k.axes[0].values.push_back(bytes);
    if (bytes >= 16 << 10 && bytes < kUsual) k.axes[0].values.push_back(bytes / 2 * 3);
  }
  k.roles = {{.run = walk}};
  k.setup = [](Shared& shared) {
    make_walk(shared);
    *shared.at<uintptr_t>(sizeof(uintptr_t)) = reinterpret_cast<uintptr_t>(shared.data);
  };
  k.settle = warm_up;
  k.verify = check_walk;
  k.bytes = [](unsigned, const std::vector<int64_t>& args) { return static_cast<size_t>(args[0]); };
  for (bool huge : {true, false}) {
    k.how = huge ? "huge_pages" : "small_pages";
    k.what = std::string("load-to-use latency of a random walk through `working_set` bytes, ") +
             (huge ? "in huge pages where there are some" : "in pages of the usual size: TLB misses included");
    k.huge_pages = huge;
    list.push_back(k);
  }
});

}  // namespace
}  // namespace fenceline
