// What a core pays when an access does not fit: store forwarding that works and that fails, words across lines and
// pages, and loads that are taken for a store 4 KiB away.
#include <kernels/measure.h>

#include <cstring>

namespace fenceline {
namespace {

using namespace measure;

inline constexpr size_t kPage = 4096;
inline constexpr size_t kMiddle = 2 * kPage;
inline constexpr size_t kBytes = 4 * kPage;

template <class T>
T load(const std::byte* p) {
  T value;
  std::memcpy(&value, p, sizeof value);  // an access of any alignment; one instruction on all our ISAs
  arch::compiler_barrier();
  return value;
}
template <class T>
void store(std::byte* p, T value) {
  std::memcpy(p, &value, sizeof value);
  arch::compiler_barrier();
}

/// Store and load back, each waiting for the other. The load's bytes lie `Offset` behind the store's first.
template <class Stored, class Loaded, int Offset>
uint64_t forward(Shared& shared, unsigned, uint64_t iterations) {
  std::byte* const at = shared.data + kMiddle;
  Loaded v{0};
  return unrolled(iterations, [&](auto) {
    store<Stored>(at, static_cast<Stored>(v));
    v = load<Loaded>(at + Offset);
  });
}

/// Loads whose words lie `kBefore` bytes before a boundary of `args[0]` … each waiting for the one before.
template <int kBefore, size_t kBoundary>
uint64_t across(Shared& shared, unsigned, uint64_t iterations) {
  std::byte* const at = shared.data + kMiddle + kBoundary - kBefore;
  uintptr_t offset = 0;
  return unrolled(iterations, [&](auto) {
    offset = load<uint64_t>(at + offset);
    arch::opaque(offset);
  });
}

/// A load right after a store to the same place in another page: some cores compare only the low 12 bits first.
template <size_t kDistance>
uint64_t alias(Shared& shared, unsigned, uint64_t iterations) {
  std::byte* const at = shared.data + kMiddle;
  uint64_t v = 0;
  return unrolled(iterations, [&](auto) {
    store<uint64_t>(at, v);
    v = load<uint64_t>(at + kDistance);
    arch::opaque(v);
  });
}

const Registration registration([](std::vector<Kernel>& list) {
  const auto add = [&](std::string group, std::string variant, std::string what, auto run) {
    Kernel k;
    k.suite = "memory";
    k.group = std::move(group);
    k.variant = std::move(variant);
    k.how = "latency";
    k.what = std::move(what);
    k.metric = Metric::latency;
    k.roles = {{.run = run}};
    k.bytes = constant_bytes(kBytes);
    k.verify = check_zero;
    list.push_back(k);
  };
  const std::string round_trip = ": store and load, each waiting for the other";
  add("forwarding", "same_word", "8 bytes stored and loaded" + round_trip, forward<uint64_t, uint64_t, 0>);
  add("forwarding", "low_half", "8 bytes stored, the lower 4 loaded" + round_trip, forward<uint64_t, uint32_t, 0>);
  add("forwarding", "high_half", "8 bytes stored, the upper 4 loaded" + round_trip, forward<uint64_t, uint32_t, 4>);
  add("forwarding", "wider_load", "4 bytes stored, 8 loaded: must wait for the cache" + round_trip,
      forward<uint32_t, uint64_t, 0>);
  add("forwarding", "overlapping", "8 bytes stored, 8 loaded 4 further on" + round_trip,
      forward<uint64_t, uint64_t, 4>);

  const std::string chained = ", loads that wait for each other";
  add("crossing", "aligned", "8 bytes within a line" + chained, across<64, 1024>);
  add("crossing", "line", "8 bytes across two cache lines" + chained, across<4, 1024>);
  add("crossing", "page", "8 bytes across two pages of 4 KiB" + chained, across<4, kPage>);

  add("aliasing", "same_page", "a load 512 bytes behind the store before it", alias<512>);
  add("aliasing", "4K", "a load exactly 4 KiB behind the store before it", alias<kPage>);
});

}  // namespace
}  // namespace fenceline
