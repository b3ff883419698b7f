// The suite about rate limiters: what it makes of the times at which threads asked, and that it finds out limiters that
// let through too many, or too few.
#include <gmock/gmock.h>
#include <kernels/limiters/asking.h>
#include <structures/limit/gcra.h>

#include <map>

namespace fenceline::limiters {
namespace {

TEST(Allowance, IsTheBurstTheTimeThatWasAskedAndWhatIsKeptBetween) {
  constexpr Rate kRate{.period = 10, .burst = 4};
  Allowance all(kRate);
  EXPECT_EQ(all.most(), 4) << "full at first";
  all.add(1000, 1100);
  EXPECT_EQ(all.most(), 14);
  all.add(~uint64_t{0}, 0);
  EXPECT_EQ(all.most(), 14) << "a phase in which nobody asked";
  all.add(1120, 1120);
  EXPECT_EQ(all.most(), 16) << "20 ticks between two phases";
  all.add(100'000, 100'015);
  EXPECT_EQ(all.most(), 16 + 4 + 1.5) << "no more than the burst is kept";
}

/// A clock that goes by ten ticks each time that it is looked at.
struct Toy {
  static inline uint64_t time = 0;
  static uint64_t now() { return time += 10; }
};

/// Its rate, and what another one says.
template <class L>
std::pair<std::string, std::map<std::string, double>> tried(std::vector<int64_t> args) {
  std::vector<Kernel> list;
  add<L, Toy>(list, "toy");
  const Kernel& k = list[0];
  Shared shared;
  shared.args = std::move(args);
  shared.tick_hz = 1e9;
  k.setup(shared);
  for (int phase = 0; phase < 3; ++phase) {
    k.begin(shared);
    EXPECT_EQ(k.roles[0].run(shared, 0, 100 * kUnroll), 100 * kUnroll);
  }
  const std::string said = k.verify(shared, {});
  std::map<std::string, double> figures;
  for (const Figure& f : k.figures(shared)) figures[f.name] = f.value;
  return {said, figures};
}

TEST(Limiters, AreToldByTheShareThatWentThrough) {
  const auto [said, figures] = tried<Gcra<>>({20, 8});
  EXPECT_EQ(said, "");
  // 3 phases of 1000 ticks, one of 20 lets one through, and 32 ask in 10.
  EXPECT_NEAR(figures.at("admitted"), (150. + 8) / (3 * 3200), 0.001);
  EXPECT_NEAR(figures.at("of_allowed"), 1, 0.02);
  const auto [all_said, all] = tried<Gcra<>>({0, 8});
  EXPECT_EQ(all_said, "");
  EXPECT_EQ(all.at("admitted"), 1);
}

template <bool kAnswer>
struct Says {
  static constexpr bool kExact = true, kWhole = true;
  Says(Rate rate, uint64_t, unsigned) : left(10 * rate.burst + 100'000) {}
  bool allow(uint64_t, unsigned) { return kAnswer && left-- > 0; }
  int64_t left;
};

TEST(Limiters, ThatLetThroughTooManyOrNoneAreFoundOut) {
  EXPECT_NE((tried<Says<true>>({20, 8}).first), "");
  EXPECT_NE((tried<Says<false>>({20, 8}).first), "");
}

}  // namespace
}  // namespace fenceline::limiters
