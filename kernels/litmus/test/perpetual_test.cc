#include <gtest/gtest.h>
#include <kernels/litmus/perpetual.h>

#include <algorithm>
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

/// Kuhn's augmenting paths: the largest number of pairs in which every iteration occurs once.
uint64_t matching(const std::vector<std::vector<bool>>& pair) {
  const size_t n = pair.size();
  std::vector<int> partner(n, -1);
  uint64_t found = 0;
  for (size_t start = 0; start < n; ++start) {
    std::vector<bool> tried(n);
    const auto augment = [&](const auto& self, size_t i) -> bool {
      for (size_t m = 0; m < n; ++m) {
        if (!pair[i][m] || tried[m]) continue;
        tried[m] = true;
        if (partner[m] < 0 || self(self, size_t(partner[m]))) return partner[m] = int(i), true;
      }
      return false;
    };
    found += augment(augment, start);
  }
  return found;
}

TEST(Perpetual, CountsAsBruteForceDoes) {
  std::mt19937 random(7);
  uint64_t total = 0, split_total = 0;
  for (int round = 0; round < 400; ++round) {
    const uint32_t n = 4 + random() % 40;
    // Up to two reads of the partner's location and one of the own, on each side.
    struct Read {
      int reader, writer;
      std::vector<uint32_t> seen;
      std::vector<uint16_t> values;
    };
    std::vector<Read> reads;
    for (int t : {0, 1}) {
      for (unsigned k = random() % 3; k != 0; --k)
        reads.push_back({t, 1 - t, growing(random, n), {}});
      if (random() % 3 == 0) {  // sees its own store, or mostly
        Read own{t, t, {}, {}};
        for (uint32_t i = 0; i < n; ++i) own.seen.push_back(i + (random() % 4 != 0));
        reads.push_back(own);
      }
    }
    std::vector<Seen> seen;
    Pattern pattern;
    for (auto& r : reads) {
      for (const uint32_t s : r.seen)
        r.values.push_back(uint16_t(s == 0 ? 0 : (s - 1) * kStep + 1 + random() % (kStep - 1)));
      pattern.push_back(random() % 2);
    }
    for (const auto& r : reads) seen.push_back({r.reader, r.writer, r.values.data()});

    uint64_t pairs = 0;
    std::vector<std::vector<bool>> pair(n, std::vector<bool>(n));
    for (uint32_t i = 0; i < n; ++i)
      for (uint32_t m = 0; m < n; ++m) {
        bool shows = true;
        for (size_t k = 0; k < reads.size(); ++k) {
          const uint32_t reader = reads[k].reader == 0 ? i : m,
                         writer = reads[k].writer == 0 ? i : m;
          shows &= (reads[k].seen[reader] > writer) == pattern[k];
        }
        pair[i][m] = shows;
        pairs += shows;
      }
    PairCounter counter(seen, pattern, n, kStep);
    counter.prepare(0, n);
    const Pairs whole = counter.count(0, n);
    const uint64_t most = matching(pair);
    EXPECT_EQ(whole.pairs, pairs);
    EXPECT_EQ(whole.distinct, most);
    const Pairs a = counter.count(0, n / 2), b = counter.count(n / 2, n);
    EXPECT_EQ(a.pairs + b.pairs, pairs);
    EXPECT_LE(a.distinct + b.distinct, most);
    total += most;
    split_total += a.distinct + b.distinct;
  }
  EXPECT_GT(total, 500u);
  EXPECT_GT(2 * split_total,
            total);  // short of the most, by what a boundary costs so few iterations
}

}  // namespace
}  // namespace fenceline::litmus
