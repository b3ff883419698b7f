#include <harness/machine/platform.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

namespace fenceline {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

std::string or_empty(const ReadFile& read, const std::string& path) {
  return read(path).value_or("");
}
std::string dmi(const ReadFile& read, const std::string& field) {
  return or_empty(read, "/sys/class/dmi/id/" + field);
}

// ---- control groups ---------------------------------------------------------------------------

/// Our group in the hierarchy of one controller (version 1), or in the only one (version 2: "").
std::optional<std::string> group_of(const std::string& proc_self_cgroup,
                                    const std::string& controller) {
  std::istringstream lines(proc_self_cgroup);
  for (std::string line; std::getline(lines, line);) {
    const size_t one = line.find(':');
    const size_t two = one == line.npos ? one : line.find(':', one + 1);
    if (two == line.npos) continue;
    const std::string list = "," + line.substr(one + 1, two - one - 1) + ",";
    if (contains(list, "," + controller + ",")) return line.substr(two + 1);
  }
  return std::nullopt;
}

/// Calls f(folder) for the group and all above it. Inside a container the group may be named from
/// outside; the mount then shows it as the root.
template <class F>
void upwards(std::string group, const std::string& mount, F&& f) {
  while (!group.empty() && group != "/") {
    f(mount + group);
    group.resize(group.rfind('/'));
  }
  f(mount);
}

template <class T>
void tighten(std::optional<T>& limit, T found) {
  limit = limit ? std::min(*limit, found) : found;
}

/// "200000 100000" or "max 100000"; the two files of version 1 joined by a space, with -1 for no
/// limit.
void tighten_cpus(std::optional<double>& limit, const std::string& text) {
  double quota = 0, period = 0;
  if (std::istringstream(text) >> quota >> period && quota > 0 && period > 0)
    tighten(limit, quota / period);
}

void tighten_memory(std::optional<uint64_t>& limit, const std::string& text) {
  uint64_t bytes = 0;
  // Version 1 writes "no limit" as a number near 2^63.
  if (std::istringstream(text) >> bytes && bytes < uint64_t{1} << 62) tighten(limit, bytes);
}

}  // namespace

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) return std::nullopt;
  std::replace(text.begin(), text.end(), '\0', ' ');
  text.resize(text.find_last_not_of(" \t\n") + 1);
  return text;
}

std::string hypervisor(const ReadFile& read, const std::string& told) {
  if (!told.empty()) return told;
  if (const auto type = or_empty(read, "/sys/hypervisor/type"); !type.empty()) return type;
  const std::string vendor = dmi(read, "sys_vendor"), product = dmi(read, "product_name");
  const std::string machine = vendor + " " + product;
  if (contains(vendor, "Amazon EC2"))
    return contains(product, "metal") ? "none seen" : "KVM (Nitro)";
  constexpr std::pair<std::string_view, std::string_view> kSigns[] = {
      {"Google", "KVM (Google)"},
      {"Alibaba", "KVM (Alibaba)"},
      {"KVM", "KVM"},
      {"OpenStack", "KVM (OpenStack)"},
      {"QEMU", "QEMU"},
      {"Microsoft Corporation Virtual Machine", "Hyper-V"},
      {"VMware", "VMware"},
      {"VirtualBox", "VirtualBox"},
      {"Xen", "Xen"},
      {"Parallels", "Parallels"}};
  for (const auto& [sign, name] : kSigns)
    if (contains(machine, sign)) return std::string(name);
  if (const auto node = or_empty(read, "/proc/device-tree/hypervisor/compatible"); !node.empty())
    return node;
  if (read("/proc/device-tree/ibm,partition-name")) return "PowerVM";
  // Every IBM Z runs in a logical partition; KVM or z/VM above it would have been told.
  if (contains(or_empty(read, "/proc/sysinfo"), "LPAR Number")) return "PR/SM";
  // x86 sets the feature bit `hypervisor` for a guest even where nothing else is told.
  if (contains(or_empty(read, "/proc/cpuinfo") + " ", " hypervisor ")) return "one without a name";
  return "none seen";
}

Instance instance(const ReadFile& read) {
  Instance found;
  found.vendor = dmi(read, "sys_vendor");
  const std::string product = dmi(read, "product_name");
  if (found.vendor.empty() && product.empty()) {
    // Device trees name the board instead.
    found.type = or_empty(read, "/proc/device-tree/model");
    if (found.type.empty()) found.gap = "neither DMI nor a device tree here";
  } else if (found.vendor == "Xen" || found.vendor == "Google" || contains(product, "Alibaba") ||
             product == "Virtual Machine" || found.vendor == "QEMU") {
    found.gap = "DMI says " + product + ", not which type";
  } else {
    found.type = product;
  }
  return found;
}

CgroupLimits cgroup_limits(const ReadFile& read) {
  CgroupLimits limits;
  const auto own = read("/proc/self/cgroup");
  if (!own) return limits;
  limits.known = true;
  if (const auto group = group_of(*own, ""))
    upwards(*group, "/sys/fs/cgroup", [&](const std::string& folder) {
      tighten_cpus(limits.cpus, or_empty(read, folder + "/cpu.max"));
      tighten_memory(limits.memory, or_empty(read, folder + "/memory.max"));
    });
  if (const auto group = group_of(*own, "cpu"))
    for (const std::string mount : {"/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"})
      upwards(*group, mount, [&](const std::string& folder) {
        tighten_cpus(limits.cpus, or_empty(read, folder + "/cpu.cfs_quota_us") + " " +
                                      or_empty(read, folder + "/cpu.cfs_period_us"));
      });
  if (const auto group = group_of(*own, "memory"))
    upwards(*group, "/sys/fs/cgroup/memory", [&](const std::string& folder) {
      tighten_memory(limits.memory, or_empty(read, folder + "/memory.limit_in_bytes"));
    });
  return limits;
}

}  // namespace fenceline
