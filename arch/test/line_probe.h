// An independent second way to the bench's figures of lines and of memory, for scripts/beside.py: plain C++ with threads and a
// clock of its own; nothing of the harness, of the kernels or of the variants is in it. Thread 0 is measured on the first CPU
// that the program may use, another does what it is told on the second. Prints "NAME NS" for each figure, NAME being the
// bench's trial ("suite/kernel name=value") and, behind '#', a figure beside the time. Where a line's state takes a third
// thread (Shared, Owned as somebody else left them) there is no row.
//
// An Isa is what plain C++ has no words for, and what the bench calls its variants:
//   kLoad, kFetchAdd, kCas, kFence         names
//   add(Word&), cas(Word&, is, to_be)      adds 0; compares and swaps: what was found
//   flush(void*), fence()                  a line out of all caches, done when the fence is; a full fence
#pragma once
#include <arch/test/pair.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <random>
#include <string>

namespace fenceline::probe {

template <class Isa>
class LineProbe {
 public:
  explicit LineProbe(bool only_names) : only_names_(only_names), cost_(clock_cost()) {}

  int run() {
    const auto here = cpus();
    if (here.size() < 2) return std::fprintf(stderr, "the probe of lines takes two CPUs\n"), 3;
    pin(here[0]);
    Partner partner(here[1]);
    trips(partner);
    states(partner);
    neighbour(partner);
    walks();
    drains();
    return 0;
  }

 private:
  /// Whether it is to be measured.
  bool asked(const std::string& name) const {
    if (only_names_) std::puts(name.c_str());
    return !only_names_;
  }
  static void tell(const std::string& name, double value) {
    std::printf("%s %.4f\n", name.c_str(), value);
    std::fflush(stdout);
  }

  void trips(Partner&);
  void states(Partner&);
  void neighbour(Partner&);
  void walks();
  void drains();

  bool only_names_;
  double cost_;
  std::mt19937_64 random_{20261129};
};

// ---- a line's trip, and how far lines differ ---------------------------------------------------

/// Half a round trip of a word that both count up by CAS.
template <class Isa>
double one_line(Partner& partner, Word& word, unsigned trips) {
  word = 0;
  const auto turns = [&word](uint64_t first, unsigned n) {
    for (uint64_t mine = first; n != 0; mine += 2, --n)
      while (Isa::cas(word, mine, mine + 1) != mine) {
      }
  };
  partner.start([=] { turns(1, trips); });
  turns(0, 1);
  const double before = now_ns();
  turns(2, trips - 1);
  const double each = (now_ns() - before) / (trips - 1) / 2;
  partner.wait();
  return each;
}

/// The same by store and load, a word for each direction.
inline double two_lines(Partner& partner, Word& to, Word& from, unsigned trips) {
  to = from = 0;
  partner.start([&, trips] {
    for (uint64_t n = 1; n <= trips; ++n) {
      while (to.load(std::memory_order_acquire) != n) {
      }
      from.store(n, std::memory_order_release);
    }
  });
  double before = 0;
  for (uint64_t n = 1; n <= trips; ++n) {
    if (n == 2) before = now_ns();
    to.store(n, std::memory_order_release);
    while (from.load(std::memory_order_acquire) != n) {
    }
  }
  const double each = (now_ns() - before) / (trips - 1) / 2;
  partner.wait();
  return each;
}

/// Pearson's correlation.
inline double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const double n = double(x.size()), mx = std::accumulate(x.begin(), x.end(), 0.) / n,
               my = std::accumulate(y.begin(), y.end(), 0.) / n;
  double xy = 0, xx = 0, yy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
  }
  return xy / std::sqrt(xx * yy);
}

template <class Isa>
void LineProbe<Isa>::trips(Partner& partner) {
  constexpr size_t kLines = 64, kApart = 129 * 64, kRounds = 40;
  constexpr unsigned kTrips = 500;
  const std::string cas = std::string("coherence/ping_pong/") + Isa::kCas + "/one_line",
                    two = "coherence/ping_pong/load_store/two_lines";
  const bool one_asked = asked(cas), two_asked = asked(two);
  if (!one_asked || !two_asked) return;
  const Area area(kLines * kApart + 256, true);
  std::vector<double> all, low, high, pairs;
  std::array<std::vector<double>, kLines> even, odd;
  for (size_t round = 0; round < kRounds; ++round) {
    std::vector<double> visits;
    for (size_t line = 0; line < kLines; ++line) {
      visits.push_back(one_line<Isa>(partner, area.word(line * kApart), kTrips));
      (round % 2 ? odd : even)[line].push_back(visits.back());
      if (line % 8 == 0)
        pairs.push_back(two_lines(partner, area.word(line * kApart), area.word(line * kApart + 128), kTrips));
    }
    all.insert(all.end(), visits.begin(), visits.end());
    low.push_back(quantile(visits, 0.1));
    high.push_back(quantile(visits, 0.9));
  }
  std::vector<double> first, second;
  for (size_t line = 0; line < kLines; ++line) {
    first.push_back(median(even[line]));
    second.push_back(median(odd[line]));
  }
  tell(cas, median(all));
  tell(cas + "#line_low", median(low));
  tell(cas + "#line_high", median(high));
  tell(cas + "#lines_hold", correlation(first, second));
  tell(two, median(pairs));
}

// ---- an operation by the state of its line -----------------------------------------------------

template <class Isa>
void LineProbe<Isa>::states(Partner& partner) {
  constexpr size_t kPool = 4096, kApart = 9 * 64, kLines = 64, kRounds = 400;
  const Area area(kPool * kApart, true);
  std::vector<uint32_t> pool(kPool);
  std::iota(pool.begin(), pool.end(), 0u);
  std::vector<Word*> lines(kLines);  // each holds the address of the next, so that one waits for the other

  const auto each = [&](auto f) {
    return [&lines, f] {
      for (Word* line : lines) f(*line);
    };
  };
  const auto write = each([](Word& w) { w.store(w.load(std::memory_order_relaxed), std::memory_order_relaxed); });
  const auto read = each([](Word& w) { (void)*reinterpret_cast<volatile uint64_t*>(&w); });
  const auto flush_all = [flush = each([](Word& w) { Isa::flush(&w); })] {
    Isa::fence();
    flush();
    Isa::fence();
  };
  const auto load = [](Word& w) { return *reinterpret_cast<volatile uint64_t*>(&w); };
  const auto add = [](Word& w) { return Isa::add(w); };

  const std::string adds = std::string(Isa::kFetchAdd) + "/fetch_add";
  const auto measure = [&](const char* state, const std::string& variant, auto operation, auto prepare) {
    const std::string name = "coherence/line_state/" + variant + "/" + state;
    if (!asked(name)) return;
    std::vector<double> took;
    for (size_t round = 0; round < kRounds; ++round) {
      std::shuffle(pool.begin(), pool.end(), random_);
      for (size_t i = 0; i < kLines; ++i) lines[i] = &area.word(pool[i] * kApart);
      for (size_t i = 0; i < kLines; ++i) *lines[i] = reinterpret_cast<uint64_t>(lines[(i + 1) % kLines]);
      prepare();
      Word* at = lines[0];
      const double before = now_ns();
      for (size_t i = 0; i < kLines; ++i) at = reinterpret_cast<Word*>(operation(*at));
      // The clock is not to be read before the last address is there.
      if (at != lines[0]) std::abort();
      took.push_back((now_ns() - before - cost_) / kLines);
    }
    tell(name, median(took));
  };
  const auto both = [&](const char* state, auto prepare) {
    measure(state, std::string(Isa::kLoad) + "/load", load, prepare);
    measure(state, adds, add, prepare);
  };
  both("modified", [&] { partner.does(write); });
  both("exclusive", [&] { partner.does(flush_all), partner.does(read); });
  both("uncached", [&] { partner.does(flush_all); });
  measure("upgrade_shared", adds, add, [&] { partner.does(flush_all), read(), partner.does(read); });
  measure("upgrade_forward", adds, add, [&] { partner.does(flush_all), partner.does(read), read(); });
  measure("upgrade_owned", adds, add, [&] { write(), partner.does(read); });
}

// ---- beside additions on the other CPU ---------------------------------------------------------

template <class Isa>
void LineProbe<Isa>::neighbour(Partner& partner) {
  const std::string name = std::string("contention/neighbour/") + Isa::kFetchAdd + "/arithmetic";
  if (!asked(name)) return;
  Word stop{0};
  double additions_per_ns = 0;
  partner.start([&] {
    uint64_t a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, one = 1;
    const auto eight = [&]() __attribute__((always_inline)) {  // chains: more than a core has ports
      a += one, b += one, c += one, d += one, e += one, f += one, g += one, h += one;
      asm volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f), "+r"(g), "+r"(h), "+r"(one));
    };
    std::vector<double> rates;
    while (stop.load(std::memory_order_relaxed) == 0) {
      constexpr int kTimes = 1000;
      const double before = now_ns();
      for (int i = 0; i < kTimes; ++i) {
        eight(), eight(), eight(), eight();
        eight(), eight(), eight(), eight();
      }
      rates.push_back(64 * kTimes / (now_ns() - before));
    }
    additions_per_ns = median(std::move(rates));
  });
  alignas(256) Word mine{0};
  std::vector<double> took;
  for (int sample = 0; sample < 1001; ++sample) {
    constexpr int kTimes = 4000;
    const double before = now_ns();
    for (int i = 0; i < kTimes; ++i) (void)Isa::add(mine);
    took.push_back((now_ns() - before - cost_) / kTimes);
  }
  stop = 1;
  partner.wait();
  tell(name, median(took));
  tell(name + "#additions_per_ns", additions_per_ns);
}

// ---- caches and memory -------------------------------------------------------------------------

/// Makes a cycle of all lines in a random order, and returns one of them.
inline const Word* make_cycle(const Area& area, size_t lines, size_t step, std::mt19937_64& random) {
  std::vector<uint32_t> order(lines), next(lines);
  std::iota(order.begin(), order.end(), 0u);
  std::shuffle(order.begin(), order.end(), random);
  for (size_t i = 0; i < lines; ++i) next[order[i]] = order[(i + 1) % lines];
  for (size_t i = 0; i < lines; ++i) area.word(i * step) = reinterpret_cast<uint64_t>(&area.word(next[i] * step));
  return &area.word(0);
}

/// As the bench has it: a small set is where it fits, a large one has been read once in its order and is walked for a
/// millisecond. (Behind two whole walks 256 MiB on an Emerald Rapids take 137 ns in the place of 197: caches then hold more
/// of the set and of its page tables.)
template <class Isa>
void LineProbe<Isa>::walks() {
  constexpr size_t kStep = 128, kSmall = size_t{32} << 20;
  for (const bool huge : {true, false})
    for (const size_t bytes : {size_t{16} << 10, size_t{1} << 20, size_t{256} << 20}) {
      const std::string name = std::string("memory/latency/random_walk/") + (huge ? "huge" : "small") +
                               "_pages working_set=" + std::to_string(bytes);
      if (!asked(name)) continue;
      const size_t lines = bytes / kStep, loads = bytes <= kSmall ? 200'000 : 5'000;
      std::vector<double> took;
      for (int round = 0; round < 9; ++round) {
        const Area area(bytes, huge);
        const Word* at = make_cycle(area, lines, kStep, random_);
        const auto walk = [&](size_t n) {
          for (; n != 0; --n) at = *reinterpret_cast<const Word* const volatile*>(at);
          return at != nullptr;
        };
        if (bytes <= kSmall)
          walk(2 * std::max(lines, loads));
        else
          for (size_t i = 0; i < lines; ++i) (void)*reinterpret_cast<volatile uint64_t*>(&area.word(i * kStep));
        const double before = now_ns();
        if (walk(loads)) took.push_back((now_ns() - before) / double(loads));
      }
      tell(name, median(took));
    }
}

/// Stores to lines that are in no cache: between clearing them and the stores more than the last level holds is read.
template <class Isa>
void LineProbe<Isa>::drains() {
  const long second = sysconf(_SC_LEVEL2_CACHE_SIZE);
  size_t bytes = size_t{64} << 20;  // so much larger than the core's own caches that nearly all stores miss
  while (second > 0 && bytes < 16 * size_t(second)) bytes *= 2;
  const size_t others = only_names_ ? 4096 : 2 * std::max(size_t{256} << 20, size_t(sysconf(_SC_LEVEL3_CACHE_SIZE)));
  const Area other(others, true);
  for (const char* fence : {"none", Isa::kFence})
    for (const unsigned pending : {8u, 32u}) {
      const std::string name =
          std::string("fences/drain/") + fence + "/after_misses pending_stores=" + std::to_string(pending);
      if (!asked(name)) continue;
      const bool fenced = std::strcmp(fence, "none") != 0;
      std::vector<double> took;
      uint64_t x = 88172645463325252u;  // Marsaglia, Xorshift RNGs, Journal of Statistical Software 8(14), 2003
      for (int round = 0; round < 9; ++round) {
        const Area area(bytes, true);
        for (size_t i = 0; i < others; i += 64) (void)*reinterpret_cast<volatile uint64_t*>(&other.word(i));
        for (int sample = 0; sample < 25; ++sample) {
          constexpr int kTimes = 100;
          const double before = now_ns();
          for (int i = 0; i < kTimes; ++i) {
            for (unsigned k = 0; k < pending; ++k) {
              x ^= x << 13, x ^= x >> 7, x ^= x << 17;
              area.word((x >> 20) % (bytes / 128) * 128).store(x, std::memory_order_relaxed);
            }
            if (fenced) Isa::fence();
          }
          took.push_back((now_ns() - before - cost_) / kTimes);
        }
      }
      tell(name, median(took));
    }
}

/// `--list`: only the names.
template <class Isa>
int run(int argc, char** argv) {
  return LineProbe<Isa>(argc > 1 && std::strcmp(argv[1], "--list") == 0).run();
}

}  // namespace fenceline::probe
