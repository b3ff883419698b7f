// What executes us: hardware, or an emulator whose times say nothing. Fails closed: what cannot be
// told is `unknown`, and writes no times.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fenceline {

enum class Execution : uint8_t {
  native,     ///< hardware executes the instructions, in a virtual machine or not
  qemu_user,  ///< QEMU's user-mode emulator: its host's kernel, a translated program
  emulated,   ///< a whole machine whose CPU is software (QEMU TCG)
  unknown     ///< neither could be shown
};
std::string_view name(Execution);
/// Nothing where there is no such name.
std::optional<Execution> parse_execution(std::string_view);

/// Values of the auxiliary vector that the kernel chooses anew for each program that it starts.
using Auxv = std::array<uint64_t, 3>;  // AT_PHDR, AT_ENTRY, AT_RANDOM

/// What was seen. Texts are raw file contents, empty where the file is missing or unreadable.
struct Evidence {
  unsigned own_machine = 0;  ///< e_machine of the program as it is linked, EM_X86_64 …
  /// /proc/thread-self is the kernel's own view: QEMU 7.2 fakes /proc/self/exe, not this.
  std::string thread_exe;                      ///< where its link `exe` points
  std::optional<unsigned> thread_exe_machine;  ///< e_machine of that file
  std::string comm;
  Auxv own_auxv{};                  ///< as this program was told
  std::optional<Auxv> kernel_auxv;  ///< as the kernel says it told
  std::string cpuinfo;              ///< /proc/cpuinfo
  std::string sysinfo;              ///< /proc/sysinfo (s390x)
  std::string dmi;                  ///< sys_vendor, product_name, bios_vendor of DMI, one a line
  std::string board;                ///< device tree: compatible strings of the root, one a line
  std::string board_hypervisor;     ///< device tree: compatible of its /hypervisor node
  std::string signature;            ///< hypervisor's own, where a CPU instruction tells (CPUID)
  bool cpu_asked = false;           ///< there is one: an empty signature means that nobody is there
  double tick_hz = 0;               ///< rate of the tick counter as the CPU states it; 0: it does not
};

struct Verdict {
  Execution execution = Execution::unknown;
  std::string reason;  ///< one line: the evidence that decided
  /// The hypervisor's name when hardware executes a virtual machine ("KVM"); empty: none was seen.
  std::string virt;
};

Verdict judge(const Evidence&);
Evidence gather_evidence();

}  // namespace fenceline
