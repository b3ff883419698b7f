#include <harness/machine/surroundings.h>

#include <gtest/gtest.h>
#include <harness/machine/test/files.h>

namespace fenceline {
namespace {

TEST(Surroundings, AreToldAsTheKernelHasThem) {
  const auto facts =
      surroundings(files({{"/sys/devices/system/cpu/isolated", "2-3"},
                          {"/sys/devices/system/cpu/nohz_full", "(null)"},
                          {"/proc/sys/kernel/split_lock_mitigate", "1"},
                          {"/.dockerenv", ""},
                          {"/proc/meminfo", "MemTotal: 9 kB\nMemAvailable: 8 kB\nSwapTotal:  5 kB\nSwapFree: 3 kB"}}),
                   {.locked = 65536, .files = 1024, .priority = 0});
  const auto value = [&](const char* key) { return fact(facts, key).value; };
  EXPECT_EQ(value("isolated_pus"), "2-3");
  EXPECT_EQ(value("nohz_full_pus"), "");
  EXPECT_EQ(value("split_lock_mitigate"), "1");
  EXPECT_EQ(value("container"), "docker");
  EXPECT_EQ(value("memory_available_kib"), "8");
  EXPECT_EQ(value("swap_kib"), "5");
  EXPECT_EQ(value("swap_free_kib"), "3");
  EXPECT_EQ(value("limit_locked_memory"), "65536");
  EXPECT_EQ(value("limit_open_files"), "1024");
  EXPECT_EQ(value("limit_real_time_priority"), "0");
  EXPECT_EQ(fact(facts, "limit_user_threads").gap, "no limit");
}

TEST(Surroundings, WhatIsMissingSaysWhy) {
  for (const auto& f : surroundings(files({}), {})) EXPECT_TRUE(f.value.empty() && !f.gap.empty()) << f.key;
}

TEST(Surroundings, ContainersByTheirTraces) {
  EXPECT_EQ(container(files({})), "");
  EXPECT_EQ(container(files({{"/proc/self/cgroup", "0::/user.slice"}})), "");
  EXPECT_EQ(container(files({{"/proc/1/environ", "PATH=/bin container=lxc HOME=/"}})), "lxc");
  EXPECT_EQ(container(files({{"/run/.containerenv", ""}})), "podman");
  EXPECT_EQ(container(files({{"/run/systemd/container", "systemd-nspawn"}})), "systemd-nspawn");
  EXPECT_EQ(container(files({{"/proc/self/cgroup", "4:cpu:/kubepods/burstable/pod1"}})), "Kubernetes");
}

TEST(ThreadsLeft, IsTheLeastThatALimitLeaves) {
  EXPECT_EQ(threads_left(files({}), {}, 7).limit, "");
  const auto user = threads_left(files({}), {.threads = 20}, 7);
  EXPECT_EQ(user.threads, 9u) << "7 are there, and 4 are the harness's own";
  EXPECT_NE(user.limit.find("ulimit -u"), std::string::npos);
  EXPECT_EQ(threads_left(files({}), {.threads = 5}, 7).threads, 0u);
  // The tightest on the way up; version 1 has a hierarchy of its own.
  EXPECT_EQ(threads_left(files({{"/proc/self/cgroup", "0::/a/b"},
                                {"/sys/fs/cgroup/a/b/pids.max", "max"},
                                {"/sys/fs/cgroup/a/pids.max", "30"},
                                {"/sys/fs/cgroup/a/pids.current", "10"}}),
                         {.threads = 1000}, 7)
                .threads,
            16u);
  const auto first =
      threads_left(files({{"/proc/self/cgroup", "3:pids:/job"}, {"/sys/fs/cgroup/pids/job/pids.max", "14"}}), {}, 0);
  EXPECT_EQ(first.threads, 10u);
  EXPECT_NE(first.limit.find("pids.max"), std::string::npos);
}

}  // namespace
}  // namespace fenceline
