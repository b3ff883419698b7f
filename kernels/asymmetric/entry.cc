// Both sides at once: a lock that one thread, its owner, takes again and again, and a visitor now and then (a biased lock:
// Kawachiya, Koseki, Onodera, OOPSLA 2002; with membarrier(2) in place of the fence: Desnoyers, linux/membarrier.h). Each
// raises its flag, passes its barrier and looks at the other's: Dekker's way in, which store buffering would break. The
// figure is the owner's, interrupted by the visitor's calls; the count that both add to shows whether it was ever broken.
#include <base/membarrier.h>
#include <kernels/asymmetric/command.h>
#include <kernels/patience.h>
#include <kernels/timed.h>
#include <kernels/workload.h>

namespace fenceline {
namespace {

/// The owner's barrier and the visitor's.
struct Light {
  static constexpr const char *kName = "light_heavy",
                              *kWhat = "the owner has a compiler barrier, the visitor membarrier(2)";
  static void owner() { light_fence(); }
  static void visitor() { heavy_fence(); }
  static std::string missing() { return asymmetric::missing(asymmetric::kCommands[0]); }
};
struct Full {
  static constexpr const char *kName = "full_full", *kWhat = "owner and visitor have a full fence";
  static void owner() { thread_fence(std::memory_order_seq_cst); }  // (1) seq_cst: pairs with itself; forbids SB
  static void visitor() { owner(); }
  static std::string missing() { return ""; }
};

struct Door {
  alignas(arch::kPadBytes) std::atomic<uint32_t> owner{0};
  alignas(arch::kPadBytes) std::atomic<uint32_t> visitor{0};
  alignas(arch::kPadBytes) uint64_t count = 0;        ///< what both add to, under the lock
  alignas(arch::kPadBytes) uint64_t entered[2] = {};  ///< owner, visitor
};

/// Enters if nobody else is there; the next one may come then.
template <void (*Barrier)()>
bool enter(Door& door, std::atomic<uint32_t>& mine, const std::atomic<uint32_t>& other) {
  mine.store(1, std::memory_order_relaxed);
  Barrier();
  const bool alone =
      other.load(std::memory_order_acquire) == 0;  // (2) acquire: pairs with the release in (3); forbids MP
  if (alone) {
    volatile uint64_t& count = door.count;
    count = count + 1;
  }
  mine.store(0, std::memory_order_release);  // (3) release: pairs with the acquire in (2); forbids MP
  return alone;
}

template <class Barriers>
uint64_t own(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& door = shared.object<Door>();
  uint64_t entered = 0;
  timed(shared, thread, [&] {
    return unrolled(iterations, [&](auto) { entered += enter<Barriers::owner>(door, door.owner, door.visitor); });
  });
  door.entered[0] += entered;
  return iterations;
}

/// args: interval
template <class Barriers>
uint64_t visit(Shared& shared, unsigned, uint64_t iterations) {
  auto& door = shared.object<Door>();
  const auto gap = static_cast<uint64_t>(double(shared.args[0]) * shared.tick_hz * 1e-9);
  uint64_t done = 0;
  for (uint64_t due = stamp().count; done < iterations && !shared.stopped(); ++done) {
    due += gap;
    for (Patience patience(shared); stamp().count < due && !shared.stopped();) patience.looked();
    door.entered[1] += enter<Barriers::visitor>(door, door.visitor, door.owner);
  }
  return done;
}

template <class Barriers>
void add_entry(std::vector<Kernel>& list) {
  Kernel k = workload::describe("asymmetric", "entry", Barriers::kName, "beside_visitor", Metric::latency, "");
  k.what = "Dekker's way in, taken by its owner; a visitor tries every `interval`. ";
  k.what += Barriers::kWhat;
  k.roles = {{.name = "owner", .run = own<Barriers>}, {.name = "visitor", .run = visit<Barriers>}};
  k.self_timed = true;
  k.axes = {{.name = "interval",
             .unit = "ns",
             .values = {10'000, 100'000},
             .most = 1'000'000'000,
             .what = "from one visit to the next; 0: as fast as the visitor can"}};
  k.setup = [](Shared& shared) { shared.make<Door>(); };
  k.lacks = Barriers::missing;
  k.verify = [](const Shared& shared, std::span<const uint64_t>) {
    const auto& door = shared.object<Door>();
    return door.count == door.entered[0] + door.entered[1] ? "" : "both were in at once";
  };
  k.figures = [](const Shared& shared) -> std::vector<Figure> {
    return {{"visits", "", double(shared.object<Door>().entered[1])}};
  };
  list.push_back(std::move(k));
}

const Registration registration([](std::vector<Kernel>& list) {
  add_entry<Light>(list);
  add_entry<Full>(list);
});

}  // namespace
}  // namespace fenceline
