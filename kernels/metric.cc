#include <kernels/metric.h>

#include <array>

namespace fenceline {
namespace {

constexpr auto kMetrics = std::to_array<MetricInfo>({
    {Metric::latency, "latency", "ns", Better::less, "time until an operation is done, or its result can be used"},
    {Metric::chain, "chain", "ns", Better::less,
     "time of one operation on a dependent chain: until its result is there, or the unit free that does it, whichever "
     "is "
     "later"},
    {Metric::throughput, "throughput", "ns", Better::less,
     "time per operation when operations do not depend on each other"},
    {Metric::contended, "contended", "ns", Better::less, "time per operation of each thread while others do the same"},
    {Metric::transfer, "transfer", "ns", Better::less,
     "one-way trip of a cache line between two threads, half a round trip"},
    {Metric::bandwidth, "bandwidth", "B/s", Better::more, "bytes moved in a second by all threads"},
    {Metric::sojourn, "sojourn", "ns", Better::less,
     "from when an operation was due until it was over, waiting in line included; half of them take no longer"},
});

consteval bool each_at_its_place() {
  for (size_t i = 0; i < kMetrics.size(); ++i)
    if (kMetrics[i].metric != static_cast<Metric>(i)) return false;
  return true;
}
static_assert(each_at_its_place());

}  // namespace

std::span<const MetricInfo> metrics() { return kMetrics; }
const MetricInfo& info(Metric metric) { return kMetrics[static_cast<size_t>(metric)]; }

}  // namespace fenceline
