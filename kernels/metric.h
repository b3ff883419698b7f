// What the figure of a kernel means. To add one: an enumerator here and its row in metric.cc; results and Python read
// the row from run.csv.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace fenceline {

enum class Metric : uint8_t { latency, chain, throughput, contended, transfer, bandwidth, sojourn };

enum class Better : uint8_t { less, more };

struct MetricInfo {
  Metric metric;
  std::string_view name;
  std::string_view unit;  ///< in which it is told: "ns", "B/s"
  Better better;
  std::string_view meaning;
};

/// All, in the order of the enumerators.
std::span<const MetricInfo> metrics();
const MetricInfo& info(Metric);
inline std::string_view name(Metric metric) { return info(metric).name; }

}  // namespace fenceline
