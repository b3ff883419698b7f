#include <harness/team/counters.h>

#include <fmt/format.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <harness/team/counters_names.h>

namespace fenceline {
namespace {

class LivePerf : public PerfSystem {
 public:
  int open(perf_event_attr& attr, int group) override {
    const long fd = syscall(SYS_perf_event_open, &attr, 0, -1, group, PERF_FLAG_FD_CLOEXEC);
    return fd >= 0 ? int(fd) : -errno;
  }
  int open_machine(perf_event_attr& attr) override {
    const long fd = syscall(SYS_perf_event_open, &attr, -1, sched_getcpu(), -1, PERF_FLAG_FD_CLOEXEC);
    return fd >= 0 ? int(fd) : -errno;
  }
  std::vector<uint32_t> pmus(const std::string& name) override {
    return pmu_types(name, "/sys/bus/event_source/devices");
  }
  void enable(int leader, bool on) override {
    ioctl(leader, on ? PERF_EVENT_IOC_ENABLE : PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP);
  }
  bool read(int leader, uint64_t* words, size_t count) override {
    const ssize_t bytes = ssize_t(count * sizeof *words);
    return ::read(leader, words, size_t(bytes)) == bytes;
  }
  void close(int fd) override { ::close(fd); }
  std::optional<int> paranoid() override {
    int level = 0;
    if (std::ifstream("/proc/sys/kernel/perf_event_paranoid") >> level) return level;
    return std::nullopt;
  }
};

/// The kernel's reason in words, and what can be done about it.
/// machine: outside the cores, where others' doings are seen.
std::string reason(int error, std::optional<int> paranoid, bool machine) {
  switch (error) {
    case ENOENT:
      return "no PMU here has this event, as in most virtual machines (ENOENT)";
    case ENODEV:
    case EOPNOTSUPP:
      return fmt::format("the PMU of this CPU or virtual machine cannot count it ({})",
                         error == ENODEV ? "ENODEV" : "EOPNOTSUPP");
    case EACCES:
    case EPERM: {
      const std::string name = error == EACCES ? "EACCES" : "EPERM";
      if (machine && (!paranoid || *paranoid > 0))
        return fmt::format(
            "forbidden, for it counts what all programs do ({}): sysctl kernel.perf_event_paranoid=0, or CAP_PERFMON",
            name);
      // 2 lets everyone count their own user code; what forbids it then is not that setting.
      if (paranoid && *paranoid > 2)
        return fmt::format("forbidden by kernel.perf_event_paranoid={} ({}): sysctl kernel.perf_event_paranoid=2",
                           *paranoid, name);
      return fmt::format(
          "forbidden ({}) although kernel.perf_event_paranoid is {}: a container or security "
          "module; "
          "allow perf_event_open there, or give CAP_PERFMON",
          name, paranoid ? std::to_string(*paranoid) : "unreadable");
    }
    case EINVAL:
      return "the PMU takes no such event for a thread (EINVAL)";
    case EMFILE:
      return "no file descriptor left (EMFILE): raise ulimit -n";
    case ENFILE:
      return "the machine has no file descriptor left (ENFILE)";
    case EBUSY:
      return "somebody else holds the PMU (EBUSY)";
    case ENOSYS:
      return "no perf_event_open here (ENOSYS): an emulator, a sandbox or a kernel without it";
    default:
      return fmt::format("perf_event_open: {} (errno {})", std::strerror(error), error);
  }
}

// ---- the kernel's own accounting of a thread --------------------------------------------------

/// What stands in for perf's software events where perf refuses.
std::optional<uint64_t> accounted(uint64_t software_event) {
  if (software_event == PERF_COUNT_SW_TASK_CLOCK) {
    timespec t;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) != 0) return std::nullopt;
    return uint64_t(t.tv_sec) * 1'000'000'000 + uint64_t(t.tv_nsec);
  }
  rusage r{};
  if (getrusage(RUSAGE_THREAD, &r) != 0) return std::nullopt;
  switch (software_event) {
    case PERF_COUNT_SW_PAGE_FAULTS:
      return uint64_t(r.ru_minflt + r.ru_majflt);
    case PERF_COUNT_SW_PAGE_FAULTS_MIN:
      return uint64_t(r.ru_minflt);
    case PERF_COUNT_SW_PAGE_FAULTS_MAJ:
      return uint64_t(r.ru_majflt);
    case PERF_COUNT_SW_CONTEXT_SWITCHES:
      return uint64_t(r.ru_nvcsw + r.ru_nivcsw);
    default:
      return std::nullopt;
  }
}

// ---- groups -----------------------------------------------------------------------------------

/// PERF_FORMAT_GROUP | TOTAL_TIME_ENABLED | TOTAL_TIME_RUNNING: number, two times, then the values.
constexpr size_t kEnabled = 1, kRunning = 2, kValues = 3;

/// Events that the kernel puts on the PMU together or not at all.
struct Group {
  std::vector<int> fds;  ///< first the leader
  // Counts and times go on from window to window, so a window is a difference.
  std::vector<uint64_t> before, after;
  bool readable = true;
  bool machine = false;  ///< of one event outside the cores, which no others join

  int leader() const { return fds.front(); }
  void snapshot(PerfSystem& perf, std::vector<uint64_t>& words) {
    words.resize(kValues + fds.size());
    readable = perf.read(leader(), words.data(), words.size()) && readable;
  }
  uint64_t difference(size_t word) const { return after[word] - before[word]; }
};

/// One asked-for name and where its count comes from.
struct Event {
  std::string name;
  std::string counted;
  std::string gap;
  uint32_t type = 0;
  uint64_t config = 0;
  const EventRatio* metric = nullptr;
  struct Place {
    size_t group, slot;
  };
  std::vector<Place>
      places;  ///< where perf counts it: one, or as many as there are PMUs of that kind outside the cores
  bool by_accounting = false;
  std::optional<uint64_t> before, after;  ///< if by accounting
};

}  // namespace

PerfSystem& live_perf() {
  static LivePerf live;
  return live;
}

struct ThreadCounters::Impl {
  PerfSystem& perf;
  std::vector<Event> events;
  std::vector<Group> groups;
  double operations = 0;  ///< of the last window

  explicit Impl(PerfSystem& system) : perf(system) {}
  ~Impl() {
    for (Group& group : groups)
      for (int fd : group.fds) perf.close(fd);
  }

  void add(const std::string& name);
  int open(Event&, perf_event_attr, bool software);
  int open_machine(Event&, perf_event_attr, const std::vector<uint32_t>& pmus);
  std::optional<double> value_of(const std::string& name) const;
  CounterValue value(const Event&) const;
  void add_up(const Event&, CounterValue&) const;
};

/// Into the first group of its kind that takes it, else into a new one. Returns 0 or the errno.
int ThreadCounters::Impl::open(Event& event, perf_event_attr attr, bool software) {
  // Software events are always counting; in a group of their own they never wait for the PMU. Group
  // 0 is theirs (see the constructor).
  for (size_t g = software ? 0 : 1; g < (software ? 1 : groups.size()); ++g) {
    Group& group = groups[g];
    if (group.machine) continue;
    attr.disabled = group.fds.empty();
    const int fd = perf.open(attr, group.fds.empty() ? -1 : group.leader());
    if (fd >= 0) {
      event.places = {{g, group.fds.size()}};
      group.fds.push_back(fd);
      return 0;
    }
    // A group with members refuses (EINVAL) what would no longer fit the PMU. A new one cannot.
    if (group.fds.empty()) return -fd;
    if (!software && g + 1 == groups.size()) groups.emplace_back();
  }
  return EINVAL;
}

/// On all of these PMUs, or on none: a part of them would pass for the whole.
int ThreadCounters::Impl::open_machine(Event& event, perf_event_attr attr, const std::vector<uint32_t>& pmus) {
  attr.disabled = true;
  for (const uint32_t type : pmus) {
    attr.type = type;
    const int fd = perf.open_machine(attr);
    if (fd < 0) {
      event.places.clear();
      return -fd;
    }
    event.places.push_back({groups.size(), 0});
    groups.push_back({.fds = {fd}, .before = {}, .after = {}, .machine = true});
  }
  groups.emplace_back();  // where the cores' next events go
  return 0;
}

void ThreadCounters::Impl::add(const std::string& name) {
  Event event;
  event.name = name;
  event.metric = find_metric(name);
  if (event.metric) {
    event.counted = event.metric->numerator + " / " + event.metric->denominator;
    events.push_back(event);
    return;
  }
  Encoding e = encode(name);
  event.counted = e.counted;
  event.gap = e.why_not;
  event.type = e.attr.type;
  event.config = e.attr.config;
  const bool machine = !e.pmu.empty();
  const auto pmus = machine ? perf.pmus(e.pmu) : std::vector<uint32_t>{};
  if (machine && pmus.empty()) {
    event.gap = fmt::format(
        "no PMU {} here (/sys/bus/event_source/devices): the kernel's driver, which guests have not", e.pmu);
  } else if (e.known) {
    const bool software = !machine && e.attr.type == PERF_TYPE_SOFTWARE;
    e.attr.size = sizeof e.attr;
    e.attr.read_format = PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    // A switch or a migration happens in the kernel; hardware is asked for the kernel's share only
    // where it cannot tell user from kernel (CPU-measurement counters of s390x).
    e.attr.exclude_kernel = e.attr.exclude_hv = !software && !machine;
    int error = machine ? open_machine(event, e.attr, pmus) : open(event, e.attr, software);
    if (error == EOPNOTSUPP && !software && !machine) {
      e.attr.exclude_kernel = e.attr.exclude_hv = 0;
      if (open(event, e.attr, software) == 0) {
        error = 0;
        event.counted += ", kernel included";
      }
    }
    if (error && software && accounted(event.config)) {
      event.by_accounting = true;
      event.counted = event.config == PERF_COUNT_SW_TASK_CLOCK ? "clock_gettime" : "getrusage";
    } else if (error) {
      event.gap = reason(error, perf.paranoid(), machine);
    }
  }
  events.push_back(event);
}

ThreadCounters::ThreadCounters(const CounterRequest& request, PerfSystem& perf) : impl_(std::make_unique<Impl>(perf)) {
  impl_->groups.resize(2);  // software, hardware
  for (const std::string& name : request.events) impl_->add(name);
}
ThreadCounters::~ThreadCounters() = default;
ThreadCounters::ThreadCounters(ThreadCounters&&) noexcept = default;
ThreadCounters& ThreadCounters::operator=(ThreadCounters&&) noexcept = default;

void ThreadCounters::start() {
  for (Event& event : impl_->events)
    if (event.by_accounting) event.before = accounted(event.config);
  for (Group& group : impl_->groups)
    if (!group.fds.empty()) group.snapshot(impl_->perf, group.before);
  for (Group& group : impl_->groups)
    if (!group.fds.empty()) impl_->perf.enable(group.leader(), true);
}

void ThreadCounters::stop() {
  auto& groups = impl_->groups;
  for (auto group = groups.rbegin(); group != groups.rend(); ++group)
    if (!group->fds.empty()) impl_->perf.enable(group->leader(), false);
  for (Group& group : groups)
    if (!group.fds.empty()) group.snapshot(impl_->perf, group.after);
  for (Event& event : impl_->events)
    if (event.by_accounting) event.after = accounted(event.config);
}

std::optional<double> ThreadCounters::Impl::value_of(const std::string& name) const {
  if (name == kOperations) return operations;
  for (const Event& event : events)
    if (event.name == name) return value(event).value;
  return std::nullopt;
}

CounterValue ThreadCounters::Impl::value(const Event& event) const {
  CounterValue v;
  v.event = event.name;
  v.counted = event.counted;
  v.gap = event.gap;
  if (!v.gap.empty()) return v;
  if (event.metric) {
    const auto over = value_of(event.metric->numerator);
    const auto under = value_of(event.metric->denominator);
    if (over && under && *under > 0)
      v.value = *over / *under;
    else
      v.gap =
          !over ? event.metric->numerator + " is a gap" : event.metric->denominator + (under ? " is 0" : " is a gap");
    return v;
  }
  if (event.by_accounting) {
    if (event.before && event.after) {
      v.raw = *event.after - *event.before;
      v.value = double(v.raw);
    } else {
      v.gap = "no window was measured";
    }
    return v;
  }
  add_up(event, v);
  return v;
}

/// Of several PMUs what they counted is added up; the times are the first's.
void ThreadCounters::Impl::add_up(const Event& event, CounterValue& v) const {
  double sum = 0;
  for (const Event::Place& at : event.places) {
    const Group& group = groups[at.group];
    if (group.before.empty() || group.after.empty()) {
      v.gap = "no window was measured";
      return;
    }
    if (!group.readable) {
      v.gap = "the counter could not be read";
      return;
    }
    const uint64_t raw = group.difference(kValues + at.slot), enabled = group.difference(kEnabled),
                   running = group.difference(kRunning);
    if (&at == &event.places.front()) v.time_enabled_ns = enabled, v.time_running_ns = running;
    v.raw += raw;
    v.multiplexed = v.multiplexed || running < enabled;
    if (running == 0)
      v.gap = "never got onto the PMU: its counters are taken (NMI watchdog, another profiler)";
    else
      sum += double(raw) * double(enabled) / double(running);
  }
  if (v.gap.empty()) v.value = sum;
}

std::vector<CounterValue> ThreadCounters::read(double operations) const {
  std::vector<CounterValue> values;
  impl_->operations = operations;
  for (const Event& event : impl_->events) values.push_back(impl_->value(event));
  return values;
}

std::optional<double> ThreadCounters::cycles() const {
  for (const Event& event : impl_->events) {
    if (event.name != "cycles") continue;
    const CounterValue v = impl_->value(event);
    if (!v.multiplexed) return v.value;
  }
  return std::nullopt;
}

}  // namespace fenceline
