#include <harness/machine/surroundings.h>

#include <base/text.h>
#include <fmt/format.h>
#include <harness/machine/memory_left.h>

namespace fenceline {
namespace {

Fact told(std::string key, const std::string& value, std::string gap) {
  if (!value.empty()) gap.clear();
  return {std::move(key), printable(value), std::move(gap)};
}

/// A file that is empty, or says "(null)", where it has nothing to list.
Fact listed(const ReadFile& read, std::string key, const std::string& path) {
  const auto text = read(path);
  if (!text) return {std::move(key), "", "no " + path};
  return told(std::move(key), *text == "(null)" ? "" : *text, "none");
}

std::string number_in(const std::optional<uint64_t>& value) { return value ? fmt::format("{}", *value) : ""; }

}  // namespace

std::vector<Fact> surroundings(const ReadFile& read, const ResourceLimits& limits) {
  std::vector<Fact> facts = {
      listed(read, "isolated_pus", "/sys/devices/system/cpu/isolated"),
      listed(read, "nohz_full_pus", "/sys/devices/system/cpu/nohz_full"),
      told("container", container(read), "none seen"),
      told("split_lock_mitigate", read("/proc/sys/kernel/split_lock_mitigate").value_or(""),
           "no /proc/sys/kernel/split_lock_mitigate"),
  };
  const std::string meminfo = read("/proc/meminfo").value_or("");
  const auto kib = [&](const char* key) -> std::string {
    const auto bytes = kilobytes(meminfo, key);
    return bytes ? fmt::format("{}", *bytes >> 10) : "";
  };
  facts.push_back(told("memory_available_kib", kib("MemAvailable:"), "no /proc/meminfo"));
  facts.push_back(told("swap_kib", kib("SwapTotal:"), "no /proc/meminfo"));
  facts.push_back(told("swap_free_kib", kib("SwapFree:"), "no /proc/meminfo"));
  const std::string none = "no limit";
  facts.push_back(told("limit_address_space", number_in(limits.address_space), none));
  facts.push_back(told("limit_data", number_in(limits.data), none));
  facts.push_back(told("limit_locked_memory", number_in(limits.locked), none));
  facts.push_back(told("limit_open_files", number_in(limits.files), none));
  facts.push_back(told("limit_user_threads", number_in(limits.threads), none));
  facts.push_back(told("limit_real_time_priority", number_in(limits.priority), none));
  return facts;
}

}  // namespace fenceline
