// What a fence, an atomic operation or a store that orders costs behind stores that hit: whether it waits until the store
// buffer is empty, and how long that takes when each store needs only its own cache. The misses are fences.cc's.
#include <kernels/fences/no_fence.h>
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

/// More than most store buffers hold, and few enough lines for any first cache.
inline constexpr unsigned kMost = 64;
/// Lines of their own, and not the same place in each: see stream_offset().
inline constexpr size_t kApart = arch::kPadBytes + sizeof(uint64_t);
/// What the operation works on: a line that is not among those.
inline constexpr size_t kOperand = kMost * kApart;

/// `pending` stores of n, each to a line of its own. The number is made of powers of two, so that no branch is guessed
/// wrong where a loop of that many turns would end.
[[gnu::always_inline]] inline void store(std::byte* base, unsigned pending, uint64_t n) {
  const auto one = [&](unsigned i) { *reinterpret_cast<volatile uint64_t*>(base + i * kApart) = n; };
  const auto some = [&]<unsigned... I>(std::integer_sequence<unsigned, I...>) __attribute__((always_inline)) {
    (one(I), ...);
    base += sizeof...(I) * kApart;
  };
  for (unsigned eights = pending / 8; eights != 0; --eights) some(std::make_integer_sequence<unsigned, 8>{});
  if (pending & 4) some(std::make_integer_sequence<unsigned, 4>{});
  if (pending & 2) some(std::make_integer_sequence<unsigned, 2>{});
  if (pending & 1) some(std::make_integer_sequence<unsigned, 1>{});
}

template <class Step>
[[gnu::always_inline]] inline uint64_t behind(Shared& shared, uint64_t iterations, Step step) {
  const auto pending = static_cast<unsigned>(shared.args[0]);
  for (uint64_t n = iterations; n != 0; --n) {
    arch::opaque(n);  // without stores and without an operation this must still be a loop
    store(shared.data, pending, n);
    step();
  }
  return iterations;
}

template <class Op>
uint64_t fence(Shared& shared, unsigned, uint64_t iterations) {
  return behind(shared, iterations, [] { Op::op(); });
}
template <class Action, class Op>
uint64_t operation(Shared& shared, unsigned, uint64_t iterations) {
  auto* const at = shared.at<Value<Op>>(kOperand);
  return behind(shared, iterations, [&] { (void)Action::template step<Op>(at, Value<Op>{0}); });
}

/// Each word stored to holds the last n, which is 1; all others are as they were.
std::string check(const Shared& shared, std::span<const uint64_t> iterations) {
  for (unsigned i = 0; i <= kMost; ++i) {
    const uint64_t want = iterations[0] != 0 && i < static_cast<uint64_t>(shared.args[0]) ? 1 : 0;
    if (const uint64_t got = *shared.at<uint64_t>(i * kApart); got != want)
      return "word " + std::to_string(i) + " holds " + std::to_string(got) + ", should hold " + std::to_string(want);
  }
  return "";
}

void add_behind(std::vector<Kernel>& list, Variant variant, const char* use, Run run) {
  auto& k = add(list, variant, "fences", "drain", "after_hits", Metric::latency,
                "`pending_stores` stores that hit, each to a line of its own, then the operation: time of all of it",
                run, check);
  k.use = use;
  k.roles[0].empty = nullptr;
  k.shows = Emits::once;  // behind a loop of stores
  k.axes = {{.name = "pending_stores",
             .unit = "",
             .values = {0, 1, 4, 16, 64},
             .most = kMost,
             .what = "stores that hit before each operation"}};
  k.bytes = constant_bytes(kOperand + sizeof(uint64_t));
}

/// Those of a list on 64 bits that are not the compiler's choice and stay in the caches.
template <class Action, class List>
void add_list(std::vector<Kernel>& list, const char* use) {
  List::for_each([&]<class Op>() {
    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t) && !Op::info.name.starts_with("builtin") &&
                  !arch::is_nontemporal<Op>)
      add_behind(list, variant_of<Op>(), use, operation<Action, Op>);
  });
}

const Registration registration([](std::vector<Kernel>& list) {
  FencesAndNone::for_each([&]<class Op>() { add_behind(list, variant_of<Op>(), "", fence<Op>); });
  add_list<StoreAction, arch::stores>(list, "store");
  add_list<FetchAction, arch::exchanges>(list, "exchange");
  add_list<FetchAction, arch::fetch_adds>(list, "fetch_add");
  add_list<CasSuccess, arch::List<arch::First<arch::Plain<uint64_t>::of, arch::cas>>>(list, "cas");
});

}  // namespace
}  // namespace fenceline
