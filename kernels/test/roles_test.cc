#include <gtest/gtest.h>
#include <kernels/kernel.h>

#include <stdexcept>

namespace fenceline {
namespace {

/// "p0 c0 p1": the role's first letter and the thread's number in it, by thread.
std::string dealt(const std::vector<Role>& roles, unsigned threads) {
  const Cast cast = deal(roles, threads);
  std::string text;
  for (const auto& part : cast.parts)
    text += (text.empty() ? "" : " ") + roles[part.role].name.substr(0, 1) + std::to_string(part.number);
  for (unsigned r = 0; r < roles.size(); ++r) {
    EXPECT_EQ(cast.threads[r], std::ranges::count(cast.parts, r, &Cast::Part::role));
    EXPECT_GE(cast.threads[r], roles[r].least);
    EXPECT_LE(cast.threads[r], roles[r].most);
  }
  return text;
}

TEST(Deal, OneRoleIsThatOfAll) { EXPECT_EQ(dealt({{.name = "all", .most = kAnyThreads}}, 3), "a0 a1 a2"); }

TEST(Deal, APairIsOneOfEach) { EXPECT_EQ(dealt({{.name = "producer"}, {.name = "consumer"}}, 2), "p0 c0"); }

TEST(Deal, RolesTakeTurnsInTheOrderOfThreads) {
  const std::vector<Role> roles{{.name = "producer", .most = kAnyThreads}, {.name = "consumer", .most = kAnyThreads}};
  EXPECT_EQ(dealt(roles, 2), "p0 c0");
  EXPECT_EQ(dealt(roles, 3), "p0 c0 p1");
  EXPECT_EQ(dealt(roles, 5), "p0 c0 p1 c1 p2");
}

TEST(Deal, EachHasItsLeastAndNoMoreThanItsMost) {
  const std::vector<Role> roles{{.name = "writer"}, {.name = "reader", .least = 3, .most = kAnyThreads}};
  EXPECT_EQ(dealt(roles, 4), "w0 r0 r1 r2");
  EXPECT_EQ(dealt(roles, 6), "w0 r0 r1 r2 r3 r4");
  EXPECT_EQ(dealt({{.name = "a", .most = 2}, {.name = "b", .least = 0, .most = 1}}, 3), "a0 b0 a1");
}

TEST(Deal, MoreOrFewerThanTheyTakeIsAMistake) {
  const std::vector<Role> pair{{.name = "a"}, {.name = "b"}};
  EXPECT_THROW(deal(pair, 1), std::invalid_argument);
  EXPECT_THROW(deal(pair, 3), std::invalid_argument);
}

TEST(Deal, AKernelTakesWhatItsRolesTake) {
  Kernel k;
  k.roles = {{.name = "a", .least = 1, .most = 2}, {.name = "b", .least = 0, .most = kAnyThreads}};
  EXPECT_EQ(k.min_threads(), 1u);
  EXPECT_EQ(k.max_threads(), kAnyThreads);
  k.roles[1].most = 3;
  EXPECT_EQ(k.max_threads(), 5u);
}

}  // namespace
}  // namespace fenceline
