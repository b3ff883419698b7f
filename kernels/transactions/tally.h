// How attempts at a transaction ended, counted by each thread.
#pragma once
#include <arch/transactions.h>
#include <kernels/kernel.h>

namespace fenceline::transactions {

using arch::Attempt;

constexpr const char* kSuite = "transactions";

/// A line of its own for each thread.
struct alignas(arch::kPadBytes) Tally {
  uint64_t ended[arch::kAttempts] = {};
  void count(Attempt how) { ++ended[static_cast<size_t>(how)]; }
};

/// How many of all threads ended so.
inline uint64_t all(std::span<const Tally> tallies, Attempt how) {
  uint64_t sum = 0;
  for (const Tally& one : tallies) sum += one.ended[static_cast<size_t>(how)];
  return sum;
}

/// Shares of all attempts, by how they ended.
inline std::vector<Figure> shares(std::span<const Tally> tallies) {
  constexpr const char* names[] = {"went_through", "undone_by_conflict", "undone_by_capacity", "undone_by_itself",
                                   "undone_otherwise"};
  uint64_t sum = 0;
  for (size_t i = 0; i < arch::kAttempts; ++i) sum += all(tallies, static_cast<Attempt>(i));
  std::vector<Figure> figures;
  for (size_t i = 0; i < arch::kAttempts && sum != 0; ++i)
    figures.push_back({names[i], "share", double(all(tallies, static_cast<Attempt>(i))) / double(sum)});
  return figures;
}

}  // namespace fenceline::transactions
