// A count that all threads add to, and what those pay who read it.
#pragma once
#include <kernels/workload.h>
#include <structures/counter/concept.h>

#include <concepts>

namespace fenceline::counters {

template <class C>
uint64_t add_one(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& counter = shared.object<C>();
  return unrolled(iterations, [&](auto) { counter.add(1, thread); });
}

template <class C>
uint64_t read(Shared& shared, unsigned, uint64_t iterations) {
  auto& counter = shared.object<C>();
  uint64_t seen = 0;
  unrolled(iterations, [&](auto) {
    seen += counter.read();
    arch::opaque(seen);
  });
  return iterations;
}

template <class C>
std::string check(const Shared& shared, std::span<const uint64_t> iterations) {
  uint64_t added = 0;
  for (unsigned t = 0; t < shared.threads; ++t)
    if (shared.cast.parts[t].role == 0) added += iterations[t];
  const uint64_t counted = shared.object<C>().read();
  if (counted > added) return "it counts more than was added";
  return counted == added || !C::kExact ? "" : "additions were lost";
}

/// The kernels over one counter.
template <class C>
void add(std::vector<Kernel>& list, const char* name) {
  const auto add = [&](const char* how, Metric metric, const char* what, std::vector<Role> roles) {
    auto& k = list.emplace_back(workload::describe("counters", "counter", name, how, metric, what));
    k.roles = std::move(roles);
    k.setup = [](Shared& shared) {
      if constexpr (std::constructible_from<C, unsigned>) {
        shared.make<C>(shared.threads);  // a lane for each
      } else {
        shared.make<C>();
      }
    };
    k.verify = check<C>;
  };
  add("alone", Metric::latency, "adds one, one thread", {{.run = add_one<C>}});
  add("contended", Metric::contended, "each thread adds one, again and again",
      {{.least = 2, .most = kAnyThreads, .run = add_one<C>}});
  add("read", Metric::contended, "one thread adds while the others read; the figure is of both",
      {{.name = "adder", .run = add_one<C>}, {.name = "reader", .most = kAnyThreads, .run = read<C>}});
}

}  // namespace fenceline::counters
