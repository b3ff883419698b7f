#include <harness/team/counters_names.h>

#include <fmt/format.h>
#include <perfmon/pfmlib_perf_event.h>
#include <strings.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include <base/error.h>
#include <base/text.h>
#include <base/nearest.h>
#include <harness/machine/cpu_identity.h>
#include <harness/team/counters.h>

namespace fenceline {
namespace {

/// perf's own events, known even where libpfm4 has no table for the CPU (perf_event_open(2)).
struct PerfName {
  std::string_view name;
  uint32_t type;
  uint64_t config;
};
constexpr PerfName kPerfNames[] = {
    {"cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
    {"instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
    {"cache-references", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_REFERENCES},
    {"cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES},
    {"branches", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS},
    {"branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES},
    {"bus-cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BUS_CYCLES},
    {"stalled-cycles-frontend", PERF_TYPE_HARDWARE, PERF_COUNT_HW_STALLED_CYCLES_FRONTEND},
    {"stalled-cycles-backend", PERF_TYPE_HARDWARE, PERF_COUNT_HW_STALLED_CYCLES_BACKEND},
    {"ref-cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_REF_CPU_CYCLES},
    {"task-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK},
    {"page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS},
    {"context-switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES},
    {"cpu-migrations", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS},
    {"minor-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MIN},
    {"major-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MAJ},
};

const PerfName* find_perf_name(std::string_view name) {
  const auto* end = std::end(kPerfNames);
  const auto* found = std::find_if(kPerfNames, end, [&](const PerfName& p) { return p.name == name; });
  return found == end ? nullptr : found;
}

bool libpfm_ready() {
  static const bool ready = pfm_initialize() == PFM_SUCCESS;
  return ready;
}

/// Calls f(PMU, event, index) for every event in libpfm4's tables.
template <class F>
void for_each_libpfm_event(F&& f) {
  if (!libpfm_ready()) return;
  for (int p = 0; p < PFM_PMU_MAX; ++p) {
    pfm_pmu_info_t pmu{};
    pmu.size = sizeof pmu;
    if (pfm_get_pmu_info(static_cast<pfm_pmu_t>(p), &pmu) != PFM_SUCCESS) continue;
    for (int i = pmu.first_event; i >= 0; i = pfm_get_event_next(i)) {
      pfm_event_info_t event{};
      event.size = sizeof event;
      if (pfm_get_event_info(i, PFM_OS_NONE, &event) == PFM_SUCCESS) f(pmu, event, i);
    }
  }
}

/// Unit masks of an event.
std::vector<std::string> masks_of(const pfm_event_info_t& event, int index) {
  std::vector<std::string> masks;
  for (int a = 0; a < event.nattrs; ++a) {
    pfm_event_attr_info_t attribute{};
    attribute.size = sizeof attribute;
    if (pfm_get_event_attr_info(index, a, PFM_OS_NONE, &attribute) == PFM_SUCCESS && attribute.type == PFM_ATTR_UMASK)
      masks.push_back(attribute.name);
  }
  return masks;
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

/// libpfm4's names on this machine's core PMUs, "EVENT" and "EVENT:MASK".
std::vector<std::string> libpfm_names() {
  std::vector<std::string> names;
  for_each_libpfm_event([&](const pfm_pmu_info_t& pmu, const pfm_event_info_t& event, int index) {
    if (!pmu.is_present || pmu.type != PFM_PMU_TYPE_CORE) return;
    const auto masks = masks_of(event, index);
    if (masks.empty()) names.push_back(event.name);
    for (const auto& mask : masks) names.push_back(std::string(event.name) + ":" + mask);
  });
  return names;
}

Encoding encode_perf(const PerfName& name) {
  Encoding e;
  e.known = true;
  e.attr.type = name.type;
  e.attr.config = name.config;
  e.counted = "perf::" + std::string(name.name);
  return e;
}

/// "pmu::EVENT:MASK:e=0:i=0:u=1" as "pmu::EVENT:MASK:u=1".
std::string without_unset_modifiers(std::string full) {
  for (size_t end; (end = full.find("=0")) != full.npos;) {
    const size_t colon = full.rfind(':', end);
    full.erase(colon, end + 2 - colon);
  }
  return full;
}

Encoding encode_libpfm(const std::string& name) {
  Encoding e;
  if (!libpfm_ready()) {
    e.why_not = "libpfm4 does not start here";
    return e;
  }
  char* full = nullptr;
  pfm_perf_encode_arg_t arg{};
  arg.attr = &e.attr;
  arg.fstr = &full;
  arg.size = sizeof arg;
  const int r = pfm_get_os_event_encoding(name.c_str(), PFM_PLM3, PFM_OS_PERF_EVENT, &arg);
  e.known = r == PFM_SUCCESS;
  if (e.known) e.counted = without_unset_modifiers(full);
  std::free(full);
  if (e.known) return e;
  e.why_not = pfm_strerror(r);
  std::vector<std::string> with_mask;
  for (const auto& known : libpfm_names())
    if (same(known.substr(0, name.size() + 1), name + ":")) with_mask.push_back(known);
  if (!with_mask.empty()) e.why_not = fmt::format("a unit mask is missing; there are {}", fmt::join(with_mask, " "));
  const auto elsewhere = pmus_with(name);
  if (r == PFM_ERR_NOTFOUND && !elsewhere.empty())
    e.why_not = fmt::format("an event of other CPUs than this ({})", fmt::join(elsewhere, " "));
  return e;
}

/// The design of this machine's cores, or, where the model is one, that ("Cobalt 100").
const std::string& this_design() {
  static const std::string design = [] {
    std::ifstream in("/proc/cpuinfo");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const CpuIdentity id = parse_cpuinfo(text);
    const std::string_view known = core_design(id);
    return known.empty() ? id.model : std::string(known);
  }();
  return design;
}

/// "amd_l3/0x0104/", as perf writes an event of a PMU by its number.
std::optional<RawEvent> by_number(const std::string& name) {
  const size_t slash = name.find('/');
  if (slash == 0 || slash == name.npos || !name.ends_with('/') || slash + 1 == name.size()) return std::nullopt;
  const auto code = to_integer(name.substr(slash + 1, name.size() - slash - 2));
  if (!code) return std::nullopt;
  return RawEvent{
      .code = static_cast<uint64_t>(*code), .design = "by its number", .source = "", .pmu = name.substr(0, slash)};
}

Encoding encode_machine(const RawEvent& raw) {
  Encoding e;
  e.known = true;
  e.pmu = raw.pmu;
  e.attr.config = raw.code;
  e.attr.config1 = raw.filter;
  e.counted = fmt::format("{}/{:#06x}{}/ ({}{}{}), of all programs", raw.pmu, raw.code,
                          raw.filter ? fmt::format(",{:#x}", raw.filter) : "", raw.design,
                          raw.source.empty() ? "" : ": ", raw.source);
  return e;
}

Encoding encode_raw(const RawEvent& raw) {
  if (!raw.pmu.empty()) return encode_machine(raw);
  Encoding e;
  e.known = true;
  e.attr.type = PERF_TYPE_RAW;
  e.attr.config = raw.code;
  e.counted = fmt::format("r{:04x} ({}: {})", raw.code, raw.design, raw.source);
  return e;
}

const EventInfo* find_event(const std::string& name) {
  for (const EventSet& set : event_sets())
    for (const EventInfo& event : set.events)
      if (event.name == name) return &event;
  return nullptr;
}

/// Every name that parse_counters() takes.
std::vector<std::string> known_names() {
  std::vector<std::string> names{"none"};
  for (const EventSet& set : event_sets()) {
    names.push_back(set.name);
    for (const auto& event : set.events) names.push_back(event.name);
    for (const auto& metric : set.metrics) names.push_back(metric.name);
  }
  for (const PerfName& p : kPerfNames) names.emplace_back(p.name);
  for (auto& name : libpfm_names()) names.push_back(std::move(name));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

void add(CounterRequest& request, const std::string& name) {
  auto& events = request.events;
  if (std::find(events.begin(), events.end(), name) == events.end()) events.push_back(name);
}

void add_metric(CounterRequest& request, const EventRatio& metric) {
  add(request, metric.numerator);
  if (metric.denominator != kOperations) add(request, metric.denominator);
  add(request, metric.name);
}

}  // namespace

std::vector<std::string> pmus_with(const std::string& libpfm4_event) {
  const size_t colon = libpfm4_event.find(':');
  const std::string name = libpfm4_event.substr(0, colon);
  const std::string mask = colon == std::string::npos ? "" : libpfm4_event.substr(colon + 1);
  std::vector<std::string> found;
  for_each_libpfm_event([&](const pfm_pmu_info_t& pmu, const pfm_event_info_t& event, int index) {
    if (!same(event.name, name)) return;
    const auto masks = masks_of(event, index);
    if (mask.empty() || std::any_of(masks.begin(), masks.end(), [&](const auto& m) { return same(m, mask); }))
      found.push_back(pmu.name);
  });
  return found;
}

const EventRatio* find_metric(const std::string& name) {
  for (const EventSet& set : event_sets())
    for (const EventRatio& metric : set.metrics)
      if (metric.name == name) return &metric;
  return nullptr;
}

Encoding encode(const std::string& name) {
  if (const PerfName* perf = find_perf_name(name)) return encode_perf(*perf);
  if (const auto raw = by_number(name)) return encode_machine(*raw);
  const EventInfo* event = find_event(name);
  if (!event) return encode_libpfm(name);
  Encoding e;
  for (const auto& candidate : event->count)
    if (e = encode_libpfm(candidate); e.known) return e;
  for (const auto& raw : event->raw)
    if (raw.design == this_design() || raw.design == kAnyDesign) return encode_raw(raw);
  e.why_not = "no event of this CPU that libpfm4 knows counts it";
  return e;
}

CounterRequest parse_counters(const std::string& text) {
  CounterRequest request;
  std::istringstream names(text);
  for (std::string name; std::getline(names, name, ',');) {
    if (name == "none") continue;
    const auto& sets = event_sets();
    const auto set = std::find_if(sets.begin(), sets.end(), [&](const EventSet& s) { return s.name == name; });
    if (set != sets.end()) {
      for (const auto& event : set->events) add(request, event.name);
      for (const auto& metric : set->metrics) add_metric(request, metric);
    } else if (const EventRatio* metric = find_metric(name)) {
      add_metric(request, *metric);
    } else if (find_event(name) || find_perf_name(name) || by_number(name)) {
      add(request, name);
    } else if (const Encoding e = encode_libpfm(name); e.known) {
      add(request, name);
    } else {
      throw InputError(unknown("counter", name, known_names(), "libpfm4: " + e.why_not));
    }
  }
  return request;
}

}  // namespace fenceline
