// Fences of which one side is light (base/membarrier.h): what a pair forbids, and what a light one alone does not.
#include <gtest/gtest.h>
#include <verify/checked.h>

namespace fenceline::verify {
namespace {

/// Each thread writes its word, passes its fence and reads the other's.
struct Buffering {
  CheckedAtomic<int> x{0}, y{0};
  int a = 1, b = 1;
};
using Fence = void (*)();
const Fence light = [] { Checked::light_fence(seq_cst<1>); };
const Fence heavy = [] { Checked::heavy_fence(seq_cst<2>); };
const Fence full = [] { Checked::fence(seq_cst<3>); };

bool forbids_buffering(Fence first, Fence second) {
  return explore(scenario<Buffering>("SB",
                                     {[=](Buffering& s) {
                                        s.x.store(1, relaxed);
                                        first();
                                        s.a = s.y.load(relaxed);
                                      },
                                      [=](Buffering& s) {
                                        s.y.store(1, relaxed);
                                        second();
                                        s.b = s.x.load(relaxed);
                                      }},
                                     [](Buffering& s) { require(s.a + s.b > 0, "one sees the other"); }))
      .complete();
}

TEST(LightFence, PairsWithAHeavyOneOnly) {
  EXPECT_TRUE(forbids_buffering(light, heavy));
  EXPECT_TRUE(forbids_buffering(heavy, light));
  EXPECT_TRUE(forbids_buffering(heavy, heavy));
  EXPECT_TRUE(forbids_buffering(heavy, full));
  EXPECT_FALSE(forbids_buffering(light, light));
  EXPECT_FALSE(forbids_buffering(light, full)) << "a full fence is done in its own thread only";
}

/// A message; and a third thread that may have a heavy fence done in the reader meanwhile.
struct Message {
  CheckedAtomic<int> data{0}, flag{0}, done{0};
};
bool passes_a_message(Fence writer, Fence reader) {
  return explore(scenario<Message>("MP", {[=](Message& s) {
                                            s.data.store(1, relaxed);
                                            writer();
                                            s.flag.store(1, relaxed);
                                          },
                                          [=](Message& s) {
                                            if (s.flag.load(relaxed) == 0) return;
                                            reader();
                                            require(s.data.load(relaxed) == 1, "the message is there");
                                          }}))
      .complete();
}

TEST(LightFence, AloneOrdersNothing) {
  EXPECT_TRUE(passes_a_message(full, full));
  EXPECT_TRUE(passes_a_message(heavy, light)) << "the heavy one is done in the reader, too";
  EXPECT_TRUE(passes_a_message(light, heavy));
  EXPECT_FALSE(passes_a_message(light, full)) << "a full fence is no heavy one";
  EXPECT_FALSE(passes_a_message(light, light));
}

TEST(LightFence, IsNoFenceForSeqCstAccesses) {
  EXPECT_FALSE(explore(scenario<Buffering>("SB",
                                           {[](Buffering& s) {
                                              s.x.store(1, relaxed);
                                              light();
                                              s.a = s.y.load(relaxed);
                                            },
                                            [](Buffering& s) {
                                              s.y.store(1, seq_cst<4>);
                                              s.b = s.x.load(seq_cst<5>);
                                            }},
                                           [](Buffering& s) { require(s.a + s.b > 0, "one sees the other"); }))
                   .complete());
}

}  // namespace
}  // namespace fenceline::verify
