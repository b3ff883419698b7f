// A structure of your own beside ours and other libraries', in the same suites, with the same checks (docs/plugins.md):
//
//   const fenceline::plugin::Queue<MyQueue<std::uint64_t>, "my_queue"> mine;
//
// It must offer the concept of its kind, structures/<kind>/concept.h.
#pragma once
#include <kernels/counters/additions.h>
#include <kernels/locks/turns.h>
#include <kernels/pairs.h>
#include <kernels/queues/steals.h>
#include <kernels/streams.h>
#include <kernels/workload.h>
#include <structures/counter/concept.h>
#include <structures/lock/concept.h>
#include <structures/queue/concept.h>
#include <structures/stack/concept.h>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fenceline::plugin {

/// What a structure is called in results: part of a path, a filter, a file.
template <size_t N>
struct Name {
  char text[N];
  constexpr Name(const char (&name)[N]) { std::copy_n(name, N, text); }  // NOLINT: a literal is one
  constexpr bool is_right() const {
    return N > 1 && std::string_view(text, N - 1).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
                        std::string_view::npos;
  }
};

template <Name kName>
struct Named {
  static_assert(kName.is_right(), "a structure's name has small letters, digits and _");
};

template <class C>
concept HoldsNumbers = std::same_as<typename C::value_type, std::uint64_t> && std::constructible_from<C, std::size_t>;

template <class Q, Name kName>
struct Queue : Named<kName>, Registration {
  static_assert(BoundedQueue<Q>,
                "a queue has value_type, kProducers, kConsumers, bool try_push(item), bool try_pop(item&) and "
                "std::size_t capacity(): structures/queue/concept.h");
  static_assert(HoldsNumbers<Q>, "what is measured is a queue of std::uint64_t, made by Queue(std::size_t capacity)");
  static_assert((Q::kProducers == 1 || Q::kProducers == kMany) && (Q::kConsumers == 1 || Q::kConsumers == kMany),
                "kProducers and kConsumers are each 1 or fenceline::kMany");
  Queue()
      : Registration([](std::vector<Kernel>& list) {
          if constexpr (BoundedQueue<Q> && HoldsNumbers<Q>)  // or the sentence above drowns in others
            streams::add<Q>(list, workload::describe("queues", "queue", kName.text, "", Metric::contended, ""));
        }) {}
};

/// Among the queues: one owner, and thieves.
template <class D, Name kName>
struct Deque : Named<kName>, Registration {
  static_assert(WorkStealingDeque<D>,
                "a deque has value_type, bool push(item), bool take(item&), Steal steal(item&) and std::size_t "
                "capacity(): structures/queue/concept.h");
  static_assert(HoldsNumbers<D>, "what is measured is a deque of std::uint64_t, made by Deque(std::size_t capacity)");
  Deque()
      : Registration([](std::vector<Kernel>& list) {
          if constexpr (WorkStealingDeque<D> && HoldsNumbers<D>) steals::add<D>(list, kName.text);
        }) {}
};

template <class S, Name kName>
struct Stack : Named<kName>, Registration {
  static_assert(BoundedStack<S>,
                "a stack has value_type, bool try_push(item), bool try_pop(item&) and std::size_t capacity(): "
                "structures/stack/concept.h");
  static_assert(HoldsNumbers<S>, "what is measured is a stack of std::uint64_t, made by Stack(std::size_t capacity)");
  Stack()
      : Registration([](std::vector<Kernel>& list) {
          if constexpr (BoundedStack<S> && HoldsNumbers<S>)
            pairs::add<S>(list, workload::describe("stacks", "stack", kName.text, "", Metric::contended, ""));
        }) {}
};

template <class L, Name kName>
struct Lock : Named<kName>, Registration {
  static_assert(fenceline::Lock<L>,
                "a lock has Node, lock(node) and unlock(node), and perhaps lock_shared(node) and unlock_shared(node): "
                "structures/lock/concept.h");
  Lock()
      : Registration([](std::vector<Kernel>& list) {
          if constexpr (fenceline::Lock<L>) locks::add<L>(list, kName.text);
        }) {}
};

template <class C, Name kName>
struct Counter : Named<kName>, Registration {
  static_assert(fenceline::Counter<C>,
                "a counter has kExact, kLanePerThread, add(n, lane) and std::uint64_t read(): "
                "structures/counter/concept.h");
  Counter()
      : Registration([](std::vector<Kernel>& list) {
          if constexpr (fenceline::Counter<C>) counters::add<C>(list, kName.text);
        }) {}
};

}  // namespace fenceline::plugin
