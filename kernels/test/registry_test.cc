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
    EXPECT_FALSE(k.what.empty()) << name;
    EXPECT_TRUE(k.run && k.bytes) << name;
    EXPECT_LE(k.min_threads, k.max_threads) << name;
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
