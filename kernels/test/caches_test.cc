// What the caches' rows find out, without a harness: hit ratios, and caches that are wrong.
#include <gmock/gmock.h>
#include <kernels/caches/leased.h>
#include <kernels/caches/lru.h>
#include <structures/cache/list.h>

namespace fenceline::caches {
namespace {

using testing::HasSubstr;

Shared two_threads(std::vector<int64_t> args) {
  Shared shared;
  shared.threads = 2;
  shared.args = std::move(args);
  shared.seed = 1;
  return shared;
}
Kernel kernel(std::vector<Kernel> list, const std::string& how) {
  for (Kernel& k : list)
    if (k.how == how) return k;
  ADD_FAILURE() << how;
  return {};
}
template <class C>
Kernel lru(const std::string& how) {
  std::vector<Kernel> list;
  add_lru<C>(list, "cache");
  return kernel(std::move(list), how);
}
template <class C>
Kernel leased(const std::string& how) {
  std::vector<Kernel> list;
  add_leased<C>(list, "cache");
  return kernel(std::move(list), how);
}
/// One thread after the other.
std::string run(const Kernel& k, Shared& shared, uint64_t iterations) {
  k.setup(shared);
  for (unsigned t = 0; t < shared.threads; ++t)
    EXPECT_EQ(k.roles[t % k.roles.size()].run(shared, t, iterations), iterations);
  return k.verify(shared, {});
}
double hits(const Kernel& k, const Shared& shared) {
  for (const Figure& f : k.figures(shared))
    if (f.name == "hit_ratio") return f.value;
  return -1;
}

TEST(CachesSuite, TellsHowOftenAKeyWasIn) {
  for_each_lru<uint64_t, uint64_t>([]<class C>(const char* name) {
    SCOPED_TRACE(name);
    const auto ratio = [](const char* how, std::vector<int64_t> args) {
      Shared shared = two_threads(std::move(args));
      const Kernel k = lru<C>(how);
      EXPECT_EQ(run(k, shared, 20'000), "");
      return hits(k, shared);
    };
    EXPECT_EQ(ratio("hit", {64}), 1);
    EXPECT_EQ(ratio("miss", {64}), 0);
    EXPECT_EQ(ratio("fill", {64}), 0);
    EXPECT_NEAR(ratio("zipf", {64, 256, 0}), 0.25, 0.02) << "each key equally often, and a quarter of them are in";
    EXPECT_GT(ratio("zipf", {64, 256, 99}), 0.5);
  });
}

/// Has room for one more than it says.
struct Roomy : MutexLruCache<uint64_t, uint64_t> {
  explicit Roomy(size_t capacity, unsigned lanes) : MutexLruCache(capacity + 1, lanes) {}
  size_t capacity() const { return MutexLruCache::capacity() - 1; }
};
/// Has one value for all keys.
struct Blind : MutexLruCache<uint64_t, uint64_t> {
  using MutexLruCache::MutexLruCache;
  bool find(Where where, uint64_t, uint64_t& value) { return MutexLruCache::find(where, 0, value); }
  void put(Where where, uint64_t, uint64_t value) { MutexLruCache::put(where, 0, value); }
};

TEST(CachesSuite, FindsACacheThatIsNone) {
  Shared shared = two_threads({64});
  EXPECT_THAT(run(lru<Roomy>("fill"), shared, 1000), HasSubstr("more keys are in than there is room for"));
  EXPECT_THAT(run(lru<Blind>("hit"), shared, 1000), HasSubstr("a value was found that the key had not"));
}

/// Does not hear that anything changes.
struct Deaf : LeasedCache<uint64_t, uint64_t> {
  using InvalidatedCache::InvalidatedCache;
  void invalidate(uint64_t) {}
};

TEST(CachesSuite, FindsAValueThatIsStale) {
  Shared shared = two_threads({16, 0});
  EXPECT_THAT(run(leased<Deaf>("race"), shared, 1000), HasSubstr("not any more"));
  for_each_leased<uint64_t, uint64_t>([&]<class C>(const char* name) {
    SCOPED_TRACE(name);
    EXPECT_EQ(run(leased<C>("race"), shared, 1000), "");
    EXPECT_EQ(run(leased<C>("hit"), shared, 1000), "");
    EXPECT_EQ(hits(leased<C>("hit"), shared), 1);
  });
}

}  // namespace
}  // namespace fenceline::caches
