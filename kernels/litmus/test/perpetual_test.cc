#include <gtest/gtest.h>
#include <kernels/litmus/perpetual.h>

#include <algorithm>
#include <map>
#include <random>

namespace fenceline::litmus {
namespace {

constexpr unsigned kStep = 4;

/// Counts of stores seen that never fall, as a thread's coherent reads give.
std::vector<uint32_t> growing(std::mt19937& random, uint32_t n) {
  std::vector<uint32_t> out(n);
  for (auto& v : out) v = random() % (n + 1);
  std::sort(out.begin(), out.end());
  return out;
}

struct Read {
  int reader, writer;
  std::vector<uint32_t> seen;  // by iteration: how many of the writer's stores
  std::vector<uint16_t> values;
};

/// What threads read of each other, or of themselves, at random.
struct Case {
  Case(std::mt19937& random, unsigned threads, uint32_t iterations,
       const std::vector<std::pair<int, int>>& readers_and_writers)
      : threads(threads), n(iterations) {
    for (const auto& [reader, writer] : readers_and_writers) {
      Read r{reader, writer, growing(random, n), {}};
      if (reader == writer)  // sees its own store, or mostly
        for (uint32_t i = 0; i < n; ++i) r.seen[i] = i + (random() % 4 != 0);
      for (const uint32_t s : r.seen)
        r.values.push_back(uint16_t(s == 0 ? 0 : (s - 1) * kStep + 1 + random() % (kStep - 1)));
      reads.push_back(r);
      pattern.push_back(random() % 2);
    }
  }

  bool shows(const std::vector<uint32_t>& frame) const {
    for (size_t k = 0; k < reads.size(); ++k) {
      const Read& r = reads[k];
      if ((r.seen[frame[size_t(r.reader)]] > frame[size_t(r.writer)]) != pattern[k]) return false;
    }
    return true;
  }

  /// All frames that show the pattern, one by one.
  std::vector<std::vector<uint32_t>> frames() const {
    std::vector<std::vector<uint32_t>> out;
    std::vector<uint32_t> frame(threads);
    for (;;) {
      if (shows(frame)) out.push_back(frame);
      size_t t = 0;
      while (t < threads && ++frame[t] == n) frame[t++] = 0;
      if (t == threads) return out;
    }
  }

  FrameCounter counter() const {
    std::vector<Seen> seen;
    for (const auto& r : reads) seen.push_back({r.reader, r.writer, r.values.data()});
    return FrameCounter(threads, seen, pattern, n, kStep);
  }

  unsigned threads;
  uint32_t n;
  std::vector<Read> reads;
  Pattern pattern;
};

/// The most frames with no iteration in two of them: every choice is tried.
uint64_t most_disjoint(const std::vector<std::vector<uint32_t>>& frames, unsigned threads) {
  std::map<std::pair<uint32_t, uint64_t>, uint64_t> known;  // from which iteration of 0; taken ones
  const auto best = [&](const auto& self, uint32_t from, uint64_t taken) -> uint64_t {
    const auto key = std::pair(from, taken);
    if (const auto at = known.find(key); at != known.end()) return at->second;
    uint64_t most = 0;
    for (const auto& f : frames) {
      if (f[0] < from) continue;
      uint64_t wants = 0;
      for (unsigned t = 1; t < threads; ++t) wants |= uint64_t(1) << (16 * (t - 1) + f[t]);
      if (taken & wants) continue;
      most = std::max(most, 1 + self(self, f[0] + 1, taken | wants));
    }
    return known[key] = most;
  };
  return best(best, 0, 0);
}

/// The same in `parts` as workers do it.
Frames count(const Case& c, uint32_t parts) {
  auto counter = c.counter();
  const auto each = [&](auto what) {
    for (uint32_t p = 0; p < parts; ++p) what(c.n * p / parts, c.n * (p + 1) / parts);
  };
  Frames out;
  each([&](uint32_t from, uint32_t to) { counter.prepare(from, to); });
  each([&](uint32_t from, uint32_t to) { counter.relate(from, to); });
  each([&](uint32_t from, uint32_t to) { out.add(counter.count(from, to)); });
  return out;
}

/// Kuhn's augmenting paths, for two threads.
uint64_t matching(const std::vector<std::vector<uint32_t>>& frames, uint32_t n) {
  std::vector<std::vector<uint32_t>> partners(n);
  for (const auto& f : frames) partners[f[0]].push_back(f[1]);
  std::vector<int> partner(n, -1);
  uint64_t found = 0;
  for (uint32_t start = 0; start < n; ++start) {
    std::vector<bool> tried(n);
    const auto augment = [&](const auto& self, uint32_t i) -> bool {
      for (const uint32_t m : partners[i]) {
        if (tried[m]) continue;
        tried[m] = true;
        if (partner[m] < 0 || self(self, uint32_t(partner[m]))) return partner[m] = int(i), true;
      }
      return false;
    };
    found += augment(augment, start);
  }
  return found;
}

TEST(Perpetual, TwoThreadsAsBruteForce) {
  std::mt19937 random(7);
  uint64_t total = 0, split = 0;
  for (int round = 0; round < 400; ++round) {
    // Up to two reads of the partner's location and one of the own, on each side.
    std::vector<std::pair<int, int>> reads;
    for (const int t : {0, 1}) {
      for (unsigned k = random() % 3; k != 0; --k) reads.emplace_back(t, 1 - t);
      if (random() % 3 == 0) reads.emplace_back(t, t);
    }
    const Case c(random, 2, 4 + random() % 40, reads);
    const auto frames = c.frames();
    const uint64_t most = matching(frames, c.n);
    const Frames whole = count(c, 1), parts = count(c, 2);
    EXPECT_EQ(whole.all, frames.size());
    EXPECT_EQ(whole.distinct, most);
    EXPECT_EQ(parts.all, frames.size());
    EXPECT_LE(parts.distinct, most);
    total += most;
    split += parts.distinct;
  }
  EXPECT_GT(total, 500u);
  EXPECT_GT(2 * split, total);  // short of the most, by what a boundary costs so few iterations
}

TEST(Perpetual, ThreeAndFourThreadsAsBruteForce) {
  const std::vector<std::vector<std::pair<int, int>>> shapes = {
      {{0, 1}, {1, 2}, {2, 0}},                                  // 3.SB, 3.LB
      {{1, 0}, {2, 1}, {2, 0}},                                  // WRC, ISA2
      {{1, 0}, {1, 2}, {2, 0}, {2, 2}},                          // RWC, with a forwarded store
      {{0, 1}, {2, 1}},                                          // no cycle
      {{1, 0}, {1, 2}, {3, 2}, {3, 0}},                          // IRIW
      {{0, 1}, {1, 2}, {2, 3}, {3, 0}},                          // 4.SB
      {{2, 0}, {0, 3}, {1, 3}, {2, 1}, {1, 1}, {0, 3}, {0, 0}},  // a cycle in another order
  };
  std::mt19937 random(11);
  std::vector<uint64_t> seen(shapes.size());
  for (int round = 0; round < 400; ++round) {
    const size_t which = size_t(round) % shapes.size();
    const unsigned threads = which < 4 ? 3 : 4;
    const Case c(random, threads, 3 + random() % (threads == 3 ? 6 : 4), shapes[which]);
    EXPECT_TRUE(c.counter().counts_all());
    const auto frames = c.frames();
    const Frames whole = count(c, 1), parts = count(c, 2);
    EXPECT_EQ(whole.all, frames.size()) << which;
    EXPECT_EQ(whole.distinct, most_disjoint(frames, threads)) << which;
    EXPECT_EQ(parts.all, frames.size()) << which;
    EXPECT_LE(parts.distinct, whole.distinct) << which;
    seen[which] += whole.all;
  }
  for (const uint64_t n : seen) EXPECT_GT(n, 20u);
}

TEST(Perpetual, AllOfManyThreadsIsNotToldButDistinctIs) {
  std::mt19937 random(3);
  uint64_t total = 0;
  for (int round = 0; round < 100; ++round) {
    const Case c(random, 4, 4, {{0, 1}, {1, 2}, {2, 3}, {3, 0}, {0, 2}, {1, 3}});
    EXPECT_FALSE(c.counter().counts_all());
    const Frames whole = count(c, 1);
    EXPECT_EQ(whole.all, 0u);
    EXPECT_EQ(whole.distinct, most_disjoint(c.frames(), 4));
    total += whole.distinct;
  }
  EXPECT_GT(total, 5u);
}

TEST(Perpetual, SumsDoNotWrap) {
  Frames f{UINT64_MAX - 1, 1};
  f.add({5, 1});
  EXPECT_EQ(f.all, UINT64_MAX);
  EXPECT_EQ(f.distinct, 2u);
}

}  // namespace
}  // namespace fenceline::litmus
