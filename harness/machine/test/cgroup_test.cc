#include <harness/machine/cgroup.h>

#include <gtest/gtest.h>
#include <harness/machine/test/files.h>

namespace fenceline {
namespace {

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
      {"/proc/self/cgroup", "9:name=systemd:/x\n4:memory:/job\n2:cpu,cpuacct:/job\n1:cpuset:/other\n0::/"},
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

TEST(Cgroup, MemoryThatIsLeftIsTheLeastOnTheWayUp) {
  // The job's own limit has 600 left, but the group around it only 100 and what the kernel would drop: 40.
  EXPECT_EQ(cgroup_memory_left(files({
                {"/proc/self/cgroup", "0::/a/b"},
                {"/sys/fs/cgroup/a/b/memory.max", "1000"},
                {"/sys/fs/cgroup/a/b/memory.current", "400"},
                {"/sys/fs/cgroup/a/memory.max", "2000"},
                {"/sys/fs/cgroup/a/memory.current", "1900"},
                {"/sys/fs/cgroup/a/memory.stat", "anon 1800\ninactive_file 30\nactive_file 10\nshmem 7"},
            })),
            140u);
  EXPECT_EQ(cgroup_memory_left(files({{"/proc/self/cgroup", "0::/"}})), std::nullopt);
  EXPECT_EQ(cgroup_memory_left(files({{"/proc/self/cgroup", "0::/"},
                                      {"/sys/fs/cgroup/memory.max", "1000"},
                                      {"/sys/fs/cgroup/memory.current", "1001"}})),
            0u);
}

TEST(Cgroup, WhatIsSlowedDownBeyondAMarkIsLimitedByIt) {
  EXPECT_EQ(cgroup_memory_left(files({
                {"/proc/self/cgroup", "0::/a"},
                {"/sys/fs/cgroup/a/memory.max", "max"},
                {"/sys/fs/cgroup/a/memory.high", "500"},
                {"/sys/fs/cgroup/a/memory.current", "100"},
            })),
            400u);
}

TEST(Cgroup, MemoryThatIsLeftByVersionOne) {
  EXPECT_EQ(cgroup_memory_left(files({
                {"/proc/self/cgroup", "4:memory:/job\n0::/"},
                {"/sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712"},
                {"/sys/fs/cgroup/memory/job/memory.usage_in_bytes", "77"},
                {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "1000"},
                {"/sys/fs/cgroup/memory/memory.usage_in_bytes", "300"},
                {"/sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file 20\ntotal_active_file 5"},
            })),
            725u);
}

TEST(Cgroup, ThrottlingIsLookedForWhereThereIsAQuota) {
  const auto two = files({{"/proc/self/cgroup", "0::/a/b"},
                          {"/sys/fs/cgroup/a/b/cpu.max", "max 100000"},
                          {"/sys/fs/cgroup/a/cpu.max", "150000 100000"}});
  EXPECT_EQ(throttled_groups(two), std::vector<std::string>{"/sys/fs/cgroup/a/cpu.stat"});
  const auto one = files({{"/proc/self/cgroup", "2:cpu,cpuacct:/job\n0::/"},
                          {"/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "50000"},
                          {"/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000"},
                          {"/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1"},
                          {"/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000"}});
  EXPECT_EQ(throttled_groups(one), std::vector<std::string>{"/sys/fs/cgroup/cpu,cpuacct/job/cpu.stat"});
  EXPECT_EQ(parse_throttled("nr_periods 10\nnr_throttled 3\nthrottled_usec 12000"), 3u);
  EXPECT_EQ(parse_throttled("usage_usec 12"), std::nullopt);
}

}  // namespace
}  // namespace fenceline
