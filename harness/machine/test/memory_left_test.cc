#include <harness/machine/memory_left.h>

#include <gmock/gmock.h>
#include <harness/machine/test/files.h>

namespace fenceline {
namespace {

using testing::HasSubstr;

const std::map<std::string, std::string> kMachine = {
    {"/proc/self/cgroup", "0::/a"},
    {"/proc/self/status", "VmPeak:\t 400000 kB\nVmSize:\t  300000 kB\nVmData:\t  100000 kB"},
    {"/proc/meminfo",
     "MemTotal:  8000000 kB\nMemAvailable:  4000000 kB\nCommitLimit: 5000000 kB\nCommitted_AS: 4500000 kB"},
};
MemoryLeft with(std::map<std::string, std::string> more, const ResourceLimits& resources = {}) {
  more.insert(kMachine.begin(), kMachine.end());
  return memory_left(files(more), resources);
}
constexpr uint64_t kKib = 1024, kReserve = 24 << 20;

TEST(MemoryLeft, IsTheLeastThatAnyLimitLeaves) {
  EXPECT_EQ(with({}).bytes, 4'000'000 * kKib - kReserve);
  const auto group =
      with({{"/sys/fs/cgroup/a/memory.max", "536870912"}, {"/sys/fs/cgroup/a/memory.current", "100000000"}});
  EXPECT_EQ(group.bytes, 536870912u - 100000000u - kReserve);
  EXPECT_THAT(group.limit, HasSubstr("control group"));
  const auto space = with({}, {1'000'000 * kKib, std::nullopt});
  EXPECT_EQ(space.bytes, 700'000 * kKib - kReserve);
  EXPECT_THAT(space.limit, HasSubstr("ulimit -v"));
  EXPECT_LT(memory_left(files(kMachine), {1'000'000 * kKib, {}}, 4).bytes, space.bytes) << "threads take of it";
  const auto data = with({}, {1'000'000 * kKib, 200'000 * kKib});
  EXPECT_EQ(data.bytes, 100'000 * kKib - kReserve);
  EXPECT_THAT(data.limit, HasSubstr("ulimit -d"));
}

TEST(MemoryLeft, TheCommitLimitCountsWhereTheKernelObeysIt) {
  EXPECT_EQ(with({{"/proc/sys/vm/overcommit_memory", "0"}}).bytes, 4'000'000 * kKib - kReserve);
  const auto strict = with({{"/proc/sys/vm/overcommit_memory", "2"}});
  EXPECT_EQ(strict.bytes, 500'000 * kKib - kReserve);
  EXPECT_THAT(strict.limit, HasSubstr("overcommit"));
}

TEST(MemoryLeft, WhatIsNotToldLimitsNothingAndNoneIsNeverNegative) {
  EXPECT_EQ(memory_left(files({}), {}).bytes, UINT64_MAX);
  EXPECT_EQ(memory_left(files({}), {}).limit, "");
  EXPECT_EQ(with({}, {1000 * kKib, std::nullopt}).bytes, 0u);
}

TEST(MemoryLeft, OfANodeFilesCountAsFree) {
  const auto read = files({{"/sys/devices/system/node/node1/meminfo",
                            "Node 1 MemTotal: 900 kB\nNode 1 MemFree:  300 kB\nNode 1 FilePages:  50 kB"}});
  EXPECT_EQ(node_memory_left(read, 1), 350 * kKib);
  EXPECT_EQ(node_memory_left(read, 0), std::nullopt);
}

}  // namespace
}  // namespace fenceline
