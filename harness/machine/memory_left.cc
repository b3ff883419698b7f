#include <harness/machine/memory_left.h>

#include <fmt/format.h>
#include <harness/machine/cgroup.h>

namespace fenceline {
namespace {

/// Threads' stacks, results, what a kernel builds beside its memory.
constexpr uint64_t kReserve = 24u << 20;
/// Address space that a thread takes: a stack of 8 MiB and glibc's arena, used or not.
constexpr uint64_t kThreadSpace = 72u << 20;

}  // namespace

std::optional<uint64_t> kilobytes(const std::string& text, const std::string& key) {
  const size_t at = text.find(key);
  if (at == text.npos) return std::nullopt;
  return std::strtoull(text.c_str() + at + key.size(), nullptr, 10) * 1024;
}

MemoryLeft memory_left(const ReadFile& read, const ResourceLimits& resources, unsigned threads) {
  MemoryLeft left;
  const auto at_most = [&](std::optional<uint64_t> limit, std::optional<uint64_t> used, const char* what) {
    if (!limit || !used) return;
    const uint64_t taken = *used + kReserve, bytes = *limit - std::min(*limit, taken);
    if (bytes < left.bytes) left = {bytes, what};
  };
  at_most(cgroup_memory_left(read), 0, "the control group's limit");
  const std::string status = read("/proc/self/status").value_or("");
  if (const auto size = kilobytes(status, "VmSize:"))
    at_most(resources.address_space, *size + threads * kThreadSpace, "the limit of address space (ulimit -v)");
  at_most(resources.data, kilobytes(status, "VmData:"), "the limit of data (ulimit -d)");
  const std::string meminfo = read("/proc/meminfo").value_or("");
  at_most(kilobytes(meminfo, "MemAvailable:"), 0, "what this machine has free");
  if (read("/proc/sys/vm/overcommit_memory") == "2")
    at_most(kilobytes(meminfo, "CommitLimit:"), kilobytes(meminfo, "Committed_AS:"),
            "the kernel's commit limit (vm.overcommit_memory is 2)");
  return left;
}

std::optional<uint64_t> node_memory_left(const ReadFile& read, unsigned node) {
  const std::string text = read(fmt::format("/sys/devices/system/node/node{}/meminfo", node)).value_or("");
  const auto free = kilobytes(text, "MemFree:");
  if (!free) return std::nullopt;
  return *free + kilobytes(text, "FilePages:").value_or(0);
}

}  // namespace fenceline
