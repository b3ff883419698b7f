// What a thread asks a cache for, and what it was told.
#pragma once
#include <kernels/maps/account.h>
#include <kernels/maps/draws.h>
#include <kernels/workload.h>

#include <span>
#include <string>
#include <vector>

namespace fenceline::caches {

using maps::value_of;

/// Since setup.
struct Account {
  uint64_t looks = 0, hits = 0;
  uint64_t wrong = 0;  ///< values that a key never had, or does not have any more
};

struct alignas(arch::kPadBytes) Looker {
  std::vector<uint32_t> keys;  ///< which the thread goes round: a power of two
  uint64_t next = 0;
  Account account;
};

/// One for each thread.
std::vector<Looker> lookers(unsigned threads, const maps::Keys&);

/// Empty where no look was told what is wrong.
std::string verdict(std::span<const Looker>);
/// Looks that were hits, of all.
Figure hit_ratio(std::span<const Looker>);

/// look(key) of the thread's next keys in turn; what it returns, a hit or not, is counted.
template <class Look>
uint64_t look_up(Looker& looker, uint64_t iterations, Look&& look) {
  const uint32_t* const keys = looker.keys.data();
  const uint64_t mask = looker.keys.size() - 1, next = looker.next;
  uint64_t hits = 0;
  for (uint64_t n = 0; n != iterations; ++n) hits += look(uint64_t{keys[(next + n) & mask]});
  looker.next += iterations;
  looker.account.looks += iterations;
  looker.account.hits += hits;
  return iterations;
}

/// Parameters that rows have in common.
Axis capacity(const char* what);
Axis keys(int64_t usual);
Axis skew(int64_t usual);

}  // namespace fenceline::caches
