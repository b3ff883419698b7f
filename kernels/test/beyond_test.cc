// Suites whose kernels ask the operating system for something: that what they do is done, and that what is denied is told.
#include <gmock/gmock.h>
#include <kernels/asymmetric/command.h>
#include <kernels/code/pages.h>
#include <kernels/workload.h>
#include <structures/test/threads.h>

#include <set>

namespace fenceline {
namespace {

/// Runs a kernel's threads for two rounds and asks what it says of their work, of which `more` iterations are made up.
std::string verdict(const Kernel& k, unsigned threads, uint64_t more = 0) {
  Shared shared;
  shared.threads = threads;
  shared.crowded = true;  // others test at the same time
  for (const Axis& axis : k.axes) shared.args.push_back(axis.values[0]);
  shared.cast = deal(k.roles, threads);
  std::atomic<bool> stop{false};
  shared.stop = &stop;
  alignas(64) std::byte data[4096] = {};
  shared.data = data;
  shared.bytes = sizeof data;
  if (k.setup) k.setup(shared);
  std::vector<uint64_t> did(threads);
  together(threads, [&](unsigned t) {
    for (int round = 0; round < 2; ++round) did[t] += k.roles[shared.cast.parts[t].role].run(shared, t, 4 * kUnroll);
    if (!k.lockstep) stop = true;
  });
  did[0] += more;
  return k.verify ? k.verify(shared, did) : "";
}

TEST(BeyondLoadsAndStores, HoldsOfAllThatAreMeasured) {
  std::set<std::string> suites;
  for (const Kernel& k : kernels()) {
    if (k.suite != "asymmetric" && k.suite != "per_cpu" && k.suite != "code") continue;
    suites.insert(k.suite);
    if (!k.absent.empty() || !arch::has(k.needs) || (k.lacks && !k.lacks().empty())) continue;
    for (const unsigned threads : std::set{k.min_threads(), std::min(k.max_threads(), 3u)})
      EXPECT_EQ(verdict(k, threads), "") << name_of(k) << ", " << threads << " threads";
  }
  EXPECT_EQ(suites.size(), 3u);
}

TEST(PerCpu, FindsOutThatAdditionsWereLost) {
  for (const Kernel& k : kernels())
    if (k.suite == "per_cpu" && k.group != "list" && k.absent.empty()) {
      EXPECT_EQ(verdict(k, k.min_threads(), 1), "additions were lost") << name_of(k);
    }
}

TEST(CodePages, ExecuteWhatIsWritten) {
  for (const auto mapping : {code::Mapping::one, code::Mapping::dual}) {
    if (const std::string why = code::missing(mapping); !why.empty()) {
      std::printf("not tested: %s\n", why.c_str());
      continue;
    }
    code::Pages pages(mapping, 2 * arch::kCodeBytes);
    for (const uint16_t i : {0, 1}) {
      arch::put_constant(pages.written(i), static_cast<uint16_t>(1000 + i));
      arch::code_for_all::op(pages.executed(i));
    }
    EXPECT_EQ(pages.call(0), 1000u);
    EXPECT_EQ(pages.call(1), 1001u);
    EXPECT_EQ(mapping == code::Mapping::one, pages.written(0) == pages.executed(0));
  }
}

TEST(Membarrier, ACommandThatNoKernelKnowsIsTold) {
  const std::string why = asymmetric::missing({"none", 1 << 30, 0, 0, ""});
  EXPECT_THAT(why, testing::HasSubstr("membarrier(2)"));
}

}  // namespace
}  // namespace fenceline
