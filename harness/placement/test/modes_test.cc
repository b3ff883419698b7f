#include <gtest/gtest.h>
#include <harness/placement/modes.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

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
  EXPECT_EQ(modes.settle(), (ModeNames{{"50ns", "57ns"}}));
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
  modes.recall("66ns", {70.0});
  EXPECT_EQ(modes.of({70.0}), "66ns");
}

// What founds a mode is any of its samples: of four runs of one placement the first probes read 205, 223, 206 and 243 ns.
TEST(Modes, FourRunsOfOnePlacementNameItAlike) {
  for (double first : {205.0, 223.0, 206.0, 243.0}) {
    Modes modes;
    const auto founded = modes.of({first});
    for (int i = 0; i < 200; ++i) modes.of({218.0 + (i % 9 - 4) * 4});  // 202 to 234
    const auto names = modes.settle();
    EXPECT_EQ(renamed(names, founded), "218ns");
    EXPECT_EQ(modes.of({230.0}), "218ns");
  }
}

TEST(Modes, ThoseThatCameToOneNameAreOneAndOthersKeepTheirs) {
  Modes modes;
  EXPECT_EQ(modes.of({100.0}), "100ns");
  EXPECT_EQ(modes.of({125.0}), "125ns");
  EXPECT_EQ(modes.of({28.0}), "28ns");
  for (int i = 0; i < 400; ++i) modes.recall("100ns", {112.0}), modes.recall("125ns", {112.0});
  const auto names = modes.settle();
  EXPECT_EQ(renamed(names, "moved from 100ns to 28ns; steal"), "moved from 112ns to 28ns; steal");
  EXPECT_EQ(renamed(names, "125ns"), "112ns");
  EXPECT_EQ(modes.of({111.0}), "112ns");
  EXPECT_TRUE(modes.settle().empty());
}

TEST(Modes, NamesChangeAtOnceAndWordsAsAWhole) {
  const ModeNames names{{"5ns", "6ns"}, {"6ns", "5ns"}};
  EXPECT_EQ(renamed(names, "moved from 5ns to 6ns"), "moved from 6ns to 5ns");
  EXPECT_EQ(renamed(names, "15ns"), "15ns");
  EXPECT_EQ(renamed(names, ""), "");
}

/// What was published of pairs of one relation.
struct Published {
  std::string where;
  double least_ns, most_ns;
  Relation relation;
};

/// tests/data/core_to_core.csv: from every matrix of nviennot/core-to-core-latency (@96a943a) the least and the most of the pairs
/// of a relation. Siblings and caches in common are told by the gaps between distances, sockets by how Linux numbers CPUs.
std::vector<Published> published() {
  std::ifstream in(std::string(FENCELINE_SOURCE_DIR) + "/tests/data/core_to_core.csv");
  const std::map<std::string, Relation> relations = {{"smt", Relation::smt},
                                                     {"l3", Relation::l3},
                                                     {"package", Relation::package},
                                                     {"cross_package", Relation::cross_package}};
  // Those that are not in the file, or whose relation is told more finely.
  std::vector<Published> all = {
      {"Xeon 8176, siblings (perfbook)", 18, 18, Relation::smt},
      {"i9-12900K, E cores of one cluster", 50.7, 50.7, Relation::l2},
      {"Threadripper 1950X, two dies", 87.6, 160, Relation::numa},
      {"Apple M1 Pro, two clusters of one die", 133, 156.6, Relation::die},
      {"Xeon 8176, across the interconnect (perfbook)", 945, 945, Relation::cross_package},
  };
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream cells(line);
    std::string machine, relation, pairs, least, median, most;
    for (auto* cell : {&machine, &relation, &pairs, &least, &median, &most}) std::getline(cells, *cell, ',');
    all.push_back({machine + ", " + relation, std::stod(least), std::stod(most), relations.at(relation)});
  }
  return all;
}

TEST(Modes, WhatWasPublishedIsThere) { EXPECT_GT(published().size(), 80u); }

TEST(Modes, NoTopologyIsContradictedByADistanceThatWasPublishedOfIt) {
  for (const auto& p : published())
    for (const double ns : {p.least_ns, p.most_ns}) EXPECT_FALSE(contradicts({ns}, p.relation)) << p.where << ' ' << ns;
}

// Words that exclude a relation must hold for every machine whose pairs were published.
TEST(Modes, WordsSayNoMoreThanIsKnown) {
  for (const auto& p : published())
    for (const double ns : {p.least_ns, p.most_ns}) {
      const auto words = looks_like({ns});
      EXPECT_TRUE(words != "SMT siblings" || p.relation == Relation::smt) << p.where << ' ' << ns;
      EXPECT_TRUE(words != "different packages" || p.relation == Relation::cross_package) << p.where << ' ' << ns;
      EXPECT_TRUE(words.find("packages") != words.npos || p.relation != Relation::cross_package)
          << p.where << ' ' << ns;
    }
  EXPECT_EQ(looks_like({5.0}), "SMT siblings");
  EXPECT_EQ(looks_like({25.0}), "cores of one die or cluster");
  EXPECT_EQ(looks_like({145.0}), "different clusters, dies or packages");
  EXPECT_EQ(looks_like({400.0}), "different packages");
}

TEST(Modes, ATopologyIsContradictedByDistancesThatNobodyMeasuredThere) {
  EXPECT_TRUE(contradicts({5.0}, Relation::l3));
  EXPECT_TRUE(contradicts({60.0}, Relation::smt));
  EXPECT_TRUE(contradicts({45.0}, Relation::cross_package));
  EXPECT_TRUE(contradicts({240.0}, Relation::l3));
  EXPECT_FALSE(contradicts({300.0}, Relation::package));  // an EPYC's dies are 281 apart: a slower clock explains it
  EXPECT_TRUE(contradicts({400.0}, Relation::package));
  EXPECT_FALSE(contradicts({240.0}, Relation::cross_package));
  for (double ns : {5.0, 45.0, 80.0, 110.0, 240.0}) EXPECT_FALSE(contradicts({ns}, Relation::machine));
}

TEST(Modes, WordsNameTheRelationThatIsContradicted) {
  Placement two;
  two.cpus = {0, 1};
  two.relation = Relation::l3;
  EXPECT_EQ(mode_words("240ns", two), "different clusters, dies or packages; the topology says l3");
  EXPECT_EQ(mode_words("45ns", two), "cores of one die or cluster");
  EXPECT_EQ(mode_words("", two), "");
  two.cpus.push_back(2);
  EXPECT_EQ(mode_words("240ns", two), "different clusters, dies or packages") << "the relation may be of other threads";
}

TEST(PlacementProbe, TwoThreadsMeetAndOneIsTold) {
  PlacementProbe probe;
  Nanoseconds other;
  std::thread partner([&] { other = probe.half_round_trip(1, clock_quality()); });
  const auto told = probe.half_round_trip(0, clock_quality());
  partner.join();
  EXPECT_GT(told.count, 0);
  EXPECT_EQ(other.count, 0);
  // The home of one line is not that of all: each was visited, as often as the others.
  const auto trips = probe.trips();
  EXPECT_GT(trips[0], 1u);
  for (uint32_t n : trips) EXPECT_EQ(n, trips[0]);
}

}  // namespace
}  // namespace fenceline
