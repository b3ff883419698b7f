// The suite about things made once: one that is made again, or not, or of which threads have two, is found out.
#include <gtest/gtest.h>
#include <kernels/initialisation/cells.h>
#include <kernels/initialisation/rows.h>
#include <structures/test/threads.h>

namespace fenceline::initialisation {
namespace {

/// Makes it each time.
struct Again {
  template <class Make>
  uint64_t get(Make&& make) {
    return make();
  }
};
/// Has it without making it.
struct Unmade {
  template <class Make>
  uint64_t get(Make&&) {
    return kValue;
  }
};
/// Gives those who come later something else.
struct Other {
  std::atomic<bool> made{false};
  template <class Make>
  uint64_t get(Make&& make) {
    return made.exchange(true) ? 0 : make();
  }
};

/// What the row about first times says of its own work.
template <class Cell, uint64_t kTimes = 1>
std::string verdict() {
  std::vector<Kernel> list;
  add<Cell, kTimes>(list, "test");
  const Kernel& k = list.at(1);
  Shared shared;
  shared.threads = 2;
  shared.crowded = true;  // tests have no PU of their own
  shared.args = {32};
  k.setup(shared);
  std::vector<uint64_t> done(2);
  together(2, [&](unsigned t) { done[t] = k.roles[0].run(shared, t, 4 * kThings); });
  EXPECT_EQ(shared.timed.ops, 4 * kThings);
  return k.verify(shared, done);
}

TEST(Initialisation, FindsOutWhatIsNotOnce) {
  EXPECT_EQ(verdict<Again>(), "something was made again");
  EXPECT_EQ(verdict<Unmade>(), "something was not made");
  EXPECT_EQ(verdict<Other>(), "a thread got something that nobody made");
}

TEST(Initialisation, IsOnceInEachCell) {
  EXPECT_EQ((verdict<Pointed<DoubleChecked<uint64_t>>>()), "");
  EXPECT_EQ((verdict<Pointed<Raced<uint64_t>>, 0>()), "");
  EXPECT_EQ(verdict<OnceCell>(), "");
  EXPECT_EQ(verdict<CallOnce>(), "");
  EXPECT_EQ(verdict<PthreadOnce>(), "");
  EXPECT_EQ(verdict<StaticLocal>(), "");
}

}  // namespace
}  // namespace fenceline::initialisation
