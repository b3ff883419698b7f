#include <base/error.h>
#include <base/nearest.h>
#include <gmock/gmock.h>

namespace fenceline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> kSuites = {"atomics", "fences", "coherence", "memory", "litmus"};

TEST(Nearest, PutsTheClosestNameFirst) {
  EXPECT_THAT(nearest("atomcs", kSuites), ElementsAre("atomics"));
  EXPECT_THAT(nearest("fencse", kSuites), ElementsAre("fences"));  // two letters swapped
  EXPECT_THAT(nearest("ATOMICS", kSuites), ElementsAre("atomics"));
}

TEST(Nearest, NamesNoneThatHasLittleInCommon) {
  EXPECT_THAT(nearest("xyzzy", kSuites), IsEmpty());
  EXPECT_THAT(nearest("", kSuites), IsEmpty());
}

// Comparing a megabyte letter by letter with all of these takes minutes.
TEST(Nearest, IsNotLookedForWhereLengthsAreFarApart) {
  EXPECT_THAT(nearest(std::string(1'000'000, 'a'), std::vector<std::string>(1000, "aaaaaaaaaa")), IsEmpty());
}

TEST(Nearest, NamesEachNameOnce) { EXPECT_THAT(nearest("movw", {"mov", "add", "mov"}), ElementsAre("mov")); }

TEST(Nearest, KeepsToTheNumberAskedFor) {
  EXPECT_THAT(nearest("aa", {"ab", "ac", "aa", "ad"}, 2), ElementsAre("aa", "ab"));
}

TEST(Unknown, IsOneLineWithTheNearestAndAHint) {
  EXPECT_EQ(unknown("suite", "atomcs", kSuites, "--list shows all"),
            "unknown suite 'atomcs'; nearest: atomics; --list shows all");
  EXPECT_EQ(unknown("suite", "qqqqqq", kSuites, "--list shows all"), "unknown suite 'qqqqqq'; --list shows all");
}

}  // namespace
}  // namespace fenceline
