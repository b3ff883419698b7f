// Stores that do not fit into a line, or into a page: what the second half costs. Loads are penalties.cc's.
#include <kernels/measure.h>

#include <cstring>

namespace fenceline {
namespace {

using namespace measure;

inline constexpr size_t kPage = 4096;
inline constexpr size_t kBytes = (kLines + 1) * 2 * kPage;

/// Stores round eight places, each `kBefore` bytes before a boundary of that many; where that is a line's none is a page's.
template <size_t kBefore, size_t kBoundary>
uint64_t stores(Shared& shared, unsigned, uint64_t iterations) {
  std::byte* const first = shared.data + kPage + kBoundary - kBefore;
  uint64_t value = 0;
  arch::opaque(value);
  return unrolled(iterations, [&](auto i) {
    std::memcpy(first + i % kLines * kBoundary, &value,
                sizeof value);  // of any alignment; one instruction on most ISAs
    arch::compiler_barrier();
  });
}

const Registration registration([](std::vector<Kernel>& list) {
  const auto add = [&](const char* variant, const char* what, Run run) {
    Kernel k;
    k.suite = "memory";
    k.group = "split_store";
    k.variant = variant;
    k.how = "throughput";
    k.what = std::string("8 bytes stored ") + what + ", round eight places";
    k.metric = Metric::throughput;
    k.roles = {{.run = run, .empty = nothing}};
    k.bytes = constant_bytes(kBytes);
    k.verify = check_zero;
    list.push_back(std::move(k));
  };
  constexpr size_t kLine = 2 * arch::kPadBytes;
  add("aligned", "within a line", stores<2 * sizeof(uint64_t), kLine>);
  add("within", "within a line, at an odd address", stores<2 * sizeof(uint64_t) - 1, kLine>);
  add("line", "across two lines", stores<sizeof(uint64_t) / 2, kLine>);
  add("page", "across two pages of 4 KiB", stores<sizeof(uint64_t) / 2, kPage>);
});

}  // namespace
}  // namespace fenceline
