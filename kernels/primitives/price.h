// The price list: what each thing costs that programs synchronise with, one beside the other. Every row is done by each
// thread again and again, on one object for all: alone it is uncontended, with several it is what they fight for.
#pragma once
#include <kernels/measure.h>
#include <kernels/workload.h>

#include <span>
#include <string>

namespace fenceline::prices {

/// One operation on the object: Step{}(object, lane), where lane is what a thread has of its own, Object::lane(thread).
template <class Object, class Step>
uint64_t run(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& object = shared.object<Object>();
  auto&& lane = object.lane(thread);
  return unrolled(iterations, [&](auto) { Step{}(object, lane); });
}

/// An object whose threads have nothing of their own.
struct NoLanes {
  unsigned lane(unsigned thread) const { return thread; }
};

/// Threads' own, lines apart.
template <class T>
class OwnLanes {
 public:
  explicit OwnLanes(const Shared& shared) : lanes_(shared.threads) {}
  T& lane(unsigned thread) { return lanes_[thread].value; }
  const auto& lanes() const { return lanes_; }

 private:
  struct alignas(arch::kPadBytes) Lane {
    T value{};
  };
  std::vector<Lane> lanes_;
};

/// Adds a row. Object: Object(const Shared&) makes it for a trial; check(iterations), where it has one, says what is
/// wrong with it at the end, empty where nothing is.
template <class Object, class Step>
Kernel& add(std::vector<Kernel>& list, const char* name, const char* what, Step, unsigned most = kAnyThreads) {
  auto& k = list.emplace_back(workload::describe("primitives", "primitive", name, "price", Metric::contended, what));
  k.roles = {{.most = most, .run = run<Object, Step>, .empty = measure::nothing}};
  k.setup = [](Shared& shared) { shared.make<Object>(shared); };
  if constexpr (requires(const Object& object, std::span<const uint64_t> n) { object.check(n); })
    k.verify = [](const Shared& shared, std::span<const uint64_t> n) { return shared.object<Object>().check(n); };
  return k;
}

}  // namespace fenceline::prices
