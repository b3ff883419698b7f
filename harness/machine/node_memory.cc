// Memory that lies where a placement says, and the kernel's word on whether it does.
// Asked of the kernel directly (mbind(2), move_pages(2)), since hwloc tells only the union of
// nodes.
#include <harness/machine/node_memory.h>

#include <base/error.h>
#include <base/start_thread.h>
#include <fmt/format.h>
#include <harness/machine/memory_left.h>
#include <linux/mempolicy.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

namespace fenceline {
namespace {

constexpr double kMost = 0.99;           // of its pages are where they should be
constexpr size_t kSampledPages = 65536;  // 256 MiB of 4 KiB pages are looked at one by one

size_t base_page() { return static_cast<size_t>(sysconf(_SC_PAGESIZE)); }

/// Bound memory that a node cannot give is not refused but ends the process (OOM killer, SIGBUS):
/// so it is asked for first.
void check_free(unsigned node, size_t bytes) {
  const auto left = node_memory_left(read_file, node);
  if (left && bytes > *left) {
    throw RunError(
        fmt::format("NUMA node {} has {} MiB free, {} MiB are needed; free some, or "
                    "choose a smaller size or another node",
                    node, *left >> 20, bytes >> 20));
  }
}

bool huge_pages_free(std::optional<unsigned> node, size_t count, size_t size) {
  const std::string file = fmt::format("hugepages/hugepages-{}kB/free_hugepages", size / 1024);
  std::ifstream stream(node ? fmt::format("/sys/devices/system/node/node{}/{}", *node, file)
                            : "/sys/kernel/mm/" + file);
  size_t free = 0;
  return (stream >> free) && free >= count;
}

struct Mapping {
  std::byte* data = nullptr;  // what is used
  void* begin = nullptr;      // what was mapped
  size_t length = 0;
  bool hugetlb = false;
};

Mapping map_memory(std::optional<unsigned> node, size_t bytes, bool huge) {
  constexpr int kProtection = PROT_READ | PROT_WRITE;
  constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS;
  auto round = [](size_t n, size_t to) { return (n + to - 1) / to * to; };
  const size_t huge_size = kilobytes(read_file("/proc/meminfo").value_or(""), "Hugepagesize:").value_or(2u << 20);
  Mapping m;
  if (huge) {
    m.length = round(bytes, huge_size);
    if (huge_pages_free(node, m.length / huge_size, huge_size)) {
      m.begin = mmap(nullptr, m.length, kProtection, kFlags | MAP_HUGETLB, -1, 0);
      m.hugetlb = m.begin != MAP_FAILED;
    }
    if (m.hugetlb) {
      m.data = static_cast<std::byte*>(m.begin);
      return m;
    }
  }
  const size_t align = huge ? huge_size : base_page();
  m.length = round(bytes, align) + (huge ? huge_size : 0);
  m.begin = mmap(nullptr, m.length, kProtection, kFlags, -1, 0);
  if (m.begin == MAP_FAILED) {
    throw RunError(
        fmt::format("the kernel refuses {} bytes of memory: {}; choose a smaller size", bytes, std::strerror(errno)));
  }
  m.data = reinterpret_cast<std::byte*>(round(reinterpret_cast<uintptr_t>(m.begin), align));
  // Without the second, "always" would back large arrays with huge pages, and smaller ones not.
  madvise(m.begin, m.length, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  return m;
}

/// Binds before the first touch. False where the kernel or a sandbox has no such call.
bool bind_memory(const Mapping& m, unsigned node, std::string& note) {
  std::vector<unsigned long> mask(node / (8 * sizeof(unsigned long)) + 1, 0);
  mask.back() |= 1ul << (node % (8 * sizeof(unsigned long)));
  // The kernel reads one bit less than it is told (mbind(2), notes).
  const unsigned long bits = mask.size() * 8 * sizeof(unsigned long) + 1;
  if (syscall(SYS_mbind, m.begin, m.length, MPOL_BIND, mask.data(), bits, 0) == 0) return true;
  if (errno != EPERM && errno != ENOSYS) {
    throw RunError(
        fmt::format("the kernel refuses memory on NUMA node {}: {}; choose another node", node, std::strerror(errno)));
  }
  note += fmt::format("not bound to its node, only first touched there (mbind: {}); ", std::strerror(errno));
  return false;
}

void touch_from(const NumaNode* node, std::byte* data, size_t bytes) {
  if (node == nullptr || node->cpus.empty()) {
    std::memset(data, 0, bytes);
    return;
  }
  start_thread(fmt::format("a thread that touches memory from NUMA node {}", node->os), [&] {
    const unsigned last = *std::max_element(node->cpus.begin(), node->cpus.end());
    cpu_set_t* set = CPU_ALLOC(last + 1);
    const size_t size = CPU_ALLOC_SIZE(last + 1);
    CPU_ZERO_S(size, set);
    for (unsigned cpu : node->cpus) CPU_SET_S(cpu, size, set);
    // Where this fails, the pages are bound already, or the read-back tells.
    sched_setaffinity(0, size, set);
    CPU_FREE(set);
    std::memset(data, 0, bytes);
  }).join();
}

/// Where pages lie: node and share of those looked at; nullopt with the reason in `note`.
std::optional<std::pair<unsigned, double>> locate(std::byte* data, size_t bytes, std::string& note) {
  const size_t page = base_page();
  const size_t pages = (bytes + page - 1) / page;
  const size_t looked = std::min(pages, kSampledPages);
  std::vector<void*> where(looked);
  std::vector<int> status(looked, -1);
  for (size_t i = 0; i < looked; ++i) where[i] = data + i * pages / looked * page;
  if (syscall(SYS_move_pages, 0, looked, where.data(), nullptr, status.data(), 0) != 0) {
    note += fmt::format("where it lies is unknown (move_pages: {}); ", std::strerror(errno));
    return std::nullopt;
  }
  std::map<int, size_t> count;
  for (int node : status) ++count[node];
  auto most = std::max_element(count.begin(), count.end(), [](auto& a, auto& b) { return a.second < b.second; });
  if (most->first < 0) {
    note += fmt::format("where it lies is unknown (move_pages: {}); ", std::strerror(-most->first));
    return std::nullopt;
  }
  return std::pair(static_cast<unsigned>(most->first), static_cast<double>(most->second) / static_cast<double>(looked));
}

/// Bytes of transparent huge pages behind the mapping that holds `data`.
uint64_t transparent_bytes(const std::byte* data) {
  std::ifstream file("/proc/self/smaps");
  const auto address = reinterpret_cast<uintptr_t>(data);
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    unsigned long begin, end;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2) {
      inside = begin <= address && address < end;
    } else if (inside && line.compare(0, 14, "AnonHugePages:") == 0) {
      return std::strtoull(line.c_str() + 14, nullptr, 10) * 1024;
    }
  }
  return 0;
}

}  // namespace

std::string name(NodeMemory::Pages pages) {
  switch (pages) {
    case NodeMemory::Pages::base:
      return "base";
    case NodeMemory::Pages::transparent:
      return "transparent";
    case NodeMemory::Pages::hugetlb:
      return "hugetlb";
  }
  return "?";
}

NodeMemory::NodeMemory(const Machine& machine, std::optional<unsigned> node, size_t bytes, bool huge_pages)
    : bytes_(bytes) {
  if (bytes == 0) return;
  const NumaNode* home = node ? machine.node(*node) : nullptr;
  if (node && (home == nullptr || !machine.usable(*home))) {
    throw RunError(fmt::format("NUMA node {} {}; choose another node", *node,
                               home == nullptr    ? "does not exist"
                               : home->has_memory ? "is outside our memory limits"
                                                  : "has no memory"));
  }
  if (node) check_free(*node, bytes);
  Mapping m = map_memory(node, bytes, huge_pages);
  data_ = {m.data, [m](std::byte*) { munmap(m.begin, m.length); }};
  bound_ = node && bind_memory(m, *node, note_);
  touch_from(home, data_.get(), bytes);
  if (auto found = locate(data_.get(), bytes, note_)) {
    landed_ = found->first;
    share_ = found->second;
    if (node && (landed_ != node || share_ < kMost))
      note_ += fmt::format("asked of NUMA node {}, {:.0f} % of it on node {}; ", *node, 100 * share_, *landed_);
  }
  if (m.hugetlb) {
    pages_ = Pages::hugetlb;
  } else if (huge_pages) {
    if (2 * transparent_bytes(data_.get()) >= bytes) {
      pages_ = Pages::transparent;
    } else {
      note_ += "on small pages: neither reserved nor transparent huge pages could be had; ";
    }
  }
  if (note_.size() > 2) note_.resize(note_.size() - 2);  // the last "; "
}

std::string node_refused(const Machine& machine, unsigned node) {
  try {
    const NodeMemory memory(machine, node, base_page());
    return memory.bound() || memory.landed_on() == node ? "" : memory.note();
  } catch (const RunError& e) {
    return e.what();
  }
}

}  // namespace fenceline
