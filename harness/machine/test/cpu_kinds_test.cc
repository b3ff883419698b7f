#include <harness/machine/cpu_kinds.h>

#include <gmock/gmock.h>

namespace fenceline {
namespace {

using testing::ElementsAre;

CpuKind typed(const char* type, std::optional<double> max_mhz = {}) { return {type, {}, max_mhz, 0, 0}; }
CpuKind clocked(double max_mhz) { return {"", {}, max_mhz, 32 << 10, 1 << 20}; }
CpuKind capable(double capacity) { return {"", capacity, {}, 0, 0}; }

TEST(CpuKinds, RanksOfAlikeCoresAreOneKind) {
  EXPECT_THAT(kinds_of_core({clocked(5000), clocked(5060), clocked(5420)}), ElementsAre(0, 0, 0));
  EXPECT_THAT(kinds_of_core({capable(980), capable(1011), capable(1024)}), ElementsAre(0, 0, 0));
  EXPECT_THAT(kinds_of_core({{}, {}}), ElementsAre(0, 0)) << "nothing told is no difference";
}

TEST(CpuKinds, OtherCoresAreOtherKinds) {
  EXPECT_THAT(kinds_of_core({typed("IntelAtom"), typed("IntelCore")}), ElementsAre(0, 1));
  EXPECT_THAT(kinds_of_core({capable(446), capable(871), capable(1024)}), ElementsAre(0, 1, 1));
  EXPECT_THAT(kinds_of_core({clocked(3500), clocked(5000)}), ElementsAre(0, 1)) << "dense cores beside ordinary ones";
  CpuKind small = clocked(5000);
  small.l2 = 512 << 10;
  EXPECT_THAT(kinds_of_core({small, clocked(5000)}), ElementsAre(0, 1));
}

TEST(CpuKinds, FavouredCoresOfAHybridAreOneKindWithTheOthers) {
  EXPECT_THAT(kinds_of_core({typed("IntelAtom", 4300), typed("IntelCore", 5500), typed("IntelCore", 5800)}),
              ElementsAre(0, 1, 1));
  EXPECT_THAT(kinds_of_core({typed("IntelAtom", 2500), typed("IntelAtom", 3800), typed("IntelCore", 5100)}),
              ElementsAre(0, 1, 2))
      << "low-power cores have no name of their own";
  EXPECT_THAT(kinds_of_core({typed("", 5500), typed("IntelCore", 5500)}), ElementsAre(0, 0)) << "untold is no type";
}

}  // namespace
}  // namespace fenceline
