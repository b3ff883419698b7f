#include <harness/machine/environment.h>

#include <arch/cpu.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include <harness/machine/build_info.h>
#include <harness/machine/test/files.h>

namespace fenceline {
namespace {

using testing::HasSubstr;

const std::string kCpu = "/sys/devices/system/cpu/";

/// An Intel server under KVM whose caches do not fit its model.
ReadFile masked_guest() {
  return files({
      {"/proc/cpuinfo",
       "vendor_id : GenuineIntel\ncpu family : 6\nmodel : 167\nmodel name : Intel(R) Xeon(R) 2.7\n"
       "stepping : 1\nmicrocode : 0x1\nflags : fpu hypervisor"},
      {kCpu + "cpu0/cache/index0/level", "1"},
      {kCpu + "cpu0/cache/index0/type", "Data"},
      {kCpu + "cpu0/cache/index0/size", "48K"},
      {kCpu + "cpu0/cache/index1/level", "1"},
      {kCpu + "cpu0/cache/index1/type", "Instruction"},
      {kCpu + "cpu0/cache/index1/size", "64K"},
      {kCpu + "cpu0/cache/index2/level", "2"},
      {kCpu + "cpu0/cache/index2/type", "Unified"},
      {kCpu + "cpu0/cache/index2/size", "2048K"},
      {kCpu + "cpu0/cpufreq/scaling_governor", "performance"},
      {kCpu + "intel_pstate/no_turbo", "0"},
      {kCpu + "smt/control", "on"},
      {kCpu + "vulnerabilities/spectre_v2", "Mitigation: Retpolines"},
      {kCpu + "vulnerabilities/meltdown", "Not affected"},
      {"/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never"},
      {"/proc/meminfo", "MemTotal:       16384 kB\nMemFree: 1 kB"},
      {"/proc/self/cgroup", "0::/"},
      {"/sys/fs/cgroup/cpu.max", "150000 100000"},
      {"/etc/os-release", "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\""},
      {"/proc/cmdline", "root=/dev/sda secret=x nohz_full=1 intel_idle.max_cstate=0 idle=poll"},
      {"/sys/class/dmi/id/sys_vendor", "Amazon EC2"},
      {"/sys/class/dmi/id/product_name", "m8i.large"},
  });
}
const Verdict kKvm{Execution::native, "hardware, under KVM", "KVM"};

TEST(Environment, AGuestIsDescribed) {
  const auto facts = environment(masked_guest(), kKvm);
  const auto value = [&](const std::string& key) { return fact(facts, key).value; };
  EXPECT_EQ(value("isa"), arch::kIsa);
  EXPECT_EQ(value("execution"), "native");
  EXPECT_EQ(value("tick_source"), arch::kTickSource);
  EXPECT_GT(std::stod(value("tick_hz")), 1e6);
  EXPECT_EQ(value("cpu_design"), "Rocket Lake");
  EXPECT_THAT(value("masked_model"), HasSubstr("Granite Rapids"));
  EXPECT_EQ(value("caches"), "L1d 48K, L1i 64K, L2 2048K");
  EXPECT_EQ(value("governor"), "performance");
  EXPECT_EQ(value("boost"), "on");
  EXPECT_EQ(value("smt"), "on");
  EXPECT_EQ(value("mitigations"), "spectre_v2: Retpolines");
  EXPECT_EQ(value("transparent_huge_pages"), "madvise");
  EXPECT_EQ(value("memory_kib"), "16384");
  EXPECT_EQ(value("cgroup_cpus"), "1.50");
  EXPECT_EQ(fact(facts, "cgroup_memory").gap, "no limit");
  EXPECT_EQ(value("distribution"), "Debian GNU/Linux 12 (bookworm)");
  EXPECT_EQ(value("kernel_parameters"), "nohz_full=1 intel_idle.max_cstate=0 idle=poll");
  EXPECT_EQ(value("hypervisor"), "KVM");
  EXPECT_EQ(value("instance_type"), "m8i.large");
  EXPECT_EQ(value("compiler"), kBuildInfo.compiler);
}

TEST(Environment, WhatIsMissingSaysWhy) {
  const std::set<std::string> told = {
      "isa",        "tick_source", "tick_hz_stated", "execution_reason", "execution", "cpu_features", "kernel",
      "hypervisor", "compiler",    "compiler_flags", "build_type",       "libraries", "revision",     "sanitizers"};
  for (const Fact& f : environment(files({}), {Execution::unknown, "nothing seen", ""})) {
    EXPECT_TRUE(f.value.empty() != f.gap.empty()) << f.key << ": " << f.value << " / " << f.gap;
    EXPECT_TRUE(f.value.empty() || told.count(f.key)) << f.key;
  }
}

TEST(Environment, KeysAreUnique) {
  std::set<std::string> keys;
  for (const Fact& f : environment(masked_guest(), kKvm)) EXPECT_TRUE(keys.insert(f.key).second) << f.key;
}

TEST(Environment, AnEmulatorsHostIsNotDescribed) {
  const auto facts = environment(masked_guest(), {Execution::qemu_user, "the kernel runs qemu-x86_64", ""});
  EXPECT_EQ(fact(facts, "execution").value, "qemu_user");
  for (const char* key : {"cpu_model", "caches", "governor", "instance_type", "memory_kib", "tick_hz"}) {
    EXPECT_EQ(fact(facts, key).value, "") << key;
    EXPECT_NE(fact(facts, key).gap, "") << key;
  }
  EXPECT_NE(fact(facts, "compiler").value, "");
}

TEST(Environment, MachineNamesAreFolderNames) {
  EXPECT_EQ(machine_name(masked_guest(), kKvm), "m8i.large");
  EXPECT_EQ(machine_name(files({{"/proc/cpuinfo",
                                 "vendor_id : GenuineIntel\n"
                                 "model name : Intel(R) Core(TM) i7 @ 2.9/GHz"}}),
                         kKvm),
            "intel-r-core-tm-i7-2.9-ghz");
  EXPECT_EQ(machine_name(files({}), kKvm), arch::kIsa);
  EXPECT_EQ(machine_name(masked_guest(), {Execution::qemu_user, "", ""}), arch::kIsa);
  EXPECT_EQ(machine_name(files({{"/proc/device-tree/model", "../../etc"}}), kKvm), "etc");
}

TEST(Environment, ThisBuildHasARevision) {
  EXPECT_TRUE(kRevision == "unknown" || kRevision.find_first_not_of("0123456789abcdef") >= 7) << kRevision;
}

std::map<std::string, Fact> facts_of(std::map<std::string, std::string> texts) {
  std::map<std::string, Fact> facts;
  for (const Fact& fact : environment(files(std::move(texts)), kKvm)) facts[fact.key] = fact;
  return facts;
}
constexpr char kZen4[] = "vendor_id : AuthenticAMD\ncpu family : 25\nmodel : 17\nmodel name : AMD EPYC 9R14";

TEST(Environment, CachesThatAreNotToldAreNotThoseOfTheModel) {
  auto facts = facts_of({{"/proc/cpuinfo", kZen4}});
  EXPECT_EQ(facts["cpu_design"].value, "Zen 4");
  EXPECT_EQ(facts["caches"].value, "");
  EXPECT_EQ(facts["masked_model"].value, "");
  EXPECT_THAT(facts["masked_model"].gap, HasSubstr("cannot be told"));
}

TEST(Environment, CachesAreThoseOfTheFirstCpuThatTells) {
  if (sysconf(_SC_NPROCESSORS_CONF) < 2) GTEST_SKIP() << "one CPU";
  const std::string folder = "/sys/devices/system/cpu/cpu1/cache/index0/";
  auto facts = facts_of(
      {{"/proc/cpuinfo", kZen4}, {folder + "level", "1"}, {folder + "type", "Data"}, {folder + "size", "32K"}});
  EXPECT_EQ(facts["caches"].value, "L1d 32K");
  EXPECT_THAT(facts["masked_model"].gap, HasSubstr("none"));
}

TEST(Environment, BytesThatAreNoTextAreShown) {
  auto facts = facts_of({{"/proc/cpuinfo", "vendor_id : Genuine\xffIntel\nmodel name : Xeon\xae"},
                         {"/etc/os-release",
                          "PRETTY_NAME=\"D\xe9"
                          "bian\""},
                         {"/sys/class/dmi/id/sys_vendor", "Acme\xff"},
                         {"/sys/class/dmi/id/product_name", "\xff\xfe"}});
  EXPECT_EQ(facts["cpu_vendor"].value, "Genuine\\xffIntel");
  EXPECT_EQ(facts["cpu_model"].value, "Xeon\\xae");
  EXPECT_EQ(facts["distribution"].value,
            "D\\xe9"
            "bian");
  EXPECT_EQ(facts["instance_vendor"].value, "Acme\\xff");
  EXPECT_EQ(facts["instance_type"].value, "\\xff\\xfe");
}

}  // namespace
}  // namespace fenceline
