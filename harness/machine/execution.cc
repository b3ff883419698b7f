#include "harness/machine/execution.h"

#include <arch/cpu.h>
#if __has_include(<arch/hypervisor.h>)
#include <arch/hypervisor.h>
#endif
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

extern "C" const ElfW(Ehdr) __ehdr_start;  // the linker's name for the ELF header in memory

namespace fenceline {
namespace {

constexpr std::pair<Execution, std::string_view> kNames[] = {{Execution::native, "native"},
                                                             {Execution::qemu_user, "qemu_user"},
                                                             {Execution::emulated, "emulated"},
                                                             {Execution::unknown, "unknown"}};

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// The value of "key : value" in /proc/cpuinfo's format; empty where the key is not there.
std::string field(const std::string& text, std::string_view key) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const size_t colon = line.find(':');
    if (colon == std::string::npos || !line.starts_with(key)) continue;
    if (line.find_first_not_of(" \t", key.size()) != colon) continue;
    const size_t first = line.find_first_not_of(" \t", colon + 1);
    if (first == std::string::npos) return "";
    return line.substr(first, line.find_last_not_of(" \t") + 1 - first);
  }
  return "";
}

// ---- is another program executing this one? --------------------------------------------------

std::optional<Verdict> user_emulator(const Evidence& e) {
  for (const std::string_view shown : {base_name(e.thread_exe), std::string_view(e.comm)})
    if (shown.starts_with("qemu-")) return Verdict{Execution::qemu_user, "the kernel runs " + std::string(shown), ""};
  if (!e.thread_exe_machine || !e.kernel_auxv)
    return Verdict{Execution::unknown, "/proc/thread-self cannot be read", ""};
  if (*e.thread_exe_machine != e.own_machine)
    return Verdict{Execution::unknown, "the kernel runs " + e.thread_exe + ", made for another ISA", ""};
  if (*e.kernel_auxv != e.own_auxv)
    return Verdict{Execution::unknown, "the kernel started " + e.thread_exe + " and not this program", ""};
  return std::nullopt;
}

// ---- is the machine itself software? ---------------------------------------------------------

/// Hypervisors that leave execution to the hardware, by CPUID leaf 4000_0000h.
constexpr std::pair<std::string_view, std::string_view> kSignatures[] = {
    {"KVMKVMKVM", "KVM"},     {"Microsoft Hv", "Hyper-V"},   {"VMwareVMware", "VMware"},
    {"XenVMMXenVMM", "Xen"},  {"bhyve bhyve ", "bhyve"},     {"VBoxVBoxVBox", "VirtualBox"},
    {"ACRNACRNACRN", "ACRN"}, {" lrpepyh  vr", "Parallels"}, {"SRESRESRESRE", "LKVM"},
};

/// What a CPU shows that no hardware does, on whatever board: QEMU imitates many, a Raspberry Pi's
/// and SiFive's among them.
std::optional<Verdict> software_cpu(const Evidence& e) {
  if (contains(e.cpuinfo, "QEMU TCG CPU")) return Verdict{Execution::emulated, "the CPU is QEMU TCG CPU", ""};
  // TCG's `max` has no implementer (MIDR_EL1[31:24] = 0: reserved for software, Arm ARM D17.2.95).
  const std::string implementer = field(e.cpuinfo, "CPU implementer");
  if (implementer == "0x00") return Verdict{Execution::emulated, "CPU implementer 0x00: QEMU TCG", ""};
  // TCG's generic timer ticks at 62.5 MHz, since QEMU 9 on new models at 1 GHz, which hardware
  // does.
  if (!implementer.empty() && e.tick_hz == 62.5e6)
    return Verdict{Execution::unknown, "a timer of 62.5 MHz, which is QEMU TCG's", ""};
  // RISC-V: TCG has no vendor and gives its own version as architecture id: 7.2.0 is 0x70200.
  const std::string architecture = field(e.cpuinfo, "marchid");
  if (field(e.cpuinfo, "mvendorid") == "0x0" && !architecture.empty() && architecture != "0x0" &&
      architecture == field(e.cpuinfo, "mimpid"))
    return Verdict{Execution::emulated, "mvendorid 0, marchid is QEMU's version: QEMU TCG", ""};
  return std::nullopt;
}

/// QEMU's own boards are the same under KVM and TCG, so what the CPU shows has to decide.
Verdict qemu_board(const Evidence& e) {
  // KVM shows the rate of the hardware's timer.
  if (!field(e.cpuinfo, "CPU implementer").empty() && e.tick_hz != 0 && e.tick_hz != 1e9)
    return {Execution::native, "QEMU board, CPU and timer of hardware", "KVM"};
  const std::string vendor = field(e.cpuinfo, "mvendorid");
  if (!vendor.empty() && vendor != "0x0") return {Execution::native, "QEMU board, CPU of a vendor", "KVM"};
  return {Execution::unknown, "QEMU's board, and no sign whether KVM or TCG executes", ""};
}

/// Those whose emulated machines are known by what is looked at here.
constexpr unsigned kKnownMachines[] = {EM_AARCH64, EM_ARM, EM_PPC64, EM_RISCV, EM_X86_64};

Verdict machine_emulator(const Evidence& e) {
  if (e.signature == "TCGTCGTCGTCG") return {Execution::emulated, "CPUID says TCGTCGTCGTCG", ""};
  if (auto verdict = software_cpu(e)) return *verdict;
  for (const auto& [signature, virt] : kSignatures)
    if (e.signature == signature) return {Execution::native, "hardware, under " + std::string(virt), std::string(virt)};
  if (!e.signature.empty()) return {Execution::unknown, "unknown hypervisor '" + e.signature + "'", ""};
  // s390x: STSI 1.1.1 names the manufacturer; TCG writes QEMU there, KVM leaves the hardware's.
  if (const auto manufacturer = field(e.sysinfo, "Manufacturer"); manufacturer == "QEMU")
    return {Execution::emulated, "the machine's manufacturer is QEMU", ""};
  else if (!e.sysinfo.empty() && manufacturer != "IBM")
    return {Execution::unknown, "unknown manufacturer '" + manufacturer + "'", ""};
  if (const auto program = field(e.sysinfo, "VM00 Control Program"); !program.empty())
    return {Execution::native, "hardware, under " + program, program};
  if (!e.sysinfo.empty()) return {Execution::native, "the machine's manufacturer is IBM", ""};
  // ppc64: the pseries board has a /hypervisor node only when KVM is behind it.
  if (contains(e.cpuinfo, "emulated by qemu")) {
    if (contains(e.board_hypervisor, "linux,kvm")) return {Execution::native, "hardware, under KVM", "KVM"};
    return {Execution::emulated, "pSeries emulated by qemu, no KVM node in the device tree", ""};
  }
  if (contains(e.dmi, "QEMU") || contains(e.dmi, "Bochs") || contains(e.board, "linux,dummy-virt") ||
      contains(e.board, "riscv-virtio") || contains(e.board, "qemu"))
    return qemu_board(e);
  // No sign is a sign only where it could have been seen.
  if (!e.cpu_asked && e.board.empty() && e.dmi.find_first_not_of('\n') == std::string::npos)
    return {Execution::unknown, "neither firmware tables nor a device tree can be read", ""};
  if (std::ranges::find(kKnownMachines, e.own_machine) == std::end(kKnownMachines))
    return {Execution::unknown, "how emulated machines of this ISA show is not known", ""};
  return {Execution::native, "no sign of an emulator", e.board_hypervisor};
}

// ---- gathering -------------------------------------------------------------------------------

std::string slurp(const char* path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  for (char& c : text)
    if (c == '\0') c = '\n';  // the device tree separates strings by NUL
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::optional<unsigned> elf_machine(const char* path) {
  std::ifstream in(path, std::ios::binary);
  unsigned char head[20];
  if (!in.read(reinterpret_cast<char*>(head), sizeof head) || std::memcmp(head, ELFMAG, SELFMAG) != 0)
    return std::nullopt;
  return head[EI_DATA] == ELFDATA2MSB ? head[18] << 8 | head[19] : head[19] << 8 | head[18];
}

std::optional<Auxv> auxv_from_kernel() {
  std::ifstream in("/proc/thread-self/auxv", std::ios::binary);
  Auxv found{};
  ElfW(auxv_t) entry;
  bool any = false;
  while (in.read(reinterpret_cast<char*>(&entry), sizeof entry)) {
    any = true;
    if (entry.a_type == AT_PHDR) found[0] = entry.a_un.a_val;
    if (entry.a_type == AT_ENTRY) found[1] = entry.a_un.a_val;
    if (entry.a_type == AT_RANDOM) found[2] = entry.a_un.a_val;
  }
  if (!any) return std::nullopt;
  return found;
}

}  // namespace

std::string_view name(Execution execution) { return kNames[static_cast<size_t>(execution)].second; }

std::optional<Execution> parse_execution(std::string_view text) {
  for (const auto& [execution, name] : kNames)
    if (name == text) return execution;
  return std::nullopt;
}

Verdict judge(const Evidence& e) {
  if (auto verdict = user_emulator(e)) return *verdict;
  return machine_emulator(e);
}

Evidence gather_evidence() {
  Evidence e;
  e.own_machine = __ehdr_start.e_machine;
  char link[4096];
  const ssize_t length = readlink("/proc/thread-self/exe", link, sizeof link);
  if (length > 0) e.thread_exe.assign(link, length);
  e.thread_exe_machine = elf_machine("/proc/thread-self/exe");
  e.comm = slurp("/proc/thread-self/comm");
  e.own_auxv = {getauxval(AT_PHDR), getauxval(AT_ENTRY), getauxval(AT_RANDOM)};
  e.kernel_auxv = auxv_from_kernel();
  e.cpuinfo = slurp("/proc/cpuinfo");
  e.sysinfo = slurp("/proc/sysinfo");
  for (const char* file : {"sys_vendor", "product_name", "bios_vendor"})
    e.dmi += slurp((std::string("/sys/class/dmi/id/") + file).c_str()) + "\n";
  e.board = slurp("/proc/device-tree/compatible");
  e.board_hypervisor = slurp("/proc/device-tree/hypervisor/compatible");
#if __has_include(<arch/hypervisor.h>)
  e.signature = arch::hypervisor_signature();
  e.cpu_asked = true;
#endif
  e.tick_hz = arch::tick_hz();
  return e;
}

}  // namespace fenceline
