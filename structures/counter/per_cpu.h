// A count for each CPU, which the thread that is there changes by plain instructions: the kernel says which CPU that is,
// and sets a thread back that it takes away in between.
// M. Desnoyers, "The 5-year journey to bring restartable sequences to Linux", 2019; its instructions are the ISA's
// (arch/<isa>/rseq.h). That is why the explorer cannot run this text: what makes it right is the kernel's promise, and
// no memory order.
//
//          add        read
//   add    together   together
//   read   together   together
//
// Tags: lock-free, no read-modify-write that locks, threads are not pinned and may be many more than CPUs; a read adds
// up while others go on, as lanes.h. A thread without the kernel's help, or on a CPU without a cell, uses an atomic.
#pragma once
#include <arch/cpu.h>
#include <arch/rseq.h>
#include <structures/counter/concept.h>
#include <structures/native.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace fenceline {

class PerCpuCounter {
 public:
  static constexpr bool kExact = true, kLanePerThread = false;

  /// Why there are no restartable sequences here; null where there are.
  static const char* missing() {
    if (arch::kRseqAbsent) return arch::kRseqAbsent;
    if (arch::rseq_area()) return nullptr;
    // Nothing is registered by this: the kernel is asked whether it knows the call.
    if (syscall(SYS_rseq, nullptr, 0, 0, 0) == 0 || errno == EINVAL)
      return "the C library has registered no restartable sequences: glibc does from 2.35 on, unless GLIBC_TUNABLES "
             "tells it not to";
    return errno == ENOSYS ? "this kernel, or who executes us, has no restartable sequences (rseq(2))"
                           : "restartable sequences are denied to this process (rseq(2), as sandboxes do)";
  }

  PerCpuCounter() : cells_(static_cast<std::size_t>(std::max(1L, sysconf(_SC_NPROCESSORS_CONF)))) {}

  void add(std::uint64_t n, unsigned) {
    if (arch::RseqArea* const area = arch::rseq_area()) {
      for (std::uint32_t cpu; (cpu = now(area->cpu_id)) < cells_.size();)
        if (arch::add_on_cpu(*area, cpu, reinterpret_cast<std::uint64_t*>(&cells_[cpu].sum), n)) return;
    }
    elsewhere_.fetch_add(n, relaxed);
  }
  std::uint64_t read() const {
    std::uint64_t sum = elsewhere_.load(relaxed);
    for (const Cell& cell : cells_) sum += cell.sum.load(relaxed);
    return sum;
  }

 private:
  struct alignas(arch::kPadBytes) Cell {
    Native::atomic<std::uint64_t> sum{0};
  };

  /// The kernel writes it.
  static std::uint32_t now(const std::uint32_t& cpu) { return *const_cast<const volatile std::uint32_t*>(&cpu); }

  std::vector<Cell> cells_;
  Native::atomic<std::uint64_t> elsewhere_{0};
};

}  // namespace fenceline
