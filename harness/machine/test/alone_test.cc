#include <harness/machine/alone.h>

#include <base/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace fenceline {
namespace {

TEST(Alone, OneAtATimeAndTheOtherIsToldWhoseItIs) {
  {
    const Alone first;
    try {
      const Alone second;
      FAIL() << "two are alone";
    } catch (const RunError& e) {
      EXPECT_THAT(e.what(), testing::HasSubstr("process " + std::to_string(getpid())));
    }
  }
  const Alone again;
}

}  // namespace
}  // namespace fenceline
