#include <harness/machine/environment.h>

#include <arch/cpu.h>
#include <base/text.h>
#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>
#ifdef __GLIBC__  // features.h: every header above has it
#include <gnu/libc-version.h>
#endif

#include <algorithm>
#include <cctype>
#include <sstream>

#include <harness/machine/build_info.h>
#include <harness/machine/cgroup.h>
#include <harness/machine/clock.h>
#include <harness/machine/clock_quality.h>
#include <harness/machine/cloud.h>
#include <harness/machine/cpu_identity.h>

namespace fenceline {
namespace {

constexpr std::string_view kCpuFolder = "/sys/devices/system/cpu/";

/// Collects facts; remembers why the whole of them would be another machine's.
class Facts {
 public:
  explicit Facts(const ReadFile& read) : read_(read) {}

  /// A value, or if it is empty the reason. Firmware's texts are any bytes.
  void add(std::string key, const std::string& value, std::string gap) {
    if (!value.empty()) gap.clear();
    list_.push_back({std::move(key), printable(value), printable(gap)});
  }
  void add(std::string key, const std::string& value) { add(std::move(key), value, "not told"); }
  /// The text of the first file that is there.
  void file(std::string key, const std::vector<std::string>& paths) {
    for (const auto& path : paths)
      if (const auto text = read_(path); text && !text->empty()) {
        add(std::move(key), *text);
        return;
      }
    add(std::move(key), "", "no " + paths.front());
  }

  const ReadFile& read() const { return read_; }
  std::vector<Fact> take() { return std::move(list_); }

 private:
  const ReadFile& read_;
  std::vector<Fact> list_;
};

/// The chosen one of "always [madvise] never".
std::string chosen(const std::string& text) {
  const size_t open = text.find('['), close = text.find(']', open);
  return close == text.npos ? text : text.substr(open + 1, close - open - 1);
}

/// Of the first CPU whose caches are told: CPU 0 may be offline.
CacheSizes cache_sizes(const ReadFile& read) {
  CacheSizes sizes;
  for (long cpu = 0, all = sysconf(_SC_NPROCESSORS_CONF); cpu < all; ++cpu) {
    for (int i = 0;; ++i) {
      const std::string folder = fmt::format("{}cpu{}/cache/index{}/", kCpuFolder, cpu, i);
      const auto level = read(folder + "level"), type = read(folder + "type");
      const auto size = read(folder + "size");  // "1024K"
      if (!level || !type) break;
      unsigned kib = 0;
      std::istringstream(size.value_or("")) >> kib;
      if (*level == "1") (*type == "Instruction" ? sizes.l1i : sizes.l1d) = kib;
      if (*level == "2") sizes.l2 = kib;
      if (*level == "3") sizes.l3 = kib;
    }
    if (sizes != CacheSizes{}) break;
  }
  return sizes;
}

/// The distinct values of a file that each CPU has, joined.
std::string over_cpus(const ReadFile& read, const std::string& file) {
  std::vector<std::string> values;
  for (long cpu = 0, all = sysconf(_SC_NPROCESSORS_CONF); cpu < all; ++cpu) {
    const auto text = read(fmt::format("{}cpu{}/{}", kCpuFolder, cpu, file));
    if (text && std::find(values.begin(), values.end(), *text) == values.end()) values.push_back(*text);
  }
  return fmt::format("{}", fmt::join(values, ", "));
}

std::string features() {
  std::vector<std::string_view> there;
  for (const auto& feature : arch::kFeatures)
    if (feature.there()) there.push_back(feature.name);
  return fmt::format("{}", fmt::join(there, " "));
}

void cpu(Facts& facts) {
  const CpuIdentity id = parse_cpuinfo(facts.read()("/proc/cpuinfo").value_or(""));
  const CacheSizes caches = cache_sizes(facts.read());
  const std::string untold = "/proc/cpuinfo does not tell";
  facts.add("cpu_vendor", id.vendor, untold);
  facts.add("cpu_model", id.model, untold);
  facts.add("cpu_design", std::string(core_design(id)), "not in the table of designs");
  facts.add("cpu_family", id.family, untold);
  facts.add("cpu_model_number", id.model_number, untold);
  facts.add("stepping", id.stepping, untold);
  facts.add("microcode", id.microcode, untold);
  facts.add("cpu_flags", id.flags, untold);
  facts.add("caches", in_words(caches));
  const std::string fits = caches == CacheSizes{}    ? "cannot be told: no cache's size is"
                           : core_design(id).empty() ? "cannot be told: not in the table of designs"
                                                     : "none: the caches that are told are those of the model";
  facts.add("masked_model", masked_model(id, caches), fits);
}

void ticks(Facts& facts, const Verdict& verdict) {
  facts.add("tick_source", std::string(arch::kTickSource));
  const double stated = arch::tick_hz();
  facts.add("tick_hz_stated", stated > 0 ? fmt::format("{:.0f}", stated) : "", "the CPU does not tell");
  const std::string untimed = "not measured: no hardware";
  if (verdict.execution != Execution::native) {
    for (const char* key : {"tick_hz", "clock_cost_ns", "clock_step_ns", "clock_back_ns"}) facts.add(key, "", untimed);
    return;
  }
  const ClockQuality clock = clock_quality();
  facts.add("tick_hz", fmt::format("{:.0f}", measure_tick_hz()));
  facts.add("clock_cost_ns", fmt::format("{:.4g}", clock.cost.count));
  facts.add("clock_step_ns", fmt::format("{:.4g}", clock.step.count));
  facts.add("clock_back_ns", fmt::format("{:.4g}", clock.back.count));
}

void frequency(Facts& facts) {
  const std::string none = "no cpufreq here: the hypervisor or firmware sets the clock";
  facts.add("governor", over_cpus(facts.read(), "cpufreq/scaling_governor"), none);
  facts.add("frequency_driver", over_cpus(facts.read(), "cpufreq/scaling_driver"), none);
  facts.add("max_khz", over_cpus(facts.read(), "cpufreq/cpuinfo_max_freq"), none);
  const std::string folder(kCpuFolder);
  if (const auto off = facts.read()(folder + "intel_pstate/no_turbo"))
    facts.add("boost", *off == "0" ? "on" : "off");
  else if (const auto on = facts.read()(folder + "cpufreq/boost"))
    facts.add("boost", *on == "0" ? "off" : "on");
  else
    facts.add("boost", "", none);
  facts.file("smt", {folder + "smt/control"});
  facts.file("clocksource", {"/sys/devices/system/clocksource/clocksource0/current_clocksource"});
}

void memory(Facts& facts) {
  std::string kib;
  std::istringstream(facts.read()("/proc/meminfo").value_or("")) >> kib >> kib;  // "MemTotal: n kB"
  facts.add("memory_kib", kib, "no /proc/meminfo");
  const std::string thp = "/sys/kernel/mm/transparent_hugepage/enabled";
  facts.add("transparent_huge_pages", chosen(facts.read()(thp).value_or("")), "no " + thp);
  facts.file("numa_balancing", {"/proc/sys/kernel/numa_balancing"});
  const CgroupLimits limits = cgroup_limits(facts.read());
  const std::string gap = limits.known ? "no limit" : "no /proc/self/cgroup";
  facts.add("cgroup_cpus", limits.cpus ? fmt::format("{:.2f}", *limits.cpus) : "", gap);
  facts.add("cgroup_memory", limits.memory ? std::to_string(*limits.memory) : "", gap);
}

/// Those of the kernel's that are at work: they lengthen system calls, and some make fences dearer.
void mitigations(Facts& facts) {
  std::vector<std::string> at_work;
  bool told = false;
  for (const std::string name :
       {"gather_data_sampling", "indirect_target_selection", "itlb_multihit", "l1tf", "mds", "meltdown",
        "mmio_stale_data", "reg_file_data_sampling", "retbleed", "spec_rstack_overflow", "spec_store_bypass",
        "spectre_v1", "spectre_v2", "srbds", "tsa", "tsx_async_abort", "vmscape"}) {
    const auto text = facts.read()(fmt::format("{}vulnerabilities/{}", kCpuFolder, name));
    const std::string state = text.value_or("");
    told = told || text;
    constexpr std::string_view kPrefix = "Mitigation: ";
    if (state.starts_with(kPrefix)) at_work.push_back(name + ": " + state.substr(kPrefix.size()));
  }
  facts.add("mitigations", fmt::format("{}", fmt::join(at_work, " | ")),
            told ? std::string(kNoMitigation) : fmt::format("no {}vulnerabilities", kCpuFolder));
}

/// Of the kernel's command line only what bears on timing: the rest may hold what is nobody's
/// business.
std::string parameters_that_matter(const std::string& command_line) {
  constexpr std::string_view kMatter[] = {"mitigations", "nosmt",
                                          "isolcpus",    "nohz_full",
                                          "rcu_nocbs",   "idle",
                                          "nohz",        "clocksource",
                                          "tsc",         "transparent_hugepage",
                                          "max_cstate",  "numa_balancing",
                                          "preempt",     "split_lock_detect",
                                          "nokaslr",     "intel_pstate",
                                          "amd_pstate",  "spectre_v2",
                                          "pti",         "nopti",
                                          "kpti",        "nmi_watchdog",
                                          "irqaffinity", "cpufreq.default_governor"};
  std::vector<std::string> kept;
  std::istringstream words(command_line);
  for (std::string word; words >> word;) {
    std::string_view name = std::string_view(word).substr(0, word.find('='));
    if (name.ends_with(".max_cstate")) name = "max_cstate";  // of processor. or intel_idle.
    if (std::find(std::begin(kMatter), std::end(kMatter), name) != std::end(kMatter)) kept.push_back(word);
  }
  return fmt::format("{}", fmt::join(kept, " "));
}

void system(Facts& facts, const Verdict& verdict) {
  utsname name{};
  if (uname(&name) == 0) facts.add("kernel", fmt::format("{} {} {}", name.sysname, name.release, name.version));
  std::istringstream lines(facts.read()("/etc/os-release").value_or(""));
  std::string distribution;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("PRETTY_NAME=")) distribution = line.substr(12);
  std::erase(distribution, '"');
  facts.add("distribution", distribution, "no /etc/os-release");
  facts.add("kernel_parameters", parameters_that_matter(facts.read()("/proc/cmdline").value_or("")),
            "none that matter");
  facts.add("hypervisor", hypervisor(facts.read(), verdict.virt));
  facts.add("instance_vendor", instance(facts.read()).vendor, "DMI does not tell");
  for (const auto& fact : cloud(facts.read())) facts.add(fact.key, fact.value, fact.gap);
  facts.file("perf_event_paranoid", {"/proc/sys/kernel/perf_event_paranoid"});
}

/// musl has no version to be asked for.
std::string c_library() {
#ifdef __GLIBC__
  return std::string("glibc ") + gnu_get_libc_version();
#else
  return "a C library that does not tell its version";
#endif
}

void build(Facts& facts) {
  facts.add("compiler", std::string(kBuildInfo.compiler));
  facts.add("compiler_flags", std::string(kBuildInfo.flags));
  facts.add("build_type", std::string(kBuildInfo.type));
  facts.add("sanitizers", std::string(kBuildInfo.sanitizers), "none");
  facts.add("libraries", fmt::format("{}, fmt {}.{}.{}, {}", kBuildInfo.libraries, FMT_VERSION / 10000,
                                     FMT_VERSION / 100 % 100, FMT_VERSION % 100, c_library()));
  facts.add("revision", kRevision == "unknown" ? "" : std::string(kRevision),
            "built from sources without git or an archive's mark");
}

}  // namespace

std::vector<Fact> environment(const ReadFile& read, const Verdict& verdict) {
  // qemu-user passes its host's /proc and /sys on: whatever they say is not of this ISA's machine.
  const bool hosts_files = verdict.execution == Execution::qemu_user;
  const ReadFile nothing = [](const std::string&) { return std::nullopt; };
  Facts facts(hosts_files ? nothing : read);
  facts.add("isa", std::string(arch::kIsa));
  facts.add("execution", std::string(name(verdict.execution)));
  facts.add("execution_reason", verdict.reason);
  facts.add("cpu_features", features(), "none of those that a kernel needs");
  cpu(facts);
  ticks(facts, verdict);
  frequency(facts);
  memory(facts);
  mitigations(facts);
  system(facts, verdict);
  build(facts);
  std::vector<Fact> list = facts.take();
  if (hosts_files)
    for (Fact& fact : list)
      if (fact.value.empty()) fact.gap = "under qemu-user only its host could be asked";
  return list;
}

std::string machine_name(const ReadFile& read, const Verdict& verdict) {
  if (verdict.execution != Execution::native) return std::string(arch::kIsa);
  std::string name = instance(read).type;
  if (name.empty()) name = parse_cpuinfo(read("/proc/cpuinfo").value_or("")).model;
  if (name.empty()) name = arch::kIsa;
  std::string safe;
  for (const unsigned char c : name) {
    if (std::isalnum(c))
      safe += char(std::tolower(c));
    else if (!safe.empty() && safe.back() != '-')  // nothing but a letter or digit comes first
      safe += c == '.' || c == '_' ? char(c) : '-';
  }
  while (safe.ends_with('-') || safe.ends_with('.')) safe.pop_back();
  return safe.substr(0, 40);
}

}  // namespace fenceline
