#include <harness/machine/platform.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

namespace fenceline {
namespace {

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

std::string dmi(const ReadFile& read, const std::string& field) { return or_empty(read, "/sys/class/dmi/id/" + field); }

}  // namespace

std::string or_empty(const ReadFile& read, const std::string& path) { return read(path).value_or(""); }

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
  if (mentions(vendor, "Amazon EC2")) return mentions(product, "metal") ? "none seen" : "KVM (Nitro)";
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
    if (mentions(machine, sign)) return std::string(name);
  if (const auto node = or_empty(read, "/proc/device-tree/hypervisor/compatible"); !node.empty()) return node;
  if (read("/proc/device-tree/ibm,partition-name")) return "PowerVM";
  // Every IBM Z runs in a logical partition; KVM or z/VM above it would have been told.
  if (mentions(or_empty(read, "/proc/sysinfo"), "LPAR Number")) return "PR/SM";
  // x86 sets the feature bit `hypervisor` for a guest even where nothing else is told.
  if (mentions(or_empty(read, "/proc/cpuinfo") + " ", " hypervisor ")) return "one without a name";
  return "none seen";
}

std::string container(const ReadFile& read) {
  // Its manager says so to the first process, which only root may ask, or leaves a file.
  const std::string told = " " + or_empty(read, "/proc/1/environ");
  if (const size_t at = told.find(" container="); at != told.npos) {
    const std::string name = told.substr(at + 11, told.find(' ', at + 11) - at - 11);
    if (!name.empty()) return name;
  }
  if (const auto name = or_empty(read, "/run/systemd/container"); !name.empty()) return name;
  if (read("/run/.containerenv")) return "podman";
  if (read("/.dockerenv")) return "docker";
  constexpr std::pair<std::string_view, std::string_view> kSigns[] = {{"kubepods", "Kubernetes"},
                                                                      {"docker", "docker"},
                                                                      {"libpod", "podman"},
                                                                      {"containerd", "containerd"},
                                                                      {"/lxc", "lxc"}};
  const std::string groups = or_empty(read, "/proc/self/cgroup") + or_empty(read, "/proc/1/cgroup");
  for (const auto& [sign, name] : kSigns)
    if (mentions(groups, sign)) return std::string(name);
  return "";
}

Instance instance(const ReadFile& read) {
  Instance found;
  found.vendor = dmi(read, "sys_vendor");
  const std::string product = dmi(read, "product_name");
  if (found.vendor.empty() && product.empty()) {
    // Device trees name the board instead.
    found.type = or_empty(read, "/proc/device-tree/model");
    if (found.type.empty()) found.gap = "neither DMI nor a device tree here";
  } else if (found.vendor == "Xen" || found.vendor == "Google" || mentions(product, "Alibaba") ||
             product == "Virtual Machine" || product == "Droplet" || product == "vServer" || found.vendor == "QEMU" ||
             found.vendor.starts_with("OpenStack")) {
    found.gap = "DMI says " + product + ", not which type";
  } else {
    found.type = product;
  }
  return found;
}

}  // namespace fenceline
