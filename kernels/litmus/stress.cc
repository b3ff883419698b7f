#include <base/start_thread.h>
#include <kernels/litmus/stress.h>

#include <cstdint>
#include <memory>

namespace fenceline::litmus {

Stress::Stress(const std::vector<std::string>& kinds) {
  try {
    for (const auto& kind : kinds)
      threads_.push_back(start_thread("a thread of stress", [this, kind] { kind == "memory" ? memory() : sharing(); }));
  } catch (...) {
    end();
    throw;
  }
}
Stress::~Stress() { end(); }

void Stress::end() {
  stop_.store(true, std::memory_order_relaxed);
  for (auto& t : threads_) t.join();
}

void Stress::memory() {
  constexpr size_t kWords = size_t(64) << 17;  // 64 MiB
  const auto words = std::make_unique<uint64_t[]>(kWords);
  for (uint64_t round = 1; !stop_.load(std::memory_order_relaxed); ++round)
    for (size_t i = 0; i < kWords && !stop_.load(std::memory_order_relaxed); i += 512)
      for (size_t k = i; k < i + 512; k += 8) words[k] += round;
}

void Stress::sharing() {
  struct alignas(128) Line {
    std::atomic<uint64_t> count{0};
  };
  static Line lines[8];
  for (size_t i = 0; !stop_.load(std::memory_order_relaxed); ++i)
    lines[i % 8].count.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace fenceline::litmus
