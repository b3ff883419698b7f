#include <harness/machine/cpu_identity.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fenceline {
namespace {

using testing::HasSubstr;

// What kernels print, cut to the first processors and the fields that matter.
constexpr char kIntel[] =
    "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 106\n"
    "model name\t: Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz\nstepping\t: 6\n"
    "microcode\t: 0xd0003f5\ncpu MHz\t\t: 2899.9\nflags\t\t: fpu vme de\n"
    "bugs\t\t: spectre_v1\n\nprocessor\t: 1\nvendor_id\t: GenuineIntel\nmodel\t\t: 107\n";
constexpr char kAmd[] =
    "processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 17\n"
    "model name\t: AMD EPYC\nstepping\t: 1\nmicrocode\t: 0x1000065\n";
constexpr char kGraviton2[] =
    "processor\t: 0\nBogoMIPS\t: 243.75\nFeatures\t: fp asimd evtstrm aes atomics\n"
    "CPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\n"
    "CPU revision\t: 1\n\nprocessor\t: 1\nBogoMIPS\t: 243.75\nCPU implementer\t: 0x41\n"
    "CPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\nCPU revision\t: 1\n";
constexpr char kBigLittle[] =
    "processor\t: 0\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x0\n"
    "CPU part\t: 0xd03\nCPU revision\t: 4\n\nprocessor\t: 4\nCPU implementer\t: 0x41\n"
    "CPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: 0xd08\nCPU revision\t: 2\n\n"
    "processor\t: 5\nCPU implementer\t: 0x99\nCPU architecture: 8\nCPU variant\t: 0x0\n"
    "CPU part\t: 0x123\nCPU revision\t: 2\n";
constexpr char kPower9[] =
    "processor\t: 0\ncpu\t\t: POWER9, altivec supported\nclock\t\t: 2166.000000MHz\n"
    "revision\t: 2.2 (pvr 004e 1202)\n\ntimebase\t: 512000000\nplatform\t: PowerNV\n"
    "model\t\t: 9006-22P\nmachine\t\t: PowerNV 9006-22P\nfirmware\t: OPAL\nMMU\t\t: Radix\n";
constexpr char kZ15[] =
    "vendor_id       : IBM/S390\n# processors    : 2\nbogomips per cpu: 3241.00\n"
    "features\t: esan3 zarch stfle msa\n"
    "cache0          : level=1 type=Data scope=Private size=128K line_size=256 associativity=8\n"
    "processor 0: version = FF,  identification = 2733E8,  machine = 8561\n"
    "processor 1: version = FF,  identification = 2733E8,  machine = 8561\n\n"
    "cpu number      : 0\ncpu MHz dynamic : 5200\n";
constexpr char kVisionFive2[] =
    "processor\t: 0\nhart\t\t: 1\nisa\t\t: rv64imafdc_zba_zbb\nmmu\t\t: sv39\n"
    "uarch\t\t: sifive,u74-mc\nmvendorid\t: 0x489\nmarchid\t\t: 0x8000000000000007\n"
    "mimpid\t\t: 0x4210427\n";

TEST(CpuIdentity, Intel) {
  const CpuIdentity id = parse_cpuinfo(kIntel);
  EXPECT_EQ(id.vendor, "GenuineIntel");
  EXPECT_EQ(id.model, "Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz");
  EXPECT_EQ(id.family, "6");
  EXPECT_EQ(id.model_number, "106");
  EXPECT_EQ(id.stepping, "6");
  EXPECT_EQ(id.microcode, "0xd0003f5");
  EXPECT_EQ(id.flags, "fpu vme de");
  EXPECT_EQ(core_design(id), "Ice Lake-SP");
}

TEST(CpuIdentity, Amd) {
  const CpuIdentity id = parse_cpuinfo(kAmd);
  EXPECT_EQ(id.vendor, "AuthenticAMD");
  EXPECT_EQ(id.microcode, "0x1000065");
  EXPECT_EQ(core_design(id), "Zen 4");
}

TEST(CpuIdentity, Graviton2) {
  const CpuIdentity id = parse_cpuinfo(kGraviton2);
  EXPECT_EQ(id.vendor, "Arm");
  EXPECT_EQ(id.model, "Neoverse N1");
  EXPECT_EQ(id.family, "8");
  EXPECT_EQ(id.model_number, "0xd0c");
  EXPECT_EQ(id.stepping, "r3p1");
  EXPECT_EQ(id.microcode, "");
  EXPECT_EQ(id.flags, "fp asimd evtstrm aes atomics");
}

TEST(CpuIdentity, SeveralKindsOfCoreAreAllNamed) {
  const CpuIdentity id = parse_cpuinfo(kBigLittle);
  EXPECT_EQ(id.vendor, "Arm + 0x99");
  EXPECT_EQ(id.model, "Cortex-A53 + Cortex-A72 + part 0x123");
  EXPECT_EQ(id.stepping, "r0p4 + r0p2");
}

TEST(CpuIdentity, Power9) {
  const CpuIdentity id = parse_cpuinfo(kPower9);
  EXPECT_EQ(id.vendor, "IBM");
  EXPECT_EQ(id.model, "POWER9");
  EXPECT_EQ(id.family, "PowerNV");
  EXPECT_EQ(id.model_number, "004e 1202");
  EXPECT_EQ(id.stepping, "2.2");
  EXPECT_EQ(id.flags, "altivec supported");
}

TEST(CpuIdentity, S390x) {
  const CpuIdentity id = parse_cpuinfo(kZ15);
  EXPECT_EQ(id.vendor, "IBM");
  EXPECT_EQ(id.model, "z15 (8561)");
  EXPECT_EQ(id.model_number, "8561");
  EXPECT_EQ(id.stepping, "FF");
  EXPECT_EQ(id.flags, "esan3 zarch stfle msa");
}

TEST(CpuIdentity, Riscv) {
  const CpuIdentity id = parse_cpuinfo(kVisionFive2);
  EXPECT_EQ(id.vendor, "SiFive");
  EXPECT_EQ(id.model, "sifive,u74-mc");
  EXPECT_EQ(id.model_number, "0x8000000000000007");
  EXPECT_EQ(id.stepping, "0x4210427");
}

TEST(CpuIdentity, NothingGivesNothing) {
  EXPECT_EQ(parse_cpuinfo("").vendor, "");
  EXPECT_EQ(core_design(parse_cpuinfo("")), "");
}

// A cloud's guest: CPUID family 6 model 167, cores of another design.
TEST(MaskedModel, CachesThatContradictTheModelAreTold) {
  CpuIdentity id = parse_cpuinfo(kIntel);
  id.model_number = "167";
  const std::string remark = masked_model(id, {48, 64, 2048, 491520});
  EXPECT_THAT(remark, HasSubstr("family 6 model 167 is Rocket Lake with L1d 48K, L1i 32K, L2 512K"));
  EXPECT_THAT(remark, HasSubstr("seen are L1d 48K, L1i 64K, L2 2048K, L3 491520K"));
  EXPECT_THAT(remark, HasSubstr("as in Granite Rapids"));
}

TEST(MaskedModel, CachesOfNoDesignAreToldToo) {
  // QEMU's made-up caches for guests of named models.
  EXPECT_THAT(masked_model(parse_cpuinfo(kIntel), {32, 32, 4096, 16384}), HasSubstr("as in no design known"));
}

TEST(MaskedModel, AnHonestModelIsNotDoubted) {
  EXPECT_EQ(masked_model(parse_cpuinfo(kAmd), {32, 32, 1024, 32768}), "");
  EXPECT_EQ(masked_model(parse_cpuinfo(kIntel), {48, 32, 1280, 55296}), "");
}

TEST(MaskedModel, WhatIsNotKnownIsNotJudged) {
  EXPECT_EQ(masked_model(parse_cpuinfo(kGraviton2), {1, 2, 3, 4}), "");
  EXPECT_EQ(masked_model(parse_cpuinfo(kAmd), {}), "");
  EXPECT_EQ(masked_model(parse_cpuinfo(kAmd), {32, 0, 1024, 0}), "");
  EXPECT_NE(masked_model(parse_cpuinfo(kAmd), {32, 0, 512, 0}), "");
}

}  // namespace
}  // namespace fenceline
