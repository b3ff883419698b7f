// The suite about pools: pools that hand out an object twice, lose one or never had it are found out by its rows.
#include <gmock/gmock.h>
#include <kernels/pools/rows.h>
#include <structures/pool/list.h>
#include <structures/test/threads.h>

#include <map>

namespace fenceline::pools {
namespace {

using testing::HasSubstr;

/// What a row says of its work after some rounds of two threads, whose steps go one after the other or meet.
std::string verdict(const Kernel& k, std::vector<int64_t> args, bool at_once) {
  Shared shared;
  shared.threads = k.roles[0].most == 1 ? 1 : 2;
  shared.args = std::move(args);
  shared.cast = deal(k.roles, shared.threads);
  shared.crowded = true;
  std::atomic<bool> stop{!at_once};
  shared.stop = &stop;
  k.setup(shared);
  const auto some = [&](unsigned t) {
    for (int round = 0; round < 20; ++round) k.roles[shared.cast.parts[t].role].run(shared, t, kUnroll);
    stop = true;  // the other one may wait for it
  };
  if (at_once) {
    together(shared.threads, some);
  } else {
    for (int turn = 0; turn < 4; ++turn)
      for (unsigned t = 0; t < shared.threads; ++t) some(t);
  }
  return k.verify(shared, {});
}

template <class O>
std::map<std::string, std::string> verdicts(bool at_once) {
  std::vector<Kernel> list;
  add<O>(list, "toy");
  std::map<std::string, std::string> all;
  for (const Kernel& k : list)
    all[k.how] = verdict(k, k.axes.empty() ? std::vector<int64_t>{} : std::vector<int64_t>{3, 5}, at_once);
  return all;
}

TEST(Pools, AreRight) {
  for_each_object([]<class T>() {
    const auto right = []<class O>(const char* name) {
      for (const bool at_once : {true, false})
        for (const auto& [how, said] : verdicts<O>(at_once)) EXPECT_EQ(said, "") << name << " " << how;
    };
    for_each_pool<T>(right);
    right.template operator()<AllocatorPool<T, Heap>>("malloc");
  });
}

/// One that hands out one of four, whoever has it.
struct Generous {
  using value_type = Small;
  static constexpr bool kLanePerThread = false;
  Generous(size_t, unsigned) {}
  Small* take(unsigned) { return &objects[next++ % 4]; }
  void give(Small*, unsigned) {}
  Small objects[4];
  unsigned next = 0;
};
/// One that keeps every fifth that comes back.
struct Greedy : GlobalPool<Small> {
  explicit Greedy(size_t capacity, unsigned) : GlobalPool<Small>(capacity) {}
  void give(Small* object, unsigned) {
    if (++given % 5 != 0) GlobalPool<Small>::give(object);
  }
  unsigned given = 0;
};

TEST(Pools, ThatHandOutAnObjectTwiceAreFoundOut) {
  for (const auto& [how, said] : verdicts<Generous>(false))
    EXPECT_THAT(said, testing::AnyOf(HasSubstr("two threads"), HasSubstr("twice"))) << how;
}
TEST(Pools, ThatLoseObjectsAreFoundOut) {
  for (const auto& [how, said] : verdicts<Greedy>(false)) EXPECT_THAT(said, HasSubstr("lost")) << how;
}

}  // namespace
}  // namespace fenceline::pools
