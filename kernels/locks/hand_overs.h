// Where a lock goes from one turn to the next: to the thread that had it, to a neighbour, or across the machine.
#pragma once
#include <kernels/kernel.h>

#include <array>
#include <bit>

namespace fenceline::locks {

/// Where each of a trial's threads is.
inline std::vector<Shared::Home> homes_of(const Shared& shared) {
  auto homes = shared.homes;
  homes.resize(shared.threads);
  return homes;
}

/// Which threads are near each other, by number from 0: those of a NUMA node, or of an L3 where all are in one node. All
/// are where the machine does not tell or nothing parts them.
inline std::vector<unsigned> neighbourhoods(std::span<const Shared::Home> homes) {
  std::vector<unsigned> nodes, caches;
  bool apart = false;
  for (const auto& home : homes) {
    nodes.push_back(home.node);
    caches.push_back(home.l3);
    apart = apart || home.node != homes.front().node;
  }
  return apart ? nodes : caches;
}

/// Counts them. All but figures() is for whoever has the lock.
class HandOvers {
 public:
  explicit HandOvers(std::span<const Shared::Home> homes) {
    for (const auto& home : homes) {
      homes_.push_back(uint64_t{home.package & 0xffff} << 48 | uint64_t{home.node & 0xffff} << 32 |
                       uint64_t{home.l3 & 0xffff} << 16 | (home.core & 0xffff));
    }
  }

  /// The thread has it now.
  void to(unsigned thread) {
    const uint64_t before = holder_;
    if (before == thread) return;
    holder_ = thread;
    if (before == kNobody) return;
    volatile uint64_t& count = counts_[level(homes_[before], homes_[thread])];
    count = count + 1;
  }

  /// The share of turns before which another thread had it; and of those, by the smallest thing that both threads are
  /// in, where the trial's threads are not all equally near.
  std::vector<Figure> figures(uint64_t turns) const {
    std::array<bool, kLevels> there{};
    for (size_t a = 0; a < homes_.size(); ++a)
      for (size_t b = a + 1; b < homes_.size(); ++b) there[level(homes_[a], homes_[b])] = true;
    uint64_t all = 0;
    for (const uint64_t count : counts_) all += count;
    const auto share = [&](uint64_t count) { return turns == 0 ? 0 : double(count) / double(turns); };
    std::vector<Figure> out{{"handed_over", "", share(all)}};
    if (std::count(there.begin(), there.end(), true) < 2) return out;
    for (size_t l = kLevels; l-- != 0;)
      if (there[l]) out.push_back({kNames[l], "", share(counts_[l])});
    return out;
  }

 private:
  static constexpr uint64_t kNobody = ~uint64_t{0};
  static constexpr size_t kLevels = 5;
  static constexpr const char* kNames[kLevels] = {"handed_over_far", "handed_over_package", "handed_over_node",
                                                  "handed_over_l3", "handed_over_smt"};

  /// Package, node, L3 and core have 16 bits each: the first in which two threads differ says how near they are.
  static size_t level(uint64_t a, uint64_t b) { return static_cast<size_t>(std::countl_zero(a ^ b)) / 16; }

  std::vector<uint64_t> homes_;  // by thread
  volatile uint64_t holder_ = kNobody, counts_[kLevels] = {};
};

}  // namespace fenceline::locks
