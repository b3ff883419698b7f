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

/// What stands for a structure that this build cannot have, or a library that is not there.
inline Kernel absent(const char* suite, const char* group, const char* name, const char* why) {
  Kernel k = describe(suite, group, name, "absent", Metric::contended, "a structure, or those of a library, not there");
  k.absent = why;
  k.roles = {{}};
  return k;
}

/// What `fill` adds is of other libraries.
template <class Fill>
void add_peers(std::vector<Kernel>& list, Fill fill) {
  const size_t before = list.size();
  fill();
  for (size_t i = before; i < list.size(); ++i) list[i].peer = true;
}

/// Bytes that the allocator has given away and not got back, by its own account; 0 where it gives none.
size_t heap_in_use();

/// What other trials gave back is put together again: many small nodes made next lie side by side, as in a program that has
/// just begun, and not wherever those of the last trial lay.
void tidy_heap();

/// A structure, and what it holds when it has been made: its own size and what it took from the allocator meanwhile.
template <class T>
class Weighed {
  const size_t before_ = heap_in_use();

 public:
  T structure;
  const size_t bytes;

  template <class... Args>
  explicit Weighed(Args&&... args) : structure(std::forward<Args>(args)...), bytes(weigh()) {}
  /// Adds bytes_held, where the allocator tells.
  void tell(std::vector<Figure>& figures) const {
    if (heap_in_use() != 0) figures.push_back({"bytes_held", "B", double(bytes)});
  }

 private:
  size_t weigh() const {
    const size_t now = heap_in_use();
    return sizeof(T) + (now > before_ ? now - before_ : 0);
  }
};

/// What all threads did together.
inline uint64_t sum(std::span<const uint64_t> iterations) {
  uint64_t total = 0;
  for (const uint64_t n : iterations) total += n;
  return total;
}

}  // namespace fenceline::workload
