// Where the machine stands: hypervisor and cloud. Pure over a way to read files.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace fenceline {

/// A file's text without trailing blanks; nullopt where it cannot be read.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;
/// From this machine's file system. NULs (device tree) become spaces.
std::optional<std::string> read_file(const std::string& path);
/// What `read` finds there; "" where it finds nothing.
std::string or_empty(const ReadFile& read, const std::string& path);

/// "KVM", "Hyper-V", "z/VM 7.2.0", "PowerVM" …; "none seen" where nothing speaks of one. `told`:
/// what a CPU instruction said, believed first; empty: nothing.
std::string hypervisor(const ReadFile&, const std::string& told);

/// The container that we are in: "docker", "podman", "Kubernetes", as far as its traces tell; empty: none is seen.
std::string container(const ReadFile&);

/// The cloud's name for this kind of machine. Empty with `gap` where DMI does not have it.
struct Instance {
  std::string vendor, type, gap;
};
Instance instance(const ReadFile&);

}  // namespace fenceline
