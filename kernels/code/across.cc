// Code that one thread changes and another executes: the writer tells the other one, which does what the ISA asks of it,
// calls the function and tells what it returned. Or the writer has the kernel do it in every thread that runs
// (membarrier(2), SYNC_CORE), and the other one need not know that code can change.
#include <kernels/asymmetric/command.h>
#include <kernels/code/pages.h>
#include <kernels/measure.h>
#include <kernels/patience.h>

namespace fenceline {
namespace {

using namespace measure;
using code::Pages;

constexpr uint64_t kValues = 1024;  // of arch::put_constant

struct Turn {
  Turn() : pages(code::available(), arch::kCodeBytes) {}
  alignas(arch::kPadBytes) std::atomic<uint64_t> told{0};      ///< the writer's
  alignas(arch::kPadBytes) std::atomic<uint64_t> answered{0};  ///< the other one's
  alignas(arch::kPadBytes) uint64_t returned = 0;              ///< goes with `answered`
  Pages pages;
  uint64_t wrong = 0;
};

const asymmetric::Command& sync_core() {
  for (const auto& command : asymmetric::kCommands)
    if (command.number == MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE) return command;
  std::abort();
}

/// What each side does: the writer behind its store, the other one before its call.
template <class Op>
struct Told {
  static void written(const std::byte* at) { arch::code_written::op(at); }
  static void arrived(const std::byte* at) { Op::op(at); }
};
struct SyncCore {
  static void written(const std::byte* at) {
    arch::code_written::op(at);
    asymmetric::call(MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE);
  }
  static void arrived(const std::byte*) {}
};
/// No code: the number goes over as data.
struct Data;

template <class Way>
uint64_t change(Shared& shared, unsigned, uint64_t iterations) {
  auto& turn = shared.object<Turn>();
  const Patience patience(shared);
  for (uint64_t n = iterations; n != 0; --n) {
    const uint64_t round = turn.told.load(std::memory_order_relaxed) + 1;
    if constexpr (!std::same_as<Way, Data>) {
      arch::put_constant(turn.pages.written(0), static_cast<uint16_t>(round % kValues));
      Way::written(turn.pages.executed(0));
    }
    turn.told.store(round, std::memory_order_release);  // (1) release: pairs with the acquire in (2); forbids MP
    // (4) acquire: pairs with the release in (3); forbids MP
    for (Patience wait = patience; turn.answered.load(std::memory_order_acquire) != round;) wait.wait();
    turn.wrong += turn.returned != round % kValues;
  }
  return iterations;
}

template <class Way>
uint64_t execute(Shared& shared, unsigned, uint64_t iterations) {
  auto& turn = shared.object<Turn>();
  const Patience patience(shared);
  for (uint64_t n = iterations; n != 0; --n) {
    const uint64_t round = turn.answered.load(std::memory_order_relaxed) + 1;
    // (2) acquire: pairs with the release in (1); forbids MP
    for (Patience wait = patience; turn.told.load(std::memory_order_acquire) != round;) wait.wait();
    if constexpr (std::same_as<Way, Data>) {
      turn.returned = round % kValues;
    } else {
      Way::arrived(turn.pages.executed(0));
      turn.returned = turn.pages.call(0);
    }
    turn.answered.store(round, std::memory_order_release);  // (3) release: pairs with the acquire in (4); forbids MP
  }
  return iterations;
}

template <class Way>
Kernel& add(std::vector<Kernel>& list, const arch::Info& info, const char* what) {
  Kernel k = describe({info, 0}, "code", "across", "pair", Metric::latency, what);
  k.roles = {{.name = "writer", .run = change<Way>}, {.name = "executor", .run = execute<Way>}};
  k.lockstep = k.by_pair = true;
  k.shows = Emits::none;  // each thread has code of its own
  k.bytes = constant_bytes(1);
  k.setup = [](Shared& shared) { shared.make<Turn>(); };
  k.lacks = [] { return code::missing(code::available()); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) {
    return shared.object<Turn>().wrong == 0 ? "" : "code was executed as it was before it was changed";
  };
  return list.emplace_back(std::move(k));
}

const Registration registration([](std::vector<Kernel>& list) {
  static constexpr arch::Info kData{"data", "", ""}, kSyncCore{"membarrier_sync_core", "", ""};
  add<Data>(list, kData, "no code: a thread is told, and answers; the figure is there and back");
  arch::code_arrivals::for_each([&]<class Op>() {
    add<Told<Op>>(list, Op::info,
                  "a function is changed; another thread is told, does its part, calls it and answers; there and back");
  });
  Kernel& k =
      add<SyncCore>(list, kSyncCore,
                    "a function is changed, membarrier(2) makes all threads fetch anew, another one is told, calls "
                    "it and answers; there and back");
  k.lacks = [] {
    const std::string why = code::missing(code::available());
    return why.empty() ? asymmetric::missing(sync_core()) : why;
  };
});

}  // namespace
}  // namespace fenceline
