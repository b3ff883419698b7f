// Names of counters: sets, events and metrics, what each microarchitecture knows of them, and what is told of a wrong one.
#include <harness/team/counters_names.h>

#include <arch/cpu.h>
#include <base/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <harness/team/counters.h>
#include <linux/perf_event.h>
#include <perfmon/pfmlib_perf_event.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fenceline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(CounterNames, SetsAndEventsMix) {
  EXPECT_THAT(parse_counters("software").events,
              ElementsAre("task-clock", "context-switches", "cpu-migrations", "page-faults"));
  EXPECT_THAT(parse_counters("branches,page-faults,branches").events, ElementsAre("branches", "page-faults"));
  EXPECT_TRUE(parse_counters("none").events.empty());
  const auto standard = parse_counters("default").events;
  EXPECT_EQ(standard.front(), "cycles");
  EXPECT_EQ(standard.back(), "ipc");
}

TEST(CounterNames, AMetricBringsItsEvents) {
  EXPECT_THAT(parse_counters("ipc").events, ElementsAre("instructions", "cycles", "ipc"));
}

TEST(CounterNames, AnUnknownNameListsTheNearest) {
  const auto message = [](const std::string& text) -> std::string {
    try {
      parse_counters(text);
    } catch (const InputError& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_THAT(message("pagefaults"), HasSubstr("page-faults"));
  EXPECT_THAT(message("cycles,sofware"), HasSubstr("software"));
  EXPECT_THAT(message("MACHINE_CLAERS:MEMORY_ORDERING"), HasSubstr("unknown counter"));
}

/// An event of libpfm4's table for this CPU that has unit masks, if there is one.
std::string event_with_masks() {
  for (const EventSet& set : event_sets())
    for (const EventInfo& event : set.events)
      for (const std::string& name : event.count)
        if (name.find(':') != name.npos && encode(name).known) return name;
  return "";
}

TEST(CounterNames, AMissingUnitMaskListsThem) {
  const std::string event = event_with_masks();
  if (event.empty()) GTEST_SKIP() << "libpfm4 has no table of this CPU, or one without unit masks";
  const Encoding whole = encode(event);
  EXPECT_THAT(whole.counted, HasSubstr("::" + event));
  EXPECT_THAT(whole.counted, testing::Not(HasSubstr("=0")));
  const Encoding part = encode(event.substr(0, event.find(':')));
  EXPECT_TRUE(part.known || part.why_not.find(event) != part.why_not.npos) << part.why_not;
}

TEST(CounterNames, EveryEventOfASetIsPerfsOwnOrInLibpfm4) {
  if (arch::kIsa == "s390x") GTEST_SKIP() << "libpfm4 fills its s390x table with what the machine in front of it has";
  for (const EventSet& set : event_sets()) {
    for (const EventInfo& event : set.events) {
      EXPECT_TRUE(!event.count.empty() || !event.raw.empty() || encode(event.name).known)
          << set.name << ": " << event.name;
      for (const std::string& name : event.count)
        EXPECT_FALSE(pmus_with(name).empty()) << set.name << ": " << event.name << ": " << name;
    }
  }
}

/// Ends this process; says on stderr which of the events libpfm4 does not know where a PMU of that name is all that the
/// machine has. For a process of its own: a PMU that libpfm4 found once it finds again, whatever is forced.
[[noreturn]] void tell_unknown_on(const std::string& pmu, const std::vector<std::string>& events) {
  setenv("LIBPFM_FORCE_PMU", pmu.c_str(), 1);
  std::string unknown = pfm_initialize() == PFM_SUCCESS ? "" : "libpfm4 has no such PMU";
  for (const auto& event : events) {
    const auto e = encode(event);
    if (!e.known || e.counted.find(pmu + "::") != 0) unknown += event + " ";
  }
  fprintf(stderr, "unknown: %s.", unknown.c_str());
  _exit(0);
}

TEST(CounterNames, MicroarchitecturesHaveTheEventsOfOrderAndOfLines) {
  const std::vector<std::string> intel = {"store_buffer_stalls",
                                          "store_bound_stalls",
                                          "serialisation_stalls",
                                          "locked_loads",
                                          "split_loads",
                                          "split_stores",
                                          "bus_locks",
                                          "memory_stalls",
                                          "memory_ordering_clears",
                                          "store_forward_blocks",
                                          "l1_misses",
                                          "ownership_requests",
                                          "fills_modified",
                                          "fills_remote_cache",
                                          "fills_remote_memory",
                                          "outstanding_misses",
                                          "transaction_aborts",
                                          "transaction_conflicts"};
  const std::vector<std::string> amd = {
      "store_buffer_stalls", "split_loads", "bus_locks",      "store_forward_blocks", "l1_misses",
      "ownership_requests",  "upgrades",    "fills_modified", "fills_remote_cache",   "fills_remote_memory"};
  std::vector<std::string> newer_amd = amd, zen2 = amd;
  newer_amd.push_back("outstanding_misses");
  zen2.push_back("locked_loads");
  const std::vector<std::string> arm = {"dmb",
                                        "dsb",
                                        "isb",
                                        "acquire_loads",
                                        "release_stores",
                                        "exclusive_loads",
                                        "exclusive_stores",
                                        "exclusive_fails",
                                        "unaligned",
                                        "l1_misses",
                                        "l2_misses",
                                        "last_level_misses",
                                        "lines_taken",
                                        "fills_cluster",
                                        "fills_outside",
                                        "fills_remote",
                                        "backend_stalls"};
  std::vector<std::string> newer_arm = arm;
  newer_arm.push_back("memory_stalls");
  const std::vector<std::string> power = {
      "larx",          "stcx",        "stcx_fails",        "stcx_stalls",        "hwsync_stalls",
      "lwsync_stalls", "chip_stalls", "fills_modified_l2", "fills_remote_memory"};
  std::vector<std::string> power9 = power;
  power9.insert(power9.end(), {"hwsync", "lwsync", "ordering_flushes", "transaction_aborts"});
  const std::map<std::string_view, std::map<std::string, std::vector<std::string>>> known = {
      {"x86_64",
       {{"skx", intel},
        {"clx", intel},
        {"icx", intel},
        {"spr", intel},
        {"amd64_fam17h_zen2", zen2},
        {"amd64_fam19h_zen3", newer_amd},
        {"amd64_fam19h_zen4", newer_amd}}},
      {"aarch64", {{"arm_n1", arm}, {"arm_v1", newer_arm}, {"arm_n2", newer_arm}, {"arm_v2", newer_arm}}},
      {"ppc64le", {{"power9", power9}, {"power10", power}}},
  };
  const auto here = known.find(arch::kIsa);
  if (here == known.end()) GTEST_SKIP() << "libpfm4 has one table for this ISA";
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // executes the test anew
  for (const auto& [pmu, events] : here->second)
    EXPECT_EXIT(tell_unknown_on(pmu, events), testing::ExitedWithCode(0), "unknown: \\.$") << pmu;
}

/// f(event, number) for all that the sets have.
void for_each_number(const std::function<void(const EventInfo&, const RawEvent&)>& f) {
  for (const EventSet& set : event_sets())
    for (const EventInfo& event : set.events)
      for (const RawEvent& raw : event.raw) f(event, raw);
}

TEST(CounterNames, NumbersAreOfDesignsThatAreKnown) {
  const std::set<std::string_view> known = {"Skylake-SP",     "Ice Lake-SP",    "Ice Lake-D", "Sapphire Rapids",
                                            "Emerald Rapids", "Granite Rapids", "Zen 2",      "Zen 3",
                                            "Zen 4",          "Zen 4c",         "Zen 5",      "Cobalt 100",
                                            "Neoverse V3",    "Neoverse N3",    kAnyDesign};
  for_each_number([&](const EventInfo& event, const RawEvent& raw) {
    EXPECT_TRUE(known.contains(raw.design)) << event.name << ": " << raw.design;
    EXPECT_TRUE(raw.design != kAnyDesign || !raw.pmu.empty()) << event.name;
  });
}

/// The numbers that libpfm4 has for these names where that PMU is all that the machine has; of a name that it does not know 0.
/// In the kernel's form, or, of PMUs outside the cores, in that of the registers.
std::vector<uint64_t> codes_on(const std::string& pmu, const std::vector<std::string>& names, bool outside) {
  int ends[2];
  if (pipe(ends) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    pfm_terminate();
    setenv("LIBPFM_FORCE_PMU", pmu.c_str(), 1);
    setenv("LIBPFM_ENCODE_INACTIVE", "1", 1);
    pfm_initialize();
    for (const auto& name : names) {
      uint64_t code = 0;
      const std::string full = pmu + "::" + name;
      if (outside) {
        pfm_pmu_encode_arg_t arg{};
        arg.size = sizeof arg;
        if (pfm_get_os_event_encoding(full.c_str(), PFM_PLM3, PFM_OS_NONE, &arg) == PFM_SUCCESS && arg.count > 0)
          code = arg.codes[0] & ~uint64_t{0xff0000};  // where the register has its switches
        std::free(arg.codes);
      } else {
        perf_event_attr attr{};
        pfm_perf_encode_arg_t arg{};
        arg.attr = &attr;
        arg.size = sizeof arg;
        if (pfm_get_os_event_encoding(full.c_str(), PFM_PLM3, PFM_OS_PERF_EVENT, &arg) == PFM_SUCCESS)
          code = attr.config;
      }
      (void)!write(ends[1], &code, sizeof code);
    }
    _exit(0);
  }
  close(ends[1]);
  std::vector<uint64_t> codes;
  for (uint64_t code; read(ends[0], &code, sizeof code) == ssize_t(sizeof code);) codes.push_back(code);
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return codes;
}

/// Numbers that the files have are libpfm4's, which knows cores of the same make; of newer ones where it knows them.
TEST(CounterNames, NumbersOfCoresAreThoseOfLibpfm4) {
  const std::map<std::string, std::string> pmus = {{"Emerald Rapids", "spr"},      {"Granite Rapids", "gnr"},
                                                   {"Zen 4", "amd64_fam19h_zen4"}, {"Zen 4c", "amd64_fam19h_zen4"},
                                                   {"Zen 5", "amd64_fam1ah_zen5"}, {"Cobalt 100", "arm_n2"},
                                                   {"Neoverse V3", "arm_v3"},      {"Neoverse N3", "arm_n3"}};
  std::map<std::string, unsigned> compared;
  for (const auto& [design, pmu] : pmus) {
    std::vector<std::pair<const EventInfo*, const RawEvent*>> numbered;
    std::vector<std::string> names;
    for_each_number([&, &wanted = design](const EventInfo& event, const RawEvent& raw) {
      if (!raw.pmu.empty() || raw.design != wanted) return;
      numbered.emplace_back(&event, &raw);
      names.insert(names.end(), event.count.begin(), event.count.end());
    });
    const auto codes = codes_on(pmu, names, false);
    ASSERT_EQ(codes.size(), names.size());
    auto code = codes.begin();
    for (const auto& [event, raw] : numbered) {
      const auto end = code + ptrdiff_t(event->count.size());
      const auto first = std::find_if(code, end, [](uint64_t known) { return known != 0; });  // which is taken
      if (first != end) {
        EXPECT_EQ(*first, raw->code) << std::hex << event->name << " of " << design << ", " << raw->source;
        ++compared[design];
      }
      code = end;
    }
  }
  const std::map<std::string_view, std::vector<std::string>> surely = {
      {"x86_64", {"Emerald Rapids", "Zen 4", "Zen 4c"}}, {"aarch64", {"Cobalt 100"}}};
  const auto here = surely.find(arch::kIsa);
  if (here == surely.end()) GTEST_SKIP() << "no set of this ISA has numbers of cores";
  for (const std::string& design : here->second) EXPECT_GT(compared[design], 9u) << design;
}

/// "UNC_CHA_CORE_SNP.CORE_ONE" as libpfm4 writes it.
std::string as_libpfm4(std::string source, bool first) {
  const size_t dot = source.find('.');
  if (dot != source.npos) source[dot] = ':';
  if (first && source.starts_with("UNC_CHA_")) source.replace(0, 8, "UNC_C_");  // Skylake-SP's
  return source;
}

TEST(CounterNames, NumbersOutsideTheCoresAreThoseOfLibpfm4) {
  if (arch::kIsa != "x86_64") GTEST_SKIP() << "libpfm4 has no table of this ISA's";
  const std::map<std::string, std::string> designs = {
      {"Skylake-SP", "skx_unc_"}, {"Ice Lake-SP", "icx_unc_"}, {"Sapphire Rapids", "spr_unc_"}};
  std::map<std::string, std::vector<std::pair<std::string, uint64_t>>> numbers;  // by PMU
  for_each_number([&](const EventInfo&, const RawEvent& raw) {
    if (raw.pmu.starts_with("uncore_") && designs.contains(raw.design))
      numbers[designs.at(raw.design) + raw.pmu.substr(7) + "0"].emplace_back(
          as_libpfm4(raw.source, raw.design == "Skylake-SP"), raw.code);
  });
  unsigned compared = 0;
  for (const auto& [pmu, ours] : numbers) {
    std::vector<std::string> names;
    for (const auto& [name, code] : ours) names.push_back(name);
    const auto codes = codes_on(pmu, names, true);
    ASSERT_EQ(codes.size(), names.size());
    for (size_t i = 0; i < codes.size(); ++i) {
      if (codes[i] == 0) continue;  // an older libpfm4, or a filter that it spells otherwise
      EXPECT_EQ(codes[i], ours[i].second) << std::hex << pmu << "::" << names[i];
      ++compared;
    }
  }
  EXPECT_GT(compared, 5u) << "libpfm4 knows Skylake-SP's from its version 4.9 on";
}

TEST(CounterNames, OneNameMeansOneThingInAllSets) {
  std::map<std::string, std::string> means;
  for (const EventSet& set : event_sets())
    for (const EventInfo& event : set.events) {
      const auto [known, fresh] = means.emplace(event.name, event.means);
      EXPECT_EQ(known->second, event.means) << set.name << ": " << event.name;
    }
}

}  // namespace
}  // namespace fenceline
