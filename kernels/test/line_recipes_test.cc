#include <gtest/gtest.h>
#include <kernels/coherence/line_recipes.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace fenceline {
namespace {

// Caches as textbooks have them (Hennessy, Patterson, "Computer Architecture", 5.2 and 5.4): one letter a thread.

/// MESIF: who reads last of several has Forward; a Modified line is written back when another reads it.
std::string mesif(std::string lines, unsigned thread, What what) {
  if (what == What::flush) return std::string(lines.size(), 'I');
  if (what == What::write) {
    std::ranges::fill(lines, 'I');
    lines[thread] = 'M';
    return lines;
  }
  if (lines[thread] != 'I') return lines;
  const bool alone = std::ranges::all_of(lines, [](char c) { return c == 'I'; });
  for (char& c : lines)
    if (c != 'I') c = 'S';
  lines[thread] = alone ? 'E' : 'F';
  return lines;
}

/// MOESI: who wrote keeps the dirty line as Owned when others read it.
std::string moesi(std::string lines, unsigned thread, What what) {
  if (what != What::read) return mesif(lines, thread, what);
  if (lines[thread] != 'I') return lines;
  const bool alone = std::ranges::all_of(lines, [](char c) { return c == 'I'; });
  for (char& c : lines)
    if (c == 'M')
      c = 'O';
    else if (c == 'E')
      c = 'S';
  lines[thread] = alone ? 'E' : 'S';
  return lines;
}

using Protocol = std::string (*)(std::string, unsigned, What);

/// What each of so many threads has when all steps are done, on lines that an earlier round left Modified with one of them.
std::string after(const LineRecipe& recipe, Protocol protocol, unsigned threads, unsigned before) {
  std::string lines(threads, 'I');
  lines[before] = 'M';
  for (unsigned i = 0; i < recipe.count; ++i)
    for (unsigned t = 0; t < threads; ++t)
      if (does(recipe.steps[i].who, t)) lines = protocol(lines, t, recipe.steps[i].what);
  return lines;
}

/// By recipe: with the fewest threads, and with four (or two, where it takes no more).
struct Expected {
  std::string fewest_mesif, fewest_moesi, four_mesif, four_moesi;
};
const std::map<std::string, Expected> kExpected = {
    {"modified", {"IM", "IM", "", ""}},
    {"exclusive", {"IE", "IE", "", ""}},
    {"shared", {"ISF", "ISS", "ISSF", "ISSS"}},
    {"owned", {"ISF", "IOS", "ISSF", "IOSS"}},
    {"uncached", {"II", "II", "", ""}},
    {"upgrade_shared", {"SF", "SS", "SSSF", "SSSS"}},
    {"upgrade_forward", {"FS", "SS", "FSSS", "SSSS"}},
    {"upgrade_owned", {"SF", "OS", "SSSF", "OSSS"}},
};

TEST(LineRecipes, MakeTheStatesThatTheyAreNamedBy) {
  ASSERT_EQ(std::size(kLineRecipes), kExpected.size());
  for (const auto& recipe : kLineRecipes) {
    const auto& want = kExpected.at(recipe.name);
    for (unsigned before : {0u, 1u}) {
      EXPECT_EQ(after(recipe, mesif, recipe.least, before), want.fewest_mesif) << recipe.name;
      EXPECT_EQ(after(recipe, moesi, recipe.least, before), want.fewest_moesi) << recipe.name;
      if (recipe.most != 0) continue;
      EXPECT_EQ(after(recipe, mesif, 4, before), want.four_mesif) << recipe.name;
      EXPECT_EQ(after(recipe, moesi, 4, before), want.four_moesi) << recipe.name;
    }
  }
}

// With two threads what is called Shared is Exclusive.
TEST(LineRecipes, SharedTakesAThirdThread) {
  for (const auto& recipe : kLineRecipes)
    if (std::string(recipe.name) == "shared") {
      EXPECT_EQ(after(recipe, mesif, 2, 0), "IE");
      EXPECT_EQ(recipe.least, 3u);
    }
}

// A load by thread 0 is worth measuring where it has not got the line, an upgrade where it has and others have it too.
TEST(LineRecipes, OwnOnesAreThoseThatThreadZeroHas) {
  for (const auto& recipe : kLineRecipes) EXPECT_EQ(recipe.own(), after(recipe, moesi, recipe.least, 1)[0] != 'I');
}

}  // namespace
}  // namespace fenceline
