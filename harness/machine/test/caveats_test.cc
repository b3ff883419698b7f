#include <harness/machine/caveats.h>

#include <gmock/gmock.h>
#include <harness/machine/test/files.h>

namespace fenceline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kIsolated = "/sys/devices/system/cpu/isolated";
const std::string kSource = "/sys/devices/system/clocksource/clocksource0/current_clocksource";

TEST(Caveats, AnOrdinaryMachineHasNone) {
  const Machine machine = load_machine("pack:1 core:4 pu:1");
  EXPECT_THAT(caveats(machine, files({})), IsEmpty());
  EXPECT_THAT(caveats(machine, files({{kIsolated, ""}, {kSource, "tsc"}})), IsEmpty());
  EXPECT_THAT(caveats(machine, files({{"/proc/self/cgroup", "0::/"}, {"/sys/fs/cgroup/cpu.max", "400000 100000"}})),
              IsEmpty())
      << "as much time as PUs";
}

TEST(Caveats, LessTimeThanPus) {
  const Machine machine = load_machine("pack:1 core:4 pu:1");
  EXPECT_THAT(caveats(machine, files({{"/proc/self/cgroup", "0::/a"}, {"/sys/fs/cgroup/a/cpu.max", "150000 100000"}})),
              ElementsAre(HasSubstr("1.50 CPUs")));
}

TEST(Caveats, IsolatedPus) {
  const Machine machine = load_machine("pack:1 core:4 pu:1");
  EXPECT_THAT(caveats(machine, files({{kIsolated, "6-7"}})), ElementsAre(HasSubstr("taskset -c 6,7")));
  EXPECT_THAT(caveats(machine, files({{kIsolated, "2-3"}})), ElementsAre(HasSubstr("PUs 2,3 are isolated")));
  EXPECT_THAT(caveats(machine, files({{kIsolated, "0-3"}})), ElementsAre(HasSubstr("--pin=none")));
}

TEST(Caveats, AClockBehindABus) {
  const Machine machine = load_machine("pu:1");
  EXPECT_THAT(caveats(machine, files({{kSource, "hpet"}})), ElementsAre(HasSubstr("hpet")));
  EXPECT_THAT(caveats(machine, files({{kSource, "arch_sys_counter"}})), IsEmpty());
}

TEST(CpuList, AsTheKernelWritesIt) {
  EXPECT_THAT(parse_cpu_list("0,4-7"), ElementsAre(0, 4, 5, 6, 7));
  EXPECT_THAT(parse_cpu_list(""), IsEmpty());
  EXPECT_THAT(parse_cpu_list("(null)"), IsEmpty());
  EXPECT_THAT(parse_cpu_list("3-"), IsEmpty());
  EXPECT_THAT(parse_cpu_list("2\n"), ElementsAre(2));
}

}  // namespace
}  // namespace fenceline
