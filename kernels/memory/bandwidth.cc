// Bytes per second that threads move to and from a memory far larger than their caches: each thread has a part of it.
#include <kernels/measure.h>

#include <cstring>

namespace fenceline {
namespace {

using namespace measure;

/// One iteration: a block that the compiler can vectorise and that is small against the part.
inline constexpr size_t kBlock = 4096;
inline constexpr size_t kWords = kBlock / sizeof(uint64_t);

/// Per thread: all threads together go through twice what the last-level caches hold that they can have in common. Stacked
/// ones have 96 MiB, and 504 MiB were seen.
size_t part_bytes(const Caches& caches, unsigned threads) {
  const size_t held = caches.last * std::min(threads, caches.lasts);
  return std::max(size_t{64} << 20, 2 * held / threads / kBlock * kBlock + kBlock);
}

struct Walk {
  std::byte* part;
  size_t blocks;
  uint64_t* where;  ///< next block: in the thread's last line, so that calls go on where the last one stopped
};
Walk part_of(const Shared& shared, unsigned thread) {
  const size_t bytes = part_bytes(shared.caches, shared.threads);
  std::byte* part = shared.data + thread * bytes;
  return {part, bytes / kBlock - 1, reinterpret_cast<uint64_t*>(part + bytes - arch::kPadBytes)};
}

/// f(block) for so many blocks, round the part.
template <class F>
void blocks(Shared& shared, unsigned thread, uint64_t iterations, F f) {
  const Walk w = part_of(shared, thread);
  size_t at = *w.where % w.blocks;
  for (uint64_t n = iterations; n != 0; --n) {
    f(reinterpret_cast<uint64_t*>(w.part + at * kBlock));
    if (++at == w.blocks) at = 0;
  }
  *w.where = at;
}
/// The same with a second block, half of the part away.
template <class F>
void block_pairs(Shared& shared, unsigned thread, uint64_t iterations, F f) {
  const Walk w = part_of(shared, thread);
  const size_t half = w.blocks / 2;
  size_t at = *w.where % half;
  for (uint64_t n = iterations; n != 0; --n) {
    f(reinterpret_cast<uint64_t*>(w.part + at * kBlock), reinterpret_cast<uint64_t*>(w.part + (at + half) * kBlock));
    if (++at == half) at = 0;
  }
  *w.where = at;
}

uint64_t read(Shared& shared, unsigned thread, uint64_t iterations) {
  blocks(shared, thread, iterations, [](const uint64_t* p) {
    uint64_t sums[4] = {};  // four chains: an addition's latency must not be what is measured
    for (size_t i = 0; i < kWords; i += 4)
      for (size_t j = 0; j < 4; ++j) sums[j] += p[i + j];
    uint64_t sum = sums[0] + sums[1] + sums[2] + sums[3];
    arch::opaque(sum);
  });
  return iterations;
}
uint64_t write(Shared& shared, unsigned thread, uint64_t iterations) {
  blocks(shared, thread, iterations, [](uint64_t* p) {
    for (size_t i = 0; i < kWords; ++i) p[i] = i;
    arch::compiler_barrier();
  });
  return iterations;
}
uint64_t copy(Shared& shared, unsigned thread, uint64_t iterations) {
  block_pairs(shared, thread, iterations, [](const uint64_t* from, uint64_t* to) {
    for (size_t i = 0; i < kWords; ++i) to[i] = from[i];
    arch::compiler_barrier();
  });
  return iterations;
}
/// McCalpin's triad, a = b + s·c, with two of the three arrays in one block pair: b is a's old value.
uint64_t triad(Shared& shared, unsigned thread, uint64_t iterations) {
  block_pairs(shared, thread, iterations, [](const uint64_t* c, uint64_t* a) {
    for (size_t i = 0; i < kWords; ++i) a[i] += 3 * c[i];
    arch::compiler_barrier();
  });
  return iterations;
}
/// Stores that go past the caches, where the ISA has them.
template <class Op>
uint64_t write_nontemporal(Shared& shared, unsigned thread, uint64_t iterations) {
  blocks(shared, thread, iterations, [](uint64_t* p) {
    for (size_t i = 0; i < kWords; ++i) Op::op(p + i, uint64_t{i});
  });
  return iterations;
}

/// The last block that write() filled still holds its numbers.
std::string check_written(const Shared& shared, std::span<const uint64_t>) {
  for (unsigned t = 0; t < shared.threads; ++t) {
    const auto* p = reinterpret_cast<const uint64_t*>(part_of(shared, t).part);
    for (size_t i = 0; i < kWords; ++i)
      if (p[i] != i) return "a block does not hold what was written";
  }
  return "";
}

const Registration registration([](std::vector<Kernel>& list) {
  const auto add = [&](const std::string& variant, const char* what, size_t bytes_per_block, auto run, bool written) {
    Kernel k;
    k.suite = "memory";
    k.group = "bandwidth";
    k.variant = variant;
    k.how = "stream";
    k.what = what;
    k.metric = Metric::bandwidth;
    k.bytes_per_op = bytes_per_block;
    k.roles = {{.most = kAnyThreads, .run = run}};
    k.huge_pages = true;
    k.bytes_beyond = [](const Caches& caches, unsigned threads) { return threads * part_bytes(caches, threads); };
    if (written)
      k.setup = [](Shared& shared) {
        for (unsigned t = 0; t < shared.threads; ++t)  // so that the check holds before the first round has ended
          for (size_t i = 0; i < kWords; ++i) reinterpret_cast<uint64_t*>(part_of(shared, t).part)[i] = i;
      };
    if (written) k.verify = check_written;
    list.push_back(k);
  };
  add("read", "reads of memory; an operation is a block of 4 KiB", kBlock, read, false);
  add("write", "writes; an operation is a block of 4 KiB (a cache reads each line before it is written: not counted)",
      kBlock, write, true);
  add("copy", "copies a block of 4 KiB: read and written bytes are counted", 2 * kBlock, copy, false);
  add("triad", "a[i] += 3 c[i] on blocks of 4 KiB: two reads and a write are counted", 3 * kBlock, triad, false);
  arch::stores::for_each([&]<class Op>() {
    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t) && arch::is_nontemporal<Op>) {
      add("write_" + std::string(Op::info.name), "writes past the caches; an operation is a block of 4 KiB", kBlock,
          write_nontemporal<Op>, true);
      list.back().needs = Op::info.needs;
    }
  });
});

}  // namespace
}  // namespace fenceline
