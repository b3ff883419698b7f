#include <harness/machine/platform.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <harness/machine/test/files.h>

namespace fenceline {
namespace {

const std::string kDmi = "/sys/class/dmi/id/";

ReadFile board(const std::string& vendor, const std::string& product) {
  return files({{kDmi + "sys_vendor", vendor}, {kDmi + "product_name", product}});
}

TEST(Platform, WhatTheCpuToldIsBelievedFirst) {
  EXPECT_EQ(hypervisor(board("Xen", "HVM domU"), "KVM"), "KVM");
}

TEST(Platform, HypervisorsByTheirTraces) {
  EXPECT_EQ(hypervisor(files({}), ""), "none seen");
  EXPECT_EQ(hypervisor(files({{"/sys/hypervisor/type", "xen"}}), ""), "xen");
  EXPECT_EQ(hypervisor(board("Amazon EC2", "m6g.large"), ""), "KVM (Nitro)");
  EXPECT_EQ(hypervisor(board("Amazon EC2", "m6g.metal"), ""), "none seen");
  EXPECT_EQ(hypervisor(board("Google", "Google Compute Engine"), ""), "KVM (Google)");
  EXPECT_EQ(hypervisor(board("Microsoft Corporation", "Virtual Machine"), ""), "Hyper-V");
  EXPECT_EQ(hypervisor(board("Microsoft Corporation", "Surface"), ""), "none seen");
  EXPECT_EQ(hypervisor(board("Dell Inc.", "PowerEdge R760"), ""), "none seen");
  EXPECT_EQ(hypervisor(files({{"/proc/device-tree/hypervisor/compatible", "linux,kvm"}}), ""),
            "linux,kvm");
  EXPECT_EQ(hypervisor(files({{"/proc/device-tree/ibm,partition-name", "lpar1"}}), ""), "PowerVM");
  EXPECT_EQ(hypervisor(files({{"/proc/sysinfo", "Manufacturer: IBM\nLPAR Number: 12"}}), ""),
            "PR/SM");
  EXPECT_EQ(hypervisor(files({{"/proc/cpuinfo", "flags : fpu hypervisor lm"}}), ""),
            "one without a name");
}

TEST(Platform, InstanceTypes) {
  EXPECT_EQ(instance(board("Amazon EC2", "c7g.16xlarge")).type, "c7g.16xlarge");
  EXPECT_EQ(instance(board("Amazon EC2", "c7g.16xlarge")).vendor, "Amazon EC2");
  EXPECT_EQ(instance(board("Dell Inc.", "PowerEdge R760")).type, "PowerEdge R760");
  EXPECT_EQ(instance(files({{"/proc/device-tree/model", "StarFive VisionFive 2"}})).type,
            "StarFive VisionFive 2");
  for (const auto& generic : {board("Google", "Google Compute Engine"),
                              board("Microsoft Corporation", "Virtual Machine"), files({})}) {
    EXPECT_EQ(instance(generic).type, "");
    EXPECT_NE(instance(generic).gap, "");
  }
}

TEST(Cgroup, VersionTwoTakesTheTightestOnTheWayUp) {
  const CgroupLimits limits = cgroup_limits(files({
      {"/proc/self/cgroup", "0::/a/b"},
      {"/sys/fs/cgroup/a/b/cpu.max", "max 100000"},
      {"/sys/fs/cgroup/a/cpu.max", "150000 100000"},
      {"/sys/fs/cgroup/cpu.max", "120000 100000"},
      {"/sys/fs/cgroup/a/b/memory.max", "4000000"},
      {"/sys/fs/cgroup/a/memory.max", "8000000"},
      {"/sys/fs/cgroup/memory.max", "max"},
  }));
  EXPECT_TRUE(limits.known);
  EXPECT_DOUBLE_EQ(limits.cpus.value(), 1.2);
  EXPECT_EQ(limits.memory, 4'000'000u);
}

TEST(Cgroup, AContainerSeesItsGroupAsTheRoot) {
  const CgroupLimits limits = cgroup_limits(files({
      {"/proc/self/cgroup", "0::/../host/named"},
      {"/sys/fs/cgroup/cpu.max", "50000 100000"},
  }));
  EXPECT_DOUBLE_EQ(limits.cpus.value(), 0.5);
}

TEST(Cgroup, VersionOne) {
  const CgroupLimits limits = cgroup_limits(files({
      {"/proc/self/cgroup",
       "9:name=systemd:/x\n4:memory:/job\n2:cpu,cpuacct:/job\n1:cpuset:/other\n0::/"},
      {"/sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "200000"},
      {"/sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "100000"},
      {"/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1"},
      {"/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000"},
      {"/sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712"},
      {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824"},
      {"/sys/fs/cgroup/x/cpu.max", "1 100000"},  // systemd's own group limits nothing
  }));
  EXPECT_DOUBLE_EQ(limits.cpus.value(), 2);
  EXPECT_EQ(limits.memory, 1'073'741'824u);
}

TEST(Cgroup, NoLimitAndNotKnownDiffer) {
  EXPECT_TRUE(cgroup_limits(files({{"/proc/self/cgroup", "0::/"}})).known);
  EXPECT_FALSE(cgroup_limits(files({{"/proc/self/cgroup", "0::/"}})).cpus);
  EXPECT_FALSE(cgroup_limits(files({})).known);
}

TEST(Platform, FilesAreReadWithoutTrailingBlanks) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("fenceline_platform_test_" + std::to_string(getpid()));
  std::ofstream(path, std::ios::binary) << std::string("riscv\0virtio\0\n", 14);
  EXPECT_EQ(read_file(path), "riscv virtio");
  std::filesystem::remove(path);
  EXPECT_EQ(read_file(path), std::nullopt);
}

}  // namespace
}  // namespace fenceline
