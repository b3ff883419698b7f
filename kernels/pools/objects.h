// What a pool hands out, and what threads keep of what they had of it, so that it can be told afterwards whether an object
// was in two threads' hands.
#pragma once
#include <kernels/counted.h>
#include <kernels/patience.h>
#include <kernels/workload.h>
#include <structures/pool/heap.h>

#include <algorithm>
#include <string>
#include <vector>

namespace fenceline::pools {

/// Whoever has it marks it at both ends.
template <size_t kBytes>
struct Object {
  uint64_t words[kBytes / sizeof(uint64_t)];

  void put(uint64_t mark) { words[0] = words[kBytes / sizeof(uint64_t) - 1] = mark; }
  bool has(uint64_t mark) const { return words[0] == mark && words[kBytes / sizeof(uint64_t) - 1] == mark; }
};

/// A mark that no other thread makes.
constexpr uint64_t mark(unsigned thread, uint64_t number) { return (uint64_t{thread} + 1) << 48 | number; }

/// What a thread has done since setup.
struct alignas(arch::kPadBytes) Account {
  uint64_t taken = 0, given = 0;
  uint64_t wrong = 0;       ///< objects that another one had, too
  uint64_t found_none = 0;  ///< attempts
  uint64_t retries = 0;     ///< compare-and-swaps that failed, where they are counted
};

/// Adds bytes_held: what a pool holds when it has been made, or what an allocator has from the system in the end, where it
/// tells.
template <class O>
void tell_held(const workload::Weighed<O>& pool, std::vector<Figure>& figures) {
  pool.tell(figures);
}
template <class T, class A>
void tell_held(const workload::Weighed<AllocatorPool<T, A>>&, [[maybe_unused]] std::vector<Figure>& figures) {
  if constexpr (requires { A::held(); }) figures.push_back({"bytes_held", "B", double(A::held())});
}

/// Attempts in vain for each object.
std::vector<Figure> told(std::span<const Account>, bool counted);
template <class O>
std::vector<Figure> figures(std::span<const Account> accounts, const workload::Weighed<O>& pool) {
  auto all = told(accounts, kCounted<O>);
  tell_held(pool, all);
  return all;
}
/// Empty where nobody met another at an object, and all that were taken came back but so many.
std::string verdict(std::span<const Account>, uint64_t still_out);

/// So many can be out at once, each another; empty where that is so. Only when nobody else has one.
template <class O>
std::string once_each(O& pool, size_t capacity, unsigned lanes) {
  std::vector<typename O::value_type*> all;
  for (size_t i = 0; i < capacity; ++i) all.push_back(pool.take(static_cast<unsigned>(i) % lanes));
  auto sorted = all;
  std::sort(sorted.begin(), sorted.end());
  const bool there = sorted[0] != nullptr, apart = std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
  for (size_t i = 0; i < capacity; ++i)
    if (all[i]) pool.give(all[i], static_cast<unsigned>(i) % lanes);
  if (!there) return "objects were lost";
  return apart ? "" : "an object is handed out twice";
}

/// An object of the pool; waits until there is one. Null where there is none and the phase is over.
template <class O>
[[gnu::always_inline]] inline auto take(O& pool, unsigned thread, Account& account, const Shared& shared,
                                        Patience& patience) {
  for (;; patience.wait()) {
    auto* const object = pool.take(thread);
    if (object != nullptr) {
      ++account.taken;
      return object;
    }
    ++account.found_none;
    if (shared.stopped()) return object;
  }
}

}  // namespace fenceline::pools
