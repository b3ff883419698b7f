// The suites about records: a record that tears, or loses, is found out; reads and updates are timed apart.
#include <gmock/gmock.h>
#include <kernels/records.h>
#include <structures/record/plain.h>
#include <structures/test/threads.h>

#include <map>

namespace fenceline::records {
namespace {

/// A record that is wrong in a way of its own, and does not say so. Its clock goes on as it works.
template <class T>
struct Wrong {
  using value_type = T;
  using Member = NoRecordMember;
  static inline bool tears = false, loses = false;
  static inline uint64_t time = 0;
  static uint64_t now() { return time++; }

  explicit Wrong(unsigned) {}
  template <class F>
  void read(Member&, F&& visit) {
    time += 1000;
    T copy = record;
    if (tears) ++copy.words.back();
    visit(copy);
  }
  template <class F>
  void update(Member&, F&& change) {
    time += 10'000;
    T next = record;
    change(next);
    if (!loses) record = next;
  }
  T record{};
};
using Here = Words<uint64_t, 8>;

Shared trial(const Kernel& k, std::vector<int64_t> args) {
  Shared shared;
  shared.threads = 2;
  shared.args = std::move(args);
  k.setup(shared);
  return shared;
}

const Kernel& row(const std::vector<Kernel>& list, std::string_view how) {
  return *std::find_if(list.begin(), list.end(), [&](const Kernel& k) { return k.how == how; });
}

TEST(Records, FindOutWhatIsTornOrLost) {
  std::vector<Kernel> list;
  add<Sized<Wrong>>(list, "test", "wrong");
  for (const auto& [tears, loses] : {std::pair(false, false), {true, false}, {false, true}}) {
    Wrong<Here>::tears = tears;
    Wrong<Here>::loses = loses;
    const Kernel& k = row(list, "mixed");
    Shared shared = trial(k, {5000, 0, kUsualBytes});
    k.roles[0].run(shared, 0, 100);
    EXPECT_EQ(k.verify(shared, {}), tears ? "a reader saw one half of an update" : loses ? "updates were lost" : "");
  }
  Wrong<Here>::tears = Wrong<Here>::loses = false;
}

TEST(Records, TimeReadsAndUpdatesApart) {
  std::vector<Kernel> list;
  add<Sized<Wrong>, Wrong<Here>>(list, "test", "slow");
  const Kernel& k = row(list, "latency");
  Shared shared = trial(k, {5000, 100'000, kUsualBytes});
  k.begin(shared);
  k.settle(shared, 0);
  EXPECT_EQ(k.roles[0].run(shared, 0, 200), 200u);
  const auto found = k.distributions(shared);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].what, "read_latency");
  EXPECT_EQ(found[1].what, "update_latency");
  EXPECT_NEAR(double(found[0].values.quantile(0.5)), 1000, 100);
  EXPECT_NEAR(double(found[1].values.quantile(0.5)), 10'000, 1000);
  EXPECT_EQ(found[0].values.count() + found[1].values.count(), 200u);
  EXPECT_NEAR(double(found[0].values.count()), 100, 35);
}

TEST(Records, HaveTheSizeThatIsAsked) {
  std::vector<Kernel> list;
  add<Sized<PlainRecord>>(list, "test", "plain");
  const Kernel& k = row(list, "read");
  Shared shared = trial(k, {kManyBytes});
  using Record = PlainRecord<Words<uint64_t, kManyBytes / 8>>;
  EXPECT_NO_THROW(shared.object<Site<Record>>());
}

TEST(Records, TellWhatBecameOfTransactions) {
  std::map<std::string, double> by_name;
  for (const auto& figure : transactions({6, 2, 1, 0, 1}, 3, 9)) by_name[figure.name] = figure.value;
  EXPECT_NEAR(by_name["undone"], 0.4, 1e-9);
  EXPECT_NEAR(by_name["undone_conflict"], 0.2, 1e-9);
  EXPECT_NEAR(by_name["undone_locked"], 0, 1e-9);
  EXPECT_NEAR(by_name["locked"], 1 / 3., 1e-9);
}

TEST(Records, OfEverySuiteAreWhole) {
  for (const auto& k : kernels()) {
    if ((k.suite != "publication" && k.suite != "two_words") || k.how != "mixed" || !arch::has(k.needs)) continue;
    // One it does not see, another's races are the point.
    if (FENCELINE_TSAN && (k.peer || k.variant == "plain")) continue;
    std::vector<int64_t> args{5000, 0};
    if (k.axes.size() > 2) args.push_back(kUsualBytes);
    Shared shared = trial(k, args);
    std::vector<uint64_t> done(2);
    together(2, [&](unsigned t) { done[t] = k.roles[0].run(shared, t, 2000); });
    EXPECT_EQ(k.verify(shared, done), "") << k.name;
  }
}

}  // namespace
}  // namespace fenceline::records
