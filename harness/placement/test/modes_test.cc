#include <gtest/gtest.h>
#include <harness/placement/modes.h>

#include <thread>

namespace fenceline {
namespace {

TEST(Modes, DistancesThatAreNearShareAModeAndOthersDoNot) {
  Modes modes;
  EXPECT_EQ(modes.of({5.0}), "5ns");
  EXPECT_EQ(modes.of({5.4}), "5ns");
  EXPECT_EQ(modes.of({66.0}), "66ns");
  EXPECT_EQ(modes.of({88.0}), "88ns");
  EXPECT_EQ(modes.of({115.0}), "115ns");
  EXPECT_EQ(modes.of({70.0}), "66ns");
  EXPECT_EQ(modes.of({112.0}), "115ns");
}

// The first sample of a mode may lie at its edge: the centre moves to where the samples are, the name stays.
TEST(Modes, TheCentreFollowsItsSamples) {
  Modes modes;
  EXPECT_EQ(modes.of({50.0}), "50ns");
  for (int i = 0; i < 50; ++i) modes.of({57.0});
  EXPECT_EQ(modes.of({66.0}), "50ns");
}

TEST(Modes, AStraySampleTakesNothingFromItsNeighbour) {
  Modes modes;
  for (double ns : {51.0, 52.0, 50.0, 53.0}) EXPECT_EQ(modes.of({ns}), "51ns");
  EXPECT_EQ(modes.of({65.0}), "65ns");
  for (double ns : {59.0, 52.0, 60.0, 51.0, 58.0, 50.0}) EXPECT_EQ(modes.of({ns}), "51ns");
  EXPECT_EQ(modes.of({66.0}), "65ns");
}

TEST(Modes, AResumedRunKnowsItsModes) {
  Modes modes;
  modes.recall("66ns", {66.0});
  EXPECT_EQ(modes.of({70.0}), "66ns");
}

TEST(Modes, DistancesLookLikeWhatWasPublished) {
  EXPECT_EQ(looks_like({5.0}), "SMT siblings");
  EXPECT_EQ(looks_like({25.0}), "cores of one die or cluster");
  EXPECT_EQ(looks_like({400.0}), "different packages");
}

TEST(Modes, ATopologyIsContradictedByDistancesThatNobodyMeasuredThere) {
  EXPECT_TRUE(contradicts({5.0}, Relation::l3));
  EXPECT_FALSE(contradicts({5.0}, Relation::smt));
  EXPECT_FALSE(contradicts({45.0}, Relation::l3));
  EXPECT_TRUE(contradicts({45.0}, Relation::cross_package));
  EXPECT_TRUE(contradicts({240.0}, Relation::package));  // a guest of one package
  EXPECT_FALSE(contradicts({240.0}, Relation::cross_package));
  for (double ns : {5.0, 45.0, 80.0, 110.0, 240.0}) EXPECT_FALSE(contradicts({ns}, Relation::machine));
}

TEST(Modes, WordsNameTheRelationThatIsContradicted) {
  Placement two;
  two.cpus = {0, 1};
  two.relation = Relation::l3;
  EXPECT_EQ(mode_words("240ns", two), "different packages; the topology says l3");
  EXPECT_EQ(mode_words("45ns", two), "cores of one die or cluster");
  EXPECT_EQ(mode_words("", two), "");
  two.cpus.push_back(2);
  EXPECT_EQ(mode_words("240ns", two), "different packages") << "the relation may be that of other threads";
}

TEST(PlacementProbe, TwoThreadsMeetAndOneIsTold) {
  PlacementProbe probe;
  Nanoseconds other;
  std::thread partner([&] { other = probe.half_round_trip(1, clock_quality()); });
  const auto told = probe.half_round_trip(0, clock_quality());
  partner.join();
  EXPECT_GT(told.count, 0);
  EXPECT_EQ(other.count, 0);
}

}  // namespace
}  // namespace fenceline
