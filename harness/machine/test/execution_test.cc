#include "harness/machine/execution.h"

#include <elf.h>
#include <gtest/gtest.h>

namespace fenceline {
namespace {

/// A program on the hardware of an x86-64 server, nothing beneath.
Evidence bare_metal() {
  Evidence e;
  e.own_machine = EM_X86_64;
  e.thread_exe = "/home/user/bench";
  e.thread_exe_machine = EM_X86_64;
  e.comm = "bench";
  e.own_auxv = {0x400040, 0x401000, 0x7ffc00001234};
  e.kernel_auxv = e.own_auxv;
  e.cpuinfo = "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R)";
  e.dmi = "Dell Inc.\nPowerEdge R760\nDell Inc.\n";
  e.cpu_asked = true;
  return e;
}

/// An AArch64 guest on QEMU's `virt` board; what executes it depends on the CPU shown.
Evidence virt_board(const std::string& implementer, double tick_hz) {
  Evidence e = bare_metal();
  e.own_machine = EM_AARCH64;
  e.thread_exe_machine = EM_AARCH64;
  e.cpu_asked = false;
  e.cpuinfo = "processor\t: 0\nCPU implementer\t: " + implementer + "\nCPU architecture: 8";
  e.dmi = "";
  e.board = "linux,dummy-virt";
  e.tick_hz = tick_hz;
  return e;
}

TEST(Execution, NamesAreReadBack) {
  for (const Execution e : {Execution::native, Execution::qemu_user, Execution::emulated, Execution::unknown})
    EXPECT_EQ(parse_execution(name(e)), e);
  EXPECT_EQ(parse_execution("hardware"), std::nullopt);
}

TEST(Execution, HardwareIsNative) {
  EXPECT_EQ(judge(bare_metal()).execution, Execution::native);
  EXPECT_EQ(judge(bare_metal()).virt, "");
}

TEST(Execution, NothingSeenIsUnknown) { EXPECT_EQ(judge({}).execution, Execution::unknown); }

TEST(Execution, QemuUserShowsInTheThreadsExeOrComm) {
  Evidence exe = bare_metal();
  exe.thread_exe = "/usr/bin/qemu-x86_64";
  EXPECT_EQ(judge(exe).execution, Execution::qemu_user);
  Evidence comm = bare_metal();
  comm.comm = "qemu-riscv64-st";
  EXPECT_EQ(judge(comm).execution, Execution::qemu_user);
}

TEST(Execution, AnotherProgramsIsaOrStartIsNeverNative) {
  Evidence other_isa = bare_metal();
  other_isa.thread_exe = "/opt/translator";
  other_isa.thread_exe_machine = EM_AARCH64;
  EXPECT_EQ(judge(other_isa).execution, Execution::unknown);
  Evidence other_start = bare_metal();
  other_start.kernel_auxv->at(2) += 16;
  EXPECT_EQ(judge(other_start).execution, Execution::unknown);
}

TEST(Execution, UnreadableProcIsUnknown) {
  Evidence no_exe = bare_metal();
  no_exe.thread_exe_machine.reset();
  EXPECT_EQ(judge(no_exe).execution, Execution::unknown);
  Evidence no_auxv = bare_metal();
  no_auxv.kernel_auxv.reset();
  EXPECT_EQ(judge(no_auxv).execution, Execution::unknown);
}

TEST(Execution, CpuidTellsTcgFromKvm) {
  Evidence e = bare_metal();
  e.dmi = "QEMU\nStandard PC (i440FX + PIIX, 1996)\nSeaBIOS\n";
  e.signature = "TCGTCGTCGTCG";
  EXPECT_EQ(judge(e).execution, Execution::emulated);
  e.signature = "KVMKVMKVM";
  EXPECT_EQ(judge(e).execution, Execution::native);
  EXPECT_EQ(judge(e).virt, "KVM");
  e.signature = "";  // QEMU without the hypervisor leaf: KVM or TCG
  EXPECT_EQ(judge(e).execution, Execution::unknown);
  for (const char* other : {"NobodyKnows", "no name"}) {
    e.signature = other;
    EXPECT_EQ(judge(e).execution, Execution::unknown);
  }
}

TEST(Execution, AnAarch64QemuBoardIsJudgedByItsCpu) {
  EXPECT_EQ(judge(virt_board("0x00", 62.5e6)).execution, Execution::emulated);  // -cpu max
  EXPECT_EQ(judge(virt_board("0x41", 62.5e6)).execution, Execution::unknown);   // -cpu cortex-a57
  EXPECT_EQ(judge(virt_board("0x41", 1e9)).execution, Execution::unknown);
  EXPECT_EQ(judge(virt_board("0x41", 25e6)).execution, Execution::native);  // Ampere under KVM
  EXPECT_EQ(judge(virt_board("0x41", 0)).execution, Execution::unknown);
  Evidence acpi = virt_board("0x00", 62.5e6);
  acpi.board = "";
  acpi.dmi = "QEMU\nKVM Virtual Machine\nEFI Development Kit II / OVMF\n";  // so it says under TCG too
  EXPECT_EQ(judge(acpi).execution, Execution::emulated);
}

TEST(Execution, ABoardOfHardwareDoesNotHideAnEmulatedCpu) {
  // QEMU's raspi3b has the device tree of a Raspberry Pi, whose own timer ticks at 19.2 MHz.
  Evidence pi = virt_board("0x41", 62.5e6);
  pi.board = "raspberrypi,3-model-b\nbrcm,bcm2837";
  EXPECT_EQ(judge(pi).execution, Execution::unknown);
  pi.tick_hz = 19.2e6;
  EXPECT_EQ(judge(pi).execution, Execution::native);
  Evidence server = virt_board("0x00", 1e9);  // -machine sbsa-ref -cpu max
  server.board = "";
  server.dmi = "Somebody\nServer\nSomebody\n";
  EXPECT_EQ(judge(server).execution, Execution::emulated);
  server.cpuinfo = "CPU implementer\t: 0x41";  // hardware from Armv8.6 on
  EXPECT_EQ(judge(server).execution, Execution::native);
  Evidence sifive = server;
  sifive.own_machine = sifive.thread_exe_machine.emplace(EM_RISCV);
  sifive.board = "sifive,hifive-unleashed-a00";
  sifive.cpuinfo = "mvendorid\t: 0x0\nmarchid\t: 0x70200\nmimpid\t: 0x70200";
  EXPECT_EQ(judge(sifive).execution, Execution::emulated);
  sifive.cpuinfo = "mvendorid\t: 0x0\nmarchid\t: 0x3\nmimpid\t: 0x0";  // CVA6 on an FPGA
  EXPECT_EQ(judge(sifive).execution, Execution::native);
}

TEST(Execution, NoSignIsHardwareOnlyWhereItCouldBeSeen) {
  // In a chroot without /sys a guest on TCG's cortex-a57 shows nothing.
  Evidence e = virt_board("0x41", 0);
  e.board = "";
  e.dmi = "\n\n\n";
  EXPECT_EQ(judge(e).execution, Execution::unknown);
  e.board = "amd,seattle";
  EXPECT_EQ(judge(e).execution, Execution::native);
  e.own_machine = e.thread_exe_machine.emplace(EM_SPARCV9);  // no rule for sun4u and sun4v
  EXPECT_EQ(judge(e).execution, Execution::unknown);
  Evidence s390 = e;
  s390.own_machine = s390.thread_exe_machine.emplace(EM_S390);  // /proc/sysinfo cannot be read
  EXPECT_EQ(judge(s390).execution, Execution::unknown);
  Evidence x86 = bare_metal();  // the CPU itself was asked
  x86.dmi = "";
  EXPECT_EQ(judge(x86).execution, Execution::native);
}

TEST(Execution, APseriesIsKvmOnlyWhereTheDeviceTreeSaysSo) {
  Evidence e = bare_metal();
  e.cpuinfo = "processor\t: 0\ncpu\t\t: POWER9\nmachine\t\t: CHRP IBM pSeries (emulated by qemu)";
  e.dmi = "";
  EXPECT_EQ(judge(e).execution, Execution::emulated);
  e.board_hypervisor = "linux,kvm";
  EXPECT_EQ(judge(e).execution, Execution::native);
  EXPECT_EQ(judge(e).virt, "KVM");
}

TEST(Execution, AnS390xIsJudgedByItsManufacturer) {
  Evidence e = bare_metal();
  e.dmi = "";
  const auto sysinfo = [](const std::string& manufacturer) {  // padded, as the machine does it
    return "Manufacturer:         " + manufacturer +
           "            \nType:                 8561\nVM00 Control Program: KVM/Linux       \n";
  };
  e.sysinfo = sysinfo("QEMU");
  EXPECT_EQ(judge(e).execution, Execution::emulated);
  e.sysinfo = sysinfo("IBM");
  e.own_machine = e.thread_exe_machine.emplace(EM_S390);
  EXPECT_EQ(judge(e).execution, Execution::native);
  EXPECT_EQ(judge(e).virt, "KVM/Linux");
  Evidence lpar = e;
  lpar.sysinfo = "Manufacturer:         IBM             ";
  EXPECT_EQ(judge(lpar).execution, Execution::native);
  EXPECT_EQ(judge(lpar).virt, "");
  e.sysinfo = sysinfo("Hercules");
  EXPECT_EQ(judge(e).execution, Execution::unknown);
}

TEST(Execution, ARiscvQemuBoardIsJudgedByItsVendor) {
  Evidence e = bare_metal();
  e.cpu_asked = false;
  e.dmi = "";
  e.board = "riscv-virtio";
  e.cpuinfo = "hart\t: 0\nmvendorid\t: 0x0\nmarchid\t\t: 0x70200\nmimpid\t\t: 0x70200";
  EXPECT_EQ(judge(e).execution, Execution::emulated);
  e.cpuinfo = "hart\t: 0\nmvendorid\t: 0x489\nmarchid\t\t: 0x7\nmimpid\t\t: 0x1";
  EXPECT_EQ(judge(e).execution, Execution::native);
  e.cpuinfo = "hart\t: 0\nisa\t: rv64imafdc";  // kernels before 6.3 say no more
  EXPECT_EQ(judge(e).execution, Execution::unknown);
}

TEST(Execution, ThisProcessIsJudged) {
  const Evidence e = gather_evidence();
  EXPECT_NE(e.own_machine, 0u);
  EXPECT_FALSE(e.comm.empty());
  ASSERT_TRUE(e.kernel_auxv.has_value());
  EXPECT_FALSE(judge(e).reason.empty());
}

}  // namespace
}  // namespace fenceline
