// A pin policy or list as the user writes it, and how many threads to try it with.
#include <base/error.h>
#include <base/nearest.h>
#include <base/text.h>
#include <fmt/format.h>
#include <harness/machine/pick.h>
#include <harness/placement/placement.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace fenceline {
namespace {

constexpr unsigned kMostPus = 1u << 20;  // far above any kernel's NR_CPUS: a slip, not a machine

bool has(const std::vector<unsigned>& list, unsigned os) {
  return std::find(list.begin(), list.end(), os) != list.end();
}

std::vector<unsigned> usable(const Machine& machine) {
  std::vector<unsigned> list;
  for (const Pu& pu : machine.pus) list.push_back(pu.os);
  std::sort(list.begin(), list.end());
  return list;
}

std::vector<unsigned> parse_list(const std::string& text) {
  auto refuse = [&](const std::string& why) {
    throw InputError(fmt::format("--pin={}: {}; write PU numbers and ranges like 0,4-7", shown(text), why));
  };
  std::vector<unsigned> list;
  const char* at = text.data();
  const char* const end = at + text.size();
  auto number = [&] {
    unsigned value = 0;
    auto [after, error] = std::from_chars(at, end, value);
    if (error == std::errc::result_out_of_range || (error == std::errc() && value >= kMostPus)) {
      refuse("there is no PU with such a number");
    }
    if (error != std::errc()) {
      refuse(at == end ? "a number is missing at the end" : fmt::format("'{}' is not a PU number", *at));
    }
    at = after;
    return value;
  };
  while (true) {
    const unsigned low = number();
    unsigned high = low;
    if (at != end && *at == '-') {
      ++at;
      high = number();
    }
    if (high < low) refuse(fmt::format("the range {}-{} runs backwards", low, high));
    for (unsigned os = low; os <= high; ++os) list.push_back(os);
    if (at == end) break;
    if (*at != ',') refuse(fmt::format("'{}' is not a PU number", *at));
    ++at;
  }
  std::set<unsigned> seen;
  for (unsigned os : list) {
    if (!seen.insert(os).second) refuse(fmt::format("PU {} is named twice", os));
  }
  return list;
}

}  // namespace

Pin parse_pin(const std::string& text) {
  if (!text.empty() && (text[0] == ',' || text[0] == '-' || (text[0] >= '0' && text[0] <= '9'))) {
    return {"list", parse_list(text)};
  }
  std::vector<std::string> names;
  for (const PolicyInfo& info : policies()) names.push_back(info.name);
  if (text == "list") throw InputError("--pin=list: name the PUs instead, as in --pin=0,4-7");
  if (std::find(names.begin(), names.end(), text) != names.end()) return {text, {}};
  throw InputError(unknown("pin policy", text, names, "or list PUs, as in --pin=0,4-7"));
}

void check_list(const Machine& machine, const std::vector<unsigned>& cpus) {
  for (unsigned os : cpus) {
    if (machine.pu(os) != nullptr) continue;
    const std::string there = ranges(usable(machine));
    if (has(machine.offline, os)) {
      throw InputError(
          fmt::format("--pin: PU {0} is offline; bring it online (echo 1 > "
                      "/sys/devices/system/cpu/cpu{0}/online), or choose among {1}",
                      os, there));
    }
    if (has(machine.disallowed, os)) {
      throw InputError(
          fmt::format("--pin: PU {} is outside the cpuset that we run in (cgroup or taskset); widen "
                      "it, or choose among {}",
                      os, there));
    }
    throw InputError(fmt::format("--pin: this machine has no PU {}; choose among {}", os, there));
  }
}

std::vector<unsigned> default_thread_counts(const Machine& machine, const Pin& pin) {
  const Pus pus = all_pus(machine);
  size_t most = pin.policy == "list" ? pin.cpus.size() : pus.size();
  if (pin.policy == "core") most = groups(pus, &Pu::core).size();
  std::set<unsigned> counts;
  constexpr size_t kEach = 8;
  if (most <= kEach) {
    for (unsigned n = 2; n <= most; ++n) counts.insert(n);
  } else {
    for (size_t n = 2; n < most; n *= 2) counts.insert(static_cast<unsigned>(n));
    for (Level level : {&Pu::core, &Pu::l2, &Pu::cluster, &Pu::l3, &Pu::die, &Pu::numa, &Pu::package}) {
      counts.insert(static_cast<unsigned>(largest(groups(pus, level))));
    }
    counts.insert(static_cast<unsigned>(groups(pus, &Pu::core).size()));
    counts.insert(static_cast<unsigned>(most));
    std::erase_if(counts, [most](unsigned n) { return n < 2 || n > most; });
  }
  return {counts.begin(), counts.end()};
}

}  // namespace fenceline
