#include <base/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <harness/team/affinity.h>

namespace fenceline {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

std::vector<unsigned> cpus(const CpuSet& set) {
  std::vector<unsigned> list;
  for (unsigned cpu = 0; cpu < sizeof set * 8; ++cpu)
    if (CPU_ISSET_S(cpu, sizeof set, set.data())) list.push_back(cpu);
  return list;
}

TEST(Affinity, APinnedThreadRunsThereAndCanBeLetGo) {
  const CpuSet before = allowed_here();
  const unsigned last = cpus(before).back();
  pin_here(last);
  EXPECT_EQ(cpus(allowed_here()), std::vector{last});
  EXPECT_EQ(sched_getcpu(), static_cast<int>(last));
  EXPECT_TRUE(is_pinned_to(last));
  EXPECT_FALSE(is_pinned_to(last + 1));
  EXPECT_EQ(in_words(allowed_here()), std::to_string(last));
  allow_here(before);
  EXPECT_EQ(cpus(allowed_here()), cpus(before));
}

TEST(Affinity, ACpuThatIsNotThereIsRefusedByNameAlsoBeyond1024) {
  for (const unsigned cpu : {1023u, 1024u, 16'383u})
    EXPECT_THAT([&] { pin_here(cpu); },
                ThrowsMessage<RunError>(AllOf(HasSubstr("CPU " + std::to_string(cpu)), HasSubstr("--pin=none"))));
}

}  // namespace
}  // namespace fenceline
