#include <harness/results/results.h>

#include <base/error.h>
#include <fmt/format.h>
#include <harness/results/doctor_table.h>
#include <harness/results/thresholds.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>

namespace fenceline {
namespace fs = std::filesystem;
namespace {

/// Of several rows of one key the last holds.
const std::vector<std::string> kNotEnded = {"ended", "", "it is being written, or was killed"};

const std::vector<ColumnInfo> kFactColumns = {
    {"key", "text", "", ""}, {"value", "text", "", ""}, {"gap", "text", "", ""}};

std::string time_now(const char* format) {
  const std::time_t t = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, format, std::gmtime(&t));
  return text;
}

std::map<std::string, std::string> facts_of(const fs::path& folder) {
  if (!fs::exists(folder / "run.csv"))
    throw InputError(
        fmt::format("{} holds no run (no run.csv there); --resume takes a folder that an "
                    "interrupted run has named",
                    folder.string()));
  std::map<std::string, std::string> facts;
  for (const auto& row : read_csv(folder / "run.csv"))
    if (row.size() > 1) facts[row[0]] = row[1];
  return facts;
}

/// Repetitions of different machines, kernels or builds are not samples of one figure.
constexpr const char* kMustNotChange[] = {
    "execution",   "isa",         "cpu_model",           "stepping",   "microcode",  "instance_type",
    "kernel",      "compiler",    "compiler_flags",      "build_type", "sanitizers", "revision",
    "binary",      "usable_pus",  "usable_nodes",        "governor",   "boost",      "smt",
    "clocksource", "cgroup_cpus", "perf_event_paranoid", "plugins",    "sequences"};

InputError damaged(const fs::path& folder, const std::string& what) {
  return InputError(fmt::format("{} is damaged: {}; start a new run", (folder / "run.csv").string(), what));
}

}  // namespace

Results::Results(const Request& request, const Host& host, const std::vector<Skip>& skips) : folder_(request, host) {
  CsvFile run(folder() / "run.csv", kFactColumns);
  if (folder_.resumed()) {
    run.append({"resumed", time_now("%FT%TZ"), ""});
    run.append(kNotEnded);
    return;
  }
  run.append({"virt", host.verdict.virt, ""});
  run.append({"started", time_now("%FT%TZ"), ""});
  run.append({"arguments", nlohmann::json(request.arguments).dump(), ""});
  run.append(kNotEnded);
  run.append({"seed", fmt::format("{}", request.seed), ""});
  for (const auto& fact : host.facts) run.append({fact.key, fact.value, fact.gap});
  for (const auto& t : thresholds()) run.append({std::string(t.fact), cell(t.value), ""});
  for (const auto& m : metrics()) {
    run.append({fmt::format("metric.{}.unit", m.name), std::string(m.unit), ""});
    run.append({fmt::format("metric.{}.better", m.name), m.better == Better::less ? "less" : "more", ""});
  }
  for (const auto& remark : host.machine.remarks) run.append({"topology_remark", remark, ""});

  std::ofstream xml(folder() / "topology.xml");
  xml << host.machine.xml();
  if (!xml.flush())
    throw RunError(fmt::format("cannot write {}: {}; choose another folder with --out=DIR",
                               (folder() / "topology.xml").string(), std::strerror(errno)));
  auto found = open(doctor_table());
  for (const auto& f : findings(host.facts)) found.append(doctor_table().cells(f));
  auto skipped = open(skips_table());
  for (const auto& s : skips) skipped.append(skips_table().cells(s));
}

void Results::end(std::string_view how) {
  begun();
  CsvFile(folder() / "run.csv", kFactColumns).append({"ended", std::string(how), ""});
}

std::set<RowKey> Results::keys_of(std::string_view file, const std::vector<std::string>& key) const {
  return keys_in(folder() / file, key);
}

NativeResults::NativeResults(const Request& request, const Host& host, const std::vector<Skip>& skips)
    : Results(request, host, skips),
      records_(open(records_table())),
      trials_(folder(), keys_of(records_table().file, {"trial_id"})) {
  const std::vector<std::string> key = {"trial_id", "repetition"};
  const auto records = keys_of(records_table().file, key);
  threads_ = open_beside(records, threads_table(), key);
  counters_ = open_beside(records, counters_table(), key);
  figures_ = open_beside(records, figures_table(), key);
  percentiles_ = open_beside(records, percentiles_table(), key);
  histograms_ = open_beside(records, histograms_table(), key);
  series_ = open_beside(records, series_table(), key);
}

void NativeResults::write(const NativeRecord& record) {
  // The record last: one that is there has its trial, threads, counters and figures.
  const Repetition of{&record, trials_.id(record.key)};
  // Of one thread the record tells all.
  for (unsigned t = 0; t < record.threads.size() && record.key.threads > 1; ++t)
    threads_.append(threads_table().cells({of, t}));
  write_counters(of);
  for (const auto& figure : record.figures) figures_.append(figures_table().cells({of, figure}));
  for (const auto& d : record.distributions) {
    percentiles_.append(percentiles_table().cells({of, &d}));
    for (const auto& bucket : d.values.buckets()) histograms_.append(histograms_table().cells({of, &d, bucket}));
  }
  for (const auto& s : record.series)
    for (const auto& point : s.points) series_.append(series_table().cells({of, &s, point}));
  records_.append(records_table().cells(of));
  begun();
}

/// What does not exist, and what nothing was counted of, is the same each time: a row for each repetition would be most of
/// the folder.
void NativeResults::write_counters(const Repetition& of) {
  const auto& record = *of.record;
  for (unsigned t = 0; t < record.threads.size(); ++t)
    for (const auto& value : record.threads[t].counters) {
      const Counted says{value.value, value.gap, value.counted};
      auto& told = counted_[{of.trial, t, value.event}];
      if (told == says) continue;
      auto row = value;
      if (told && told->what == says.what) row.counted.clear();
      told = says;
      counters_.append(counters_table().cells({of, t, row}));
    }
}

void NativeResults::write(const std::vector<Summary>& summaries) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& s : summaries) rows.push_back(summary_table().cells(s));
  write_anew(folder() / summary_table().file, summary_table().infos(), rows);
}

void NativeResults::rename(const ModeNames& names) {
  if (names.empty()) return;
  const auto path = folder() / records_table().file;
  auto rows = read_csv(path);
  const auto column = [&](std::string_view wanted) {
    return static_cast<size_t>(std::ranges::find(rows[0], wanted) - rows[0].begin());
  };
  const size_t mode = column("mode"), disturbed = column("disturbed");
  rows.erase(rows.begin());
  for (auto& row : rows) {
    row[mode] = renamed(names, row[mode]);
    row[disturbed] = renamed(names, row[disturbed]);
  }
  records_ = CsvFile();
  write_anew(path, records_table().infos(), rows);
  records_ = open(records_table());
}

EmulatedResults::EmulatedResults(const Request& request, const Host& host, const std::vector<Skip>& skips)
    : Results(request, host, skips), records_(open(emulated_table())) {
  executed_ = keys_of(emulated_table().file, {"trial"});
  counters_ = open_beside(executed_, emulated_counters_table(), {"trial"});
}

void EmulatedResults::write(const EmulatedRecord& record) {
  for (unsigned t = 0; t < record.threads.size(); ++t)
    for (const auto& value : record.threads[t].counters)
      counters_.append(emulated_counters_table().cells({&record, t, value}));
  records_.append(emulated_table().cells(record));
  begun();
}

std::vector<std::string> recorded_arguments(const fs::path& folder) {
  const auto facts = facts_of(folder);
  const auto arguments = facts.find("arguments");
  if (arguments == facts.end()) throw damaged(folder, "it does not tell what was asked");
  try {
    return nlohmann::json::parse(arguments->second).get<std::vector<std::string>>();
  } catch (const nlohmann::json::exception&) {
    throw damaged(folder, "what was asked is no list of arguments");
  }
}

void check_same_host(const fs::path& folder, const Host& host) {
  const auto facts = facts_of(folder);
  for (const auto& now : host.facts) {
    if (std::ranges::find(kMustNotChange, now.key) == std::end(kMustNotChange)) continue;
    const auto then = facts.find(now.key);
    if (then == facts.end()) throw damaged(folder, "it has no row '" + now.key + "'");
    if (then->second != now.value)
      throw InputError(fmt::format("{} cannot be resumed here: its {} is '{}', and here it is '{}'; start a new run",
                                   folder.string(), now.key, then->second, now.value));
  }
}

std::map<std::string, std::vector<Measured>> measured(const fs::path& folder) {
  std::map<std::string, std::vector<Measured>> by_trial;
  const auto path = folder / records_table().file;
  if (!fs::exists(path)) return by_trial;
  const auto rows = read_csv(path);
  if (rows.empty()) return by_trial;
  const auto column = [&](std::string_view wanted) {
    for (size_t i = 0; i < rows[0].size(); ++i)
      if (rows[0][i] == wanted) return i;
    throw RunError(fmt::format("{} has no column '{}'; it cannot be resumed", path.string(), wanted));
  };
  const auto trials = trials_of(folder);
  const size_t trial = column("trial_id"), repetition = column("repetition"), ns = column("ns_per_op"),
               cycles = column("cycles_per_op"), mode = column("mode"), memory = column("memory"),
               disturbed = column("disturbed"), wrong = column("wrong");
  for (size_t i = 1; i < rows.size(); ++i) {
    const auto& row = rows[i];
    const auto known = row.size() == rows[0].size() ? trials.find(row[trial]) : trials.end();
    if (known == trials.end()) continue;
    Measured m;
    m.repetition = static_cast<unsigned>(std::strtoul(row[repetition].c_str(), nullptr, 10));
    m.ns_per_op = std::strtod(row[ns].c_str(), nullptr);
    if (!row[cycles].empty()) m.cycles_per_op = std::strtod(row[cycles].c_str(), nullptr);
    m.mode = row[mode];
    m.memory = row[memory];
    m.disturbed = row[disturbed];
    m.wrong = row[wrong];
    m.counts = m.disturbed.empty() && m.wrong.empty();
    by_trial[known->second].push_back(m);
  }
  return by_trial;
}

}  // namespace fenceline
