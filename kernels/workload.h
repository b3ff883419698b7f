// What suites about structures have in common.
#pragma once
#include <kernels/measure.h>

#include <span>

namespace fenceline::workload {

/// A kernel about a structure; `group` are those that it is compared with.
inline Kernel describe(const char* suite, const char* group, const char* structure, const char* how, Metric metric,
                       const char* what) {
  Kernel k;
  k.suite = suite;
  k.group = group;
  k.variant = structure;
  k.how = how;
  k.metric = metric;
  k.what = what;
  k.shows = Emits::none;
  k.bytes = measure::constant_bytes(1);  // structures bring their own memory
  return k;
}

/// What stands for a library that is not there.
inline Kernel absent(const char* suite, const char* group, const char* library, const char* why) {
  Kernel k = describe(suite, group, library, "absent", Metric::contended, "structures of a library that is not there");
  k.absent = why;
  k.roles = {{}};
  return k;
}

/// What all threads did together.
inline uint64_t sum(std::span<const uint64_t> iterations) {
  uint64_t total = 0;
  for (const uint64_t n : iterations) total += n;
  return total;
}

}  // namespace fenceline::workload
