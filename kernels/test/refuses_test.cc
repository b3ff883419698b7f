#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <kernels/atomics/refuses.h>
#include <kernels/kernel.h>

#include <csignal>

namespace fenceline {
namespace {

TEST(Refuses, WhatIsDoneIsNot) {
  EXPECT_EQ(refuses([](std::byte* line) { line[3] = std::byte{1}; }), "");
}

TEST(Refuses, WhatRaisesASignalIsToldByIt) {
  EXPECT_THAT(refuses([](std::byte*) { raise(SIGBUS); }), testing::HasSubstr("(SIGBUS)"));
  EXPECT_THAT(refuses([](std::byte*) { raise(SIGILL); }), testing::HasSubstr("(SIGILL)"));
}

TEST(Refuses, WhatNeverEndsIsToldSo) {
  EXPECT_THAT(refuses([](std::byte*) { raise(SIGALRM); }), testing::HasSubstr("never succeeds"));
}

// On every ISA a misaligned or split atomic is a row: measured, or a gap with its reason.
TEST(Refuses, EveryIsaTellsOfMisalignedAndSplitAtomics) {
  for (const char* group : {"misaligned", "split_lock"}) {
    unsigned rows = 0;
    for (const auto& k : kernels())
      if (k.suite == "atomics" && k.group == group) {
        ++rows;
        EXPECT_TRUE(k.lacks != nullptr || !k.absent.empty() || !k.opt_in.empty()) << k.name;
      }
    EXPECT_GT(rows, 0u) << group;
  }
}

}  // namespace
}  // namespace fenceline
