// What a core pays when an access does not fit: words across lines and pages, and loads that are taken for a store 4 KiB
// away. Stores and loads that have bytes in common: kernels/forwarding/.
#include <kernels/measure.h>
#include <kernels/memory/unaligned.h>

namespace fenceline {
namespace {

using namespace measure;

inline constexpr size_t kPage = 4096;
inline constexpr size_t kMiddle = 2 * kPage;
inline constexpr size_t kBytes = 4 * kPage;

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
  const auto add = [&](std::string group, std::string variant, Metric metric, std::string what, auto run) {
    Kernel k;
    k.suite = "memory";
    k.group = std::move(group);
    k.variant = std::move(variant);
    k.how = name(metric);
    k.what = std::move(what);
    k.metric = metric;
    k.roles = {{.run = run}};
    k.bytes = constant_bytes(kBytes);
    k.verify = check_zero;
    list.push_back(k);
  };
  const std::string chained = ", loads that wait for each other";
  add("crossing", "aligned", Metric::latency, "8 bytes within a line" + chained, across<64, 1024>);
  add("crossing", "line", Metric::latency, "8 bytes across two cache lines" + chained, across<4, 1024>);
  add("crossing", "page", Metric::latency, "8 bytes across two pages of 4 KiB" + chained, across<4, kPage>);

  add("aliasing", "same_page", Metric::chain, "a load 512 bytes behind the store before it", alias<512>);
  add("aliasing", "4K", Metric::chain, "a load exactly 4 KiB behind the store before it", alias<kPage>);
});

}  // namespace
}  // namespace fenceline
