#include <kernels/kernel.h>

#include <algorithm>

namespace fenceline {
namespace {

// A function-local object: registrations run before main in no particular order of files.
std::vector<void (*)(std::vector<Kernel>&)>& fillers() {
  static std::vector<void (*)(std::vector<Kernel>&)> all;
  return all;
}

}  // namespace

Kernel::Kernel() = default;
Kernel::~Kernel() = default;
Kernel::Kernel(const Kernel&) = default;
Kernel::Kernel(Kernel&&) noexcept = default;
Kernel& Kernel::operator=(const Kernel&) = default;
Kernel& Kernel::operator=(Kernel&&) noexcept = default;

Registration::Registration(void (*fill)(std::vector<Kernel>&)) { fillers().push_back(fill); }

const std::vector<Kernel>& kernels() {
  static const auto all = [] {
    std::vector<Kernel> list;
    for (auto fill : fillers()) fill(list);
    // Link order is no order: by suite, then as each file registered.
    std::ranges::stable_sort(list, {}, &Kernel::suite);
    return list;
  }();
  return all;
}

std::string_view name(Metric metric) {
  switch (metric) {
    case Metric::latency: return "latency";
    case Metric::throughput: return "throughput";
    case Metric::contended: return "contended";
    case Metric::transfer: return "transfer";
    case Metric::bandwidth: return "bandwidth";
  }
  return "";
}

}  // namespace fenceline
