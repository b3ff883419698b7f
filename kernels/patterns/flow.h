// Items that go from thread to thread, and what each keeps of them, so that it can be told afterwards that every one went
// all the way, once, or lies somewhere still.
#pragma once
#include <kernels/patterns/lines.h>
#include <kernels/work.h>

#include <span>
#include <string>
#include <vector>

namespace fenceline::patterns {

/// What a thread has done since setup. Sums are of items that are all different.
struct alignas(arch::kPadBytes) Account {
  uint64_t in = 0, in_sum = 0;      ///< items that it made
  uint64_t out = 0, out_sum = 0;    ///< that came to their end with it
  uint64_t kept = 0, kept_sum = 0;  ///< that it could not pass on, where all was over
  uint64_t last = 0, disorder = 0;  ///< the last that it saw, and how many came after a later one

  void make(uint64_t item) {
    ++in;
    in_sum += item;
  }
  void end(uint64_t item) {
    ++out;
    out_sum += item;
  }
  void keep(uint64_t item) {
    ++kept;
    kept_sum += item;
  }
  void see(uint64_t item) {
    disorder += item <= last;
    last = item;
  }
};

/// Empty where all that were made ended or lie somewhere: with a thread, or in queues, `left` of the sum `left_sum`.
std::string verdict(std::span<const Account>, uint64_t left, uint64_t left_sum);

/// An item that no other thread makes.
constexpr uint64_t item_of(unsigned thread, uint64_t number) { return uint64_t{thread} << 48 | number; }

/// Takes out what queues hold still: only when no thread is there.
class Left {
 public:
  template <class Q>
  void sweep(Q& queue) {
    for (uint64_t item = 0; queue.try_pop(item); ++items) sum += item;
  }
  uint64_t items = 0, sum = 0;
};

/// What is done for an item, in core cycles: args[kWork] of all rows.
enum Arg : size_t { kWork, kBuffer };
inline Axis work_axis() {
  Axis axis = cycles("work", {256}, "what is done for an item");
  axis.usual = 256;
  return axis;
}
inline void do_work(uint64_t item, const Shared& shared) {
  uint64_t done = work(item, static_cast<uint64_t>(shared.args[kWork]));
  arch::opaque(done);
}

/// A row over site S, which has accounts, open(), close() and check(); made from Shared.
template <class S>
Kernel row(Kernel k, std::vector<Role> roles, Axis buffer) {
  k.roles = std::move(roles);
  k.axes = {work_axis(), std::move(buffer)};
  k.setup = [](Shared& shared) { shared.make<S>(shared); };
  k.begin = [](Shared& shared) { shared.object<S>().open(); };
  k.release = [](Shared& shared) { shared.object<S>().close(); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<S>().check(); };
  return k;
}

/// The same row over each line.
template <class Add>
void over_each_line(std::vector<Kernel>& list, const char* pattern, const char* what, Add add) {
  for_each_line([&]<class Q>(const char* name) {
    Kernel k = workload::describe("patterns", pattern, name, "item", Metric::contended, what);
    k.gives_way = kSleeps<Q>;
    list.push_back(add.template operator()<Q>(k));
    if (kMeets<Q>) return;
    Kernel none = workload::absent("patterns", pattern, name, "only a channel can pass an item on without a buffer");
    none.use = "unbuffered";
    list.push_back(std::move(none));
  });
}

inline size_t buffer_of(const Shared& shared) { return static_cast<size_t>(shared.args[kBuffer]); }

}  // namespace fenceline::patterns
