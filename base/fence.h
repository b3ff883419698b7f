// One fence for everybody, which ThreadSanitizer understands.
//
// ThreadSanitizer knows happens-before from accesses only and passes std::atomic_thread_fence by.
// Where it watches, a fence is therefore also an access to a word that all fences share, and so is
// what may pair with a fence:
//   release fence -> acquire fence or acquire access   over `releases`
//   release access -> acquire fence                    over `accesses`
// Whoever reads what was written after a release fence comes to its own acquire later than that
// fence came to the word, so each pair of the language is seen: no false alarm. What is seen beyond
// it (fences whose accesses did not meet) can hide a race from ThreadSanitizer, never from the
// explorer, which has the language's own rules. Release and acquire accesses do not meet over these
// words unless a fence takes part.
#pragma once
#include <base/order.h>

#if defined(__SANITIZE_THREAD__)
#define FENCELINE_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FENCELINE_TSAN 1
#endif
#endif
#ifndef FENCELINE_TSAN
#define FENCELINE_TSAN 0
#endif

namespace fenceline {

namespace sanitizer {
#if FENCELINE_TSAN
inline std::atomic<unsigned> fences, accesses;
/// Before a release access, and after an acquire one: what pairs them with fences.
inline void before(std::memory_order o) {
  // (1) release: pairs with the acquire in (4); forbids MP
  if (releases(o)) accesses.fetch_add(1, std::memory_order_release);
}
inline void after(std::memory_order o) {
  // (2) acquire: pairs with the release in (3); forbids MP
  if (acquires(o)) static_cast<void>(fences.load(std::memory_order_acquire));
}
inline void fence(std::memory_order) {
  // (3) acq_rel: pairs with the acquire in (2) and with itself; forbids MP
  fences.fetch_add(1, std::memory_order_acq_rel);
  // (4) acquire: pairs with the release in (1); forbids MP
  static_cast<void>(accesses.load(std::memory_order_acquire));
}
#else
constexpr void before(std::memory_order) {}
constexpr void after(std::memory_order) {}
constexpr void fence(std::memory_order) {}
#endif
}  // namespace sanitizer

/// std::atomic_thread_fence, seen by ThreadSanitizer too.
inline __attribute__((always_inline)) void thread_fence(std::memory_order order) {
  sanitizer::fence(order);
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wtsan"  // said above
#endif
  std::atomic_thread_fence(order);
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
}

}  // namespace fenceline
