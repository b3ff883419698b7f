#include <harness/doctor/examine.h>

#include <base/text.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/machine/memory_left.h>
#include <harness/machine/resource_limits.h>
#include <harness/team/counters.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace fenceline {
namespace {

/// Whether core cycles are counted for a thread of ours.
Fact pmu() {
  ThreadCounters counters(CounterRequest{{"cycles"}});
  counters.start();
  counters.stop();
  const auto values = counters.read();
  if (!values.empty() && values[0].value) return {"pmu", values[0].counted, ""};
  return {"pmu", "", values.empty() || values[0].gap.empty() ? "it counted nothing" : printable(values[0].gap)};
}

}  // namespace

std::vector<Fact> load_facts(const Activity& before, const Activity& after, const std::vector<unsigned>& pus, int own) {
  std::vector<Fact> facts;
  const auto load = load_between(before, after, pus, own);
  const std::string gap = "/proc/stat does not tell";
  facts.push_back({"background_cpus", load ? fmt::format("{:.3f}", load->busy) : "", load ? "" : gap});
  facts.push_back({"steal_cpus", load ? fmt::format("{:.3f}", load->steal) : "", load ? "" : gap});
  std::vector<std::string> top;
  constexpr size_t kMost = 4;
  for (size_t i = 0; load && i < std::min(load->top.size(), kMost); ++i) {
    const auto& [process, cpus] = load->top[i];
    top.push_back(printable(fmt::format("{} ({}) {:.0f} %", process.name, process.pid, 100 * cpus)));
  }
  facts.push_back({"background_processes", fmt::format("{}", fmt::join(top, ", ")),
                   !top.empty() ? ""
                   : load       ? "none took 1 % of a CPU"
                                : gap});
  const bool balancing = std::ranges::find(after.processes, "irqbalance", &Process::name) != after.processes.end();
  facts.push_back({"irqbalance", balancing ? "runs" : "", balancing ? "" : "does not run"});
  return facts;
}

std::vector<Fact> examine(const Host& host, double seconds) {
  if (!host.native()) return {};
  std::vector<Fact> facts{pmu()};
  const Activity before = activity(false);
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  const Activity after = activity(true);
  std::vector<unsigned> pus;
  for (const auto& pu : host.machine.pus) pus.push_back(pu.os);
  facts.push_back({"background_seconds", fmt::format("{:.3g}", seconds), ""});
  for (auto& fact : load_facts(before, after, pus, getpid())) facts.push_back(std::move(fact));
  const auto memory = memory_left(read_file, resource_limits());
  const bool limited = !memory.limit.empty();
  facts.push_back({"memory_left_kib", limited ? fmt::format("{}", memory.bytes >> 10) : "", limited ? "" : "no limit"});
  facts.push_back({"memory_left_by", memory.limit, limited ? "" : "no limit"});
  const auto threads = threads_left(read_file, resource_limits(), after.users_threads);
  const bool few = !threads.limit.empty();
  facts.push_back({"threads_left", few ? fmt::format("{}", threads.threads) : "", few ? "" : "no limit"});
  facts.push_back({"threads_left_by", threads.limit, few ? "" : "no limit"});
  return facts;
}

}  // namespace fenceline
