#include <harness/machine/cpu_list.h>

#include <gmock/gmock.h>

namespace fenceline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CpuList, AsTheKernelWritesIt) {
  EXPECT_THAT(parse_cpu_list("0,4-7"), ElementsAre(0, 4, 5, 6, 7));
  EXPECT_THAT(parse_cpu_list(""), IsEmpty());
  EXPECT_THAT(parse_cpu_list("(null)"), IsEmpty());
  EXPECT_THAT(parse_cpu_list("3-"), IsEmpty());
  EXPECT_THAT(parse_cpu_list("2\n"), ElementsAre(2));
}

}  // namespace
}  // namespace fenceline
