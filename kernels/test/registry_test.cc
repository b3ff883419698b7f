#include <gtest/gtest.h>
#include <kernels/kernel.h>

#include <map>
#include <set>

namespace fenceline {
namespace {

TEST(Registry, NamesAreUniqueAndEveryKernelSaysWhatItMeasures) {
  std::set<std::string> names;
  for (const auto& k : kernels()) {
    const auto name = k.suite + "/" + k.name;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_FALSE(k.group.empty() || k.variant.empty() || k.how.empty()) << name;
    EXPECT_FALSE(k.what.empty()) << name;
    EXPECT_NE(k.bytes == nullptr, k.bytes_beyond == nullptr) << name;
    ASSERT_FALSE(k.roles.empty()) << name;
    for (const Role& role : k.roles) {
      EXPECT_EQ(role.run != nullptr, k.absent.empty()) << name;
      EXPECT_LE(role.least, role.most) << name;
      EXPECT_EQ(role.name.empty(), k.roles.size() == 1) << name;
    }
  }
}

TEST(Registry, ANameIsMadeOfWhatTellsAKernelFromOthers) {
  Kernel k;
  k.group = "fence", k.variant = "mfence", k.how = "alone";
  EXPECT_EQ(name_of(k), "fence/mfence/alone");
  k.group = "line_state", k.variant = "mov", k.width = 64, k.use = "load", k.how = "modified";
  EXPECT_EQ(name_of(k), "line_state/mov.64/load/modified");
}

TEST(Registry, EveryMetricHasANameAUnitAndAMeaning) {
  std::set<std::string_view> names;
  for (const auto& m : metrics()) {
    EXPECT_TRUE(names.insert(m.name).second) << m.name;
    EXPECT_FALSE(m.name.empty() || m.unit.empty() || m.meaning.empty()) << m.name;
    EXPECT_EQ(name(m.metric), m.name);
  }
}

TEST(Registry, EveryParameterSaysWhatItIsAndTakesItsOwnValues) {
  for (const auto& k : kernels())
    for (const Axis& axis : k.axes) {
      const auto name = k.suite + "/" + k.name + " " + axis.name;
      EXPECT_FALSE(axis.what.empty()) << name;
      EXPECT_FALSE(axis.values.empty()) << name;
      for (const int64_t value : axis.values) {
        EXPECT_GE(value, axis.least) << name;
        EXPECT_LE(value, axis.most) << name;
        EXPECT_EQ(value % axis.multiple, 0) << name;
      }
    }
}

/// What one variant needs, each kernel about it needs: an illegal instruction else.
TEST(Registry, AVariantNeedsTheSameInEveryKernel) {
  std::map<std::pair<std::string, std::string>, arch::Feature> needs;
  for (const auto& k : kernels()) {
    if (k.emits.empty()) continue;
    const auto [at, fresh] = needs.try_emplace({k.variant, k.emits}, k.needs);
    EXPECT_EQ(at->second, k.needs) << k.suite << "/" << k.name;
  }
}

}  // namespace
}  // namespace fenceline
