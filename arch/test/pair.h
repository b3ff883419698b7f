// What the independent probes of several threads are made of: a clock, two CPUs, memory. Nothing of the project is in it.
#pragma once
#include <sched.h>
#include <sys/mman.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

namespace fenceline::probe {

using Word = std::atomic<uint64_t>;

inline double now_ns() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return double(now.tv_sec) * 1e9 + double(now.tv_nsec);
}

/// The value below which that share of the values lies.
inline double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[size_t(share * double(values.size() - 1) + 0.5)];
}
inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

/// What two looks at the clock in a row are apart.
inline double clock_cost() {
  std::vector<double> apart;
  for (int i = 0; i < 1001; ++i) {
    const double before = now_ns();
    apart.push_back(now_ns() - before);
  }
  return median(apart);
}

inline std::vector<int> cpus() {
  cpu_set_t set;
  std::vector<int> all;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
      if (CPU_ISSET(cpu, &set)) all.push_back(cpu);
  return all;
}
inline void pin(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  sched_setaffinity(0, sizeof set, &set);
}

/// A thread on a CPU of its own that does one thing after the other.
class Partner {
 public:
  explicit Partner(int cpu)
      : thread_([this, cpu] {
          pin(cpu);
          for (uint64_t n = 1;; ++n) {
            while (asked_.load() != n) {
            }
            if (!work_) return;
            work_();
            done_.store(n);
          }
        }) {}
  ~Partner() {
    start(nullptr);
    thread_.join();
  }
  void start(std::function<void()> work) {
    work_ = std::move(work);
    ++number_;
    asked_.store(number_);
  }
  void wait() {
    while (done_.load() != number_) {
    }
  }
  void does(std::function<void()> work) {
    start(std::move(work));
    wait();
  }

 private:
  std::function<void()> work_;
  uint64_t number_ = 0;
  alignas(256) Word asked_{0};
  alignas(256) Word done_{0};
  std::thread thread_;
};

/// Memory that is there, in huge pages where they can be had or in small ones.
class Area {
 public:
  static constexpr size_t kHuge = size_t{2} << 20;
  Area(size_t bytes, bool huge) : bytes_(bytes + kHuge) {
    whole_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (whole_ == MAP_FAILED) std::abort();
    const auto at = reinterpret_cast<uintptr_t>(whole_);
    data_ = static_cast<std::byte*>(whole_) + (kHuge - at % kHuge) % kHuge;
    madvise(data_, bytes, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    std::memset(data_, 0, bytes);
  }
  ~Area() { munmap(whole_, bytes_); }
  Area(const Area&) = delete;
  Area& operator=(const Area&) = delete;
  Word& word(size_t offset) const { return *reinterpret_cast<Word*>(data_ + offset); }

 private:
  size_t bytes_;
  void* whole_;
  std::byte* data_;
};

}  // namespace fenceline::probe
