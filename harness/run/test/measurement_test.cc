#include <gtest/gtest.h>
#include <harness/run/measurement.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace fenceline {
namespace {

uint64_t nothing(Shared&, unsigned, uint64_t iterations) { return iterations; }

/// A kernel of two roles that tells of a thousand ticks each time, and how many threads there are.
Kernel made_up() {
  Kernel k;
  k.suite = "made", k.group = "up", k.variant = "kernel", k.how = "latency";
  k.name = name_of(k);
  k.roles = {{.name = "producer", .run = nothing}, {.name = "consumer", .run = nothing}};
  k.bytes = [](unsigned, const std::vector<int64_t>&) { return size_t{64}; };
  k.distributions = [](const Shared& shared) {
    std::vector<Distribution> all;
    for (const char* role : {"producer", "consumer"}) {
      auto& d = all.emplace_back(Distribution{.role = role, .what = "latency", .unit = "tick", .values = {}});
      d.values.add(1000, 5);
    }
    auto& d = all.emplace_back(Distribution{.role = "", .what = "threads", .unit = "", .values = {}});
    d.values.add(shared.threads);
    return all;
  };
  return k;
}

/// By one thread on the first PU, or with another on the last.
NativeRecord measured(const Kernel& kernel, unsigned threads = 2) {
  const Machine machine = load_machine();
  const Request request;
  TrialRunner runner(request, machine, false, [](const std::string&) {});
  Trial trial;
  trial.kernel = &kernel;
  trial.id = "made/up";
  trial.threads = threads;
  trial.placement.cpus = {machine.pus[0].os};
  if (threads == 2) trial.placement.cpus.push_back(machine.pus.back().os);
  trial.placement.oversubscribed = machine.pus.size() < threads;
  return runner.measure(trial, 0, {1e6});
}

/// Fights for its PU with a thread that it has made, which runs where its maker is pinned.
uint64_t crowds_itself(Shared&, unsigned, uint64_t iterations) {
  std::atomic<bool> stop{false};
  std::thread other([&] {
    while (!stop.load(std::memory_order_relaxed)) {
    }
  });
  const auto start = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - start < std::chrono::milliseconds(30)) {
  }
  stop.store(true, std::memory_order_relaxed);
  other.join();
  return iterations;
}

TEST(Measurement, WhoGivesItsPuAwayIsNotDisturbedByThat) {
  Kernel kernel = made_up();
  kernel.roles = {{.run = crowds_itself}};
  kernel.distributions = nullptr;
  const auto disturbed = [&](bool gives_way) {
    kernel.gives_way = gives_way;
    return measured(kernel, 1).disturbed;
  };
  EXPECT_NE(disturbed(false).find("waited for a CPU"), std::string::npos);
  const auto text = disturbed(true);
  EXPECT_EQ(text.find("waited for a CPU"), std::string::npos) << text;
  EXPECT_EQ(text.find("switched out"), std::string::npos) << text;
}

TEST(Measurement, OneThreadOfSeveralIsTakenAsTheyAre) {
  Kernel k = made_up();
  k.distributions = {};
  k.roles = {{.name = "all", .most = 8, .run = nothing}};
  for (const unsigned threads : {1u, 2u}) {
    const auto r = measured(k, threads);
    EXPECT_DOUBLE_EQ(r.ns_per_op, r.window.count * threads / double(r.ops)) << threads;
  }
}

TEST(Measurement, DistributionsInTicksAreToldInNanoseconds) {
  const auto record = measured(made_up());
  ASSERT_EQ(record.distributions.size(), 3u);
  for (size_t i : {0, 1}) {
    const auto& d = record.distributions[i];
    EXPECT_EQ(d.unit, "ns");
    EXPECT_EQ(d.values.count(), 5u);
    EXPECT_NEAR(d.scale, 1e9 / (arch::tick_hz() > 0 ? arch::tick_hz() : measure_tick_hz()), 0.01 * d.scale);
  }
  EXPECT_EQ(record.distributions[1].role, "consumer");
  EXPECT_EQ(record.distributions[2].unit, "");
  EXPECT_EQ(record.distributions[2].scale, 1);
  EXPECT_EQ(record.distributions[2].values.max(), 2u);
}

TEST(Measurement, AWindowIsAsLongAsTheKernelNeedsAndASeriesIsTold) {
  Kernel kernel = made_up();
  kernel.least_window = [](const std::vector<int64_t>&) { return Nanoseconds{5e6}; };
  kernel.series = [](const Shared& shared) -> std::vector<Series> {
    return {{"held", "node", {{{0}, 1}, {{2000}, double(shared.threads)}}}};
  };
  auto record = measured(kernel);
  // What both threads had in common of it, which on a busy machine may be less.
  for (int again = 0; again < 50 && record.window.count < 4e6; ++again) record = measured(kernel);
  EXPECT_GT(record.window.count, 4e6);
  ASSERT_EQ(record.series.size(), 1u);
  ASSERT_EQ(record.series[0].points.size(), 2u);
  EXPECT_EQ(record.series[0].points[1].at.count, 2000);
  EXPECT_EQ(record.series[0].points[1].value, 2);
}

}  // namespace
}  // namespace fenceline
