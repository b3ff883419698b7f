#include <harness/machine/load.h>

#include <fmt/format.h>
#include <harness/machine/platform.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <sstream>

namespace fenceline {
namespace {

void look_at_processes(Activity& now) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != name.npos) continue;
    const auto process = parse_process(read_file(entry.path().string() + "/stat").value_or(""));
    if (!process) continue;  // it has ended
    struct stat owner {};
    if (stat(entry.path().c_str(), &owner) == 0 && owner.st_uid == getuid()) now.users_threads += process->threads;
    now.processes.push_back(*process);
  }
}

}  // namespace

std::vector<CpuTimes> parse_cpu_times(const std::string& proc_stat) {
  std::vector<CpuTimes> list;
  std::istringstream lines(proc_stat);
  for (std::string line; std::getline(lines, line);) {
    CpuTimes t;
    if (!line.starts_with("cpu")) continue;
    const auto [end, error] = std::from_chars(line.data() + 3, line.data() + line.size(), t.cpu);
    if (error != std::errc()) continue;  // "cpu": all of them
    std::istringstream fields{std::string(end)};
    // user nice system idle iowait irq softirq steal; a guest's time is in user's already
    uint64_t value = 0;
    for (int i = 0; i < 8 && fields >> value; ++i) {
      t.all += value;
      if (i < 3 || i == 5 || i == 6) t.busy += value;
      if (i == 7) t.steal = value;
    }
    list.push_back(t);
  }
  return list;
}

std::optional<Process> parse_process(const std::string& pid_stat) {
  Process p;
  // The name stands in parentheses and may hold any byte, a parenthesis too.
  const size_t open = pid_stat.find('('), close = pid_stat.rfind(')');
  if (open == pid_stat.npos || close == pid_stat.npos || close < open) return std::nullopt;
  if (std::from_chars(pid_stat.data(), pid_stat.data() + open, p.pid).ec != std::errc()) return std::nullopt;
  p.name = pid_stat.substr(open + 1, close - open - 1);
  std::istringstream fields(pid_stat.substr(close + 1));
  std::string skipped;
  for (int field = 3; field <= 13; ++field) fields >> skipped;
  uint64_t user = 0, system = 0;
  fields >> user >> system;  // 14, 15
  for (int field = 16; field <= 19; ++field) fields >> skipped;
  if (!(fields >> p.threads)) return std::nullopt;  // 20
  p.ticks = user + system;
  return p;
}

Activity activity(bool last) {
  Activity now;
  if (!last) look_at_processes(now);
  now.cpus = parse_cpu_times(read_file("/proc/stat").value_or(""));
  if (last) look_at_processes(now);
  return now;
}

std::optional<Load> load_between(const Activity& before, const Activity& after, const std::vector<unsigned>& cpus,
                                 int own) {
  Load load;
  double ticks = 0;
  unsigned seen = 0;
  for (const auto& then : before.cpus) {
    const auto now = std::ranges::find(after.cpus, then.cpu, &CpuTimes::cpu);
    if (now == after.cpus.end() || now->all <= then.all || std::ranges::find(cpus, then.cpu) == cpus.end()) continue;
    const double all = double(now->all - then.all);
    load.busy += double(now->busy - std::min(now->busy, then.busy)) / all;
    load.steal += double(now->steal - std::min(now->steal, then.steal)) / all;
    ticks += all;
    ++seen;
  }
  if (!seen) return std::nullopt;
  ticks /= seen;
  std::map<int, uint64_t> earlier;
  for (const auto& p : before.processes) earlier[p.pid] = p.ticks;
  for (const auto& p : after.processes) {
    const uint64_t then = earlier.contains(p.pid) ? earlier[p.pid] : 0;
    const double share = double(p.ticks - std::min(p.ticks, then)) / ticks;
    if (p.pid == own)
      load.busy = std::max(0.0, load.busy - share);
    else if (share >= 0.01)
      load.top.push_back({p, share});
  }
  std::ranges::stable_sort(load.top, std::greater(), &Load::Share::cpus);
  return load;
}

}  // namespace fenceline
