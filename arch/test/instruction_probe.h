// An independent second way to the bench's basic figures, for scripts/beside.py: nothing of the harness, of the kernels or
// of the variants is in it. Each line is an asm text that the assembler repeats, by 1 and by 2 times as often in loops of
// as many rounds: what is between the two is the instructions' alone, without loop, clock or call. The core's
// clock is what a chain of additions says, taken in turns with them; of many short samples the median counts.
#pragma once
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

namespace fenceline::probe {

/// Repeats a text in `rounds` rounds; works on memory at the address.
using Loop = void (*)(uint64_t rounds, void* memory);

struct Line {
  const char* name;  ///< of the kernel that it stands beside
  Loop once, twice;
  unsigned times;     ///< repetitions in `once`, as many more in `twice`
  double minus;       ///< cycles of additions in each repetition, which are no part of the figure
  const char* needs;  ///< a flag in /proc/cpuinfo; empty: none
};

inline double seconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC_RAW, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

inline double timed(Loop loop, uint64_t rounds, void* memory) {
  const double before = seconds();
  loop(rounds, memory);
  return seconds() - before;
}

/// The cycles that a repetition takes, beside additions of which each takes one. What disturbs a sample lies far off.
class Samples {
 public:
  Samples(const Line& line, const Line& additions, void* memory) : line_(line), additions_(additions), memory_(memory) {
    while (timed(line.once, rounds_, memory) < kSample) rounds_ *= 2;
    while (timed(additions.once, clock_rounds_, memory) < kSample) clock_rounds_ *= 2;
  }
  double median(int samples) const {
    std::vector<double> cycles;
    while (samples-- > 0) cycles.push_back(each(line_, rounds_) / each(additions_, clock_rounds_));
    std::nth_element(cycles.begin(), cycles.begin() + cycles.size() / 2, cycles.end());
    return cycles[cycles.size() / 2];
  }

 private:
  static constexpr double kSample = 20e-6;  // seconds: a look at the clock is lost in it
  double each(const Line& line, uint64_t rounds) const {
    const double once = timed(line.once, rounds, memory_);
    return (timed(line.twice, rounds, memory_) - once) / double(rounds * line.times);
  }

  const Line &line_, &additions_;
  void* memory_;
  uint64_t rounds_ = 1, clock_rounds_ = 1;
};

inline bool there(const char* flag) {
  if (*flag == '\0') return true;
  char text[8192] = "";
  FILE* file = std::fopen("/proc/cpuinfo", "r");
  bool found = false;
  while (file && !found && std::fgets(text, sizeof text, file)) found = std::strstr(text, flag) != nullptr;
  if (file) std::fclose(file);
  return found;
}

/// Prints "name cycles" for each line; `additions` is the chain that tells the core's clock.
inline int run(const Line& additions, const Line* begin, const Line* end) {
  constexpr int kSamples = 1500;
  alignas(4096) static unsigned char memory[1 << 16];
  for (const Line* line = begin; line != end; ++line) {
    if (!there(line->needs)) continue;
    std::printf("%s %.4f\n", line->name, Samples(*line, additions, memory).median(kSamples) - line->minus);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace fenceline::probe
