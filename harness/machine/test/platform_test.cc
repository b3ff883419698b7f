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

TEST(Platform, WhatTheCpuToldIsBelievedFirst) { EXPECT_EQ(hypervisor(board("Xen", "HVM domU"), "KVM"), "KVM"); }

TEST(Platform, HypervisorsByTheirTraces) {
  EXPECT_EQ(hypervisor(files({}), ""), "none seen");
  EXPECT_EQ(hypervisor(files({{"/sys/hypervisor/type", "xen"}}), ""), "xen");
  EXPECT_EQ(hypervisor(board("Amazon EC2", "m6g.large"), ""), "KVM (Nitro)");
  EXPECT_EQ(hypervisor(board("Amazon EC2", "m6g.metal"), ""), "none seen");
  EXPECT_EQ(hypervisor(board("Google", "Google Compute Engine"), ""), "KVM (Google)");
  EXPECT_EQ(hypervisor(board("Microsoft Corporation", "Virtual Machine"), ""), "Hyper-V");
  EXPECT_EQ(hypervisor(board("Microsoft Corporation", "Surface"), ""), "none seen");
  EXPECT_EQ(hypervisor(board("Dell Inc.", "PowerEdge R760"), ""), "none seen");
  EXPECT_EQ(hypervisor(files({{"/proc/device-tree/hypervisor/compatible", "linux,kvm"}}), ""), "linux,kvm");
  EXPECT_EQ(hypervisor(files({{"/proc/device-tree/ibm,partition-name", "lpar1"}}), ""), "PowerVM");
  EXPECT_EQ(hypervisor(files({{"/proc/sysinfo", "Manufacturer: IBM\nLPAR Number: 12"}}), ""), "PR/SM");
  EXPECT_EQ(hypervisor(files({{"/proc/cpuinfo", "flags : fpu hypervisor lm"}}), ""), "one without a name");
}

TEST(Platform, InstanceTypes) {
  EXPECT_EQ(instance(board("Amazon EC2", "c7g.16xlarge")).type, "c7g.16xlarge");
  EXPECT_EQ(instance(board("Amazon EC2", "c7g.16xlarge")).vendor, "Amazon EC2");
  EXPECT_EQ(instance(board("Dell Inc.", "PowerEdge R760")).type, "PowerEdge R760");
  EXPECT_EQ(instance(files({{"/proc/device-tree/model", "StarFive VisionFive 2"}})).type, "StarFive VisionFive 2");
  for (const auto& generic :
       {board("Google", "Google Compute Engine"), board("Microsoft Corporation", "Virtual Machine"), files({})}) {
    EXPECT_EQ(instance(generic).type, "");
    EXPECT_NE(instance(generic).gap, "");
  }
}

TEST(Platform, FilesAreReadWithoutTrailingBlanks) {
  const auto path = std::filesystem::temp_directory_path() / ("fenceline_platform_test_" + std::to_string(getpid()));
  std::ofstream(path, std::ios::binary) << std::string("riscv\0virtio\0\n", 14);
  EXPECT_EQ(read_file(path), "riscv virtio");
  std::filesystem::remove(path);
  EXPECT_EQ(read_file(path), std::nullopt);
}

}  // namespace
}  // namespace fenceline
