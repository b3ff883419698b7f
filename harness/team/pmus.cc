#include <harness/team/perf_system.h>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace fenceline {
namespace {

/// "uncore_cha_12" is one of "uncore_cha"; "uncore_imc_free_running_0" is none of "uncore_imc".
bool is_one_of(const std::string& device, const std::string& name) {
  if (device == name) return true;
  if (!device.starts_with(name + "_")) return false;
  const std::string number = device.substr(name.size() + 1);
  return !number.empty() && number.find_first_not_of("0123456789") == number.npos;
}

}  // namespace

std::vector<uint32_t> pmu_types(const std::string& name, const std::filesystem::path& devices) {
  std::vector<uint32_t> types;
  std::error_code unreadable;
  for (const auto& device : std::filesystem::directory_iterator(devices, unreadable)) {
    uint32_t type = 0;
    if (is_one_of(device.path().filename(), name) && std::ifstream(device.path() / "type") >> type)
      types.push_back(type);
  }
  std::sort(types.begin(), types.end());
  return types;
}

}  // namespace fenceline
