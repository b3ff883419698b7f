#include <harness/results/record.h>

#include <harness/placement/modes.h>
#include <harness/results/doctor_table.h>
#include <harness/results/litmus_record.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace fenceline {
namespace {

template <class T>
std::string cell_of(const T& value) {
  if constexpr (std::is_same_v<T, bool>)
    return value ? "yes" : "no";
  else if constexpr (std::is_floating_point_v<T>)
    return cell(value);
  else if constexpr (std::is_convertible_v<T, std::string>)
    return value;
  else
    return fmt::format("{}", value);
}
template <class T>
std::string cell_of(const std::optional<T>& value) {
  return value ? cell_of(*value) : "";
}

template <class Row>
Column<Row> column(std::string_view name, std::string_view type, std::string_view unit, std::string_view meaning,
                   auto get) {
  return {{name, type, unit, meaning}, [get](const Row& row) { return cell_of(get(row)); }};
}

/// "latency, throughput, … or bandwidth"
std::string_view metric_names() {
  static const std::string text = [] {
    std::vector<std::string_view> names;
    for (const auto& m : metrics()) names.push_back(m.name);
    const auto last = names.back();
    names.pop_back();
    return fmt::format("{} or {}", fmt::join(names, ", "), last);
  }();
  return text;
}

/// The columns by which every row about a trial says which trial. `key` finds the TrialKey of a row.
template <class Row>
std::vector<Column<Row>> key_columns(auto key) {
  const auto c = [](auto... a) { return column<Row>(a...); };
  return {
      c("trial", "text", "", "names the trial across repetitions and runs", [key](const Row& r) { return key(r).id; }),
      c("suite", "text", "", "suite of the kernel", [key](const Row& r) { return key(r).suite; }),
      c("kernel", "text", "", "kernel, unique within its suite", [key](const Row& r) { return key(r).kernel; }),
      c("group", "text", "", "kernels that are compared with each other", [key](const Row& r) { return key(r).group; }),
      c("variant", "text", "", "instruction sequence; builtin_*: the compiler's choice",
        [key](const Row& r) { return key(r).variant; }),
      c("width", "integer", "bit", "width of the access; 0: none", [key](const Row& r) { return key(r).width; }),
      c("use", "text", "",
        "what the variant is there for, where the group does not tell: an operation, the mappings that have it; "
        "plugin: a structure of the user's own",
        [key](const Row& r) { return key(r).use; }),
      c("how", "text", "",
        "how the figure is made: latency, chain, failure_chain, forwarded, false_sharing, a line's state",
        [key](const Row& r) { return key(r).how; }),
      c("peer", "yesno", "", "another library's, measured beside ours", [key](const Row& r) { return key(r).peer; }),
      c("order", "text", "", "ordering that the sequence guarantees", [key](const Row& r) { return key(r).order; }),
      c("metric", "text", "", metric_names(), [key](const Row& r) { return key(r).metric; }),
      c("args", "text", "", "arguments of the kernel, name=value, space between",
        [key](const Row& r) { return key(r).args; }),
      c("threads", "integer", "", "threads", [key](const Row& r) { return key(r).threads; }),
      c("policy", "text", "", "pin policy", [key](const Row& r) { return key(r).placement.policy; }),
      c("placement", "text", "", "placement within the policy", [key](const Row& r) { return key(r).placement.label; }),
      c("relation", "text", "", "the widest that lies between two of its PUs",
        [key](const Row& r) { return name(key(r).placement.relation); }),
      c("distance", "text", "", "distance class of that pair",
        [key](const Row& r) { return key(r).placement.distance; }),
      c("cpus", "text", "", "OS numbers of the PUs by thread, space between",
        [key](const Row& r) { return fmt::format("{}", fmt::join(key(r).placement.cpus, " ")); }),
      c("memory_node", "integer", "", "NUMA node asked for; empty: first touch",
        [key](const Row& r) { return key(r).placement.memory_node; }),
      c("oversubscribed", "yesno", "", "more threads than PUs",
        [key](const Row& r) { return key(r).placement.oversubscribed; }),
  };
}

template <class Row>
Table<Row> table(std::string_view file, std::vector<Column<Row>> columns, std::vector<Column<Row>> more = {}) {
  columns.insert(columns.end(), more.begin(), more.end());
  return {file, std::move(columns)};
}

/// Counter rows of a native and of an emulated record are alike, save that an emulator's clocks are
/// not written: task-clock and time columns stay out of the emulated file.
template <class Row>
std::vector<Column<Row>> counter_columns() {
  const auto c = [](auto... a) { return column<Row>(a...); };
  return {
      c("trial", "text", "", "trial", [](const Row& r) { return r.record->key.id; }),
      c("thread", "integer", "", "thread of the trial", [](const Row& r) { return r.thread; }),
      c("event", "text", "", "event as asked for", [](const Row& r) { return r.value.event; }),
      c("value", "real", "", "count in the window, scaled if multiplexed; empty: a gap",
        [](const Row& r) { return r.value.value; }),
      c("raw", "integer", "", "count before scaling",
        [](const Row& r) { return r.value.value ? std::optional(r.value.raw) : std::nullopt; }),
      c("multiplexed", "yesno", "", "the counter ran only part of the window",
        [](const Row& r) { return r.value.multiplexed; }),
      c("counted", "text", "", "what in truth was counted: the PMU's event, getrusage, A / B",
        [](const Row& r) { return r.value.counted; }),
      c("gap", "text", "", "why there is no value; told once for a trial", [](const Row& r) { return r.value.gap; }),
  };
}

}  // namespace

const Table<NativeRecord>& records_table() {
  using R = NativeRecord;
  const auto c = [](auto... a) { return column<R>(a...); };
  static const auto t = table<R>(
      "records.csv", key_columns<R>([](const R& r) -> const TrialKey& { return r.key; }),
      {
          c("repetition", "integer", "", "0, 1, … within the trial", [](const R& r) { return r.repetition; }),
          c("ops", "integer", "", "operations of all threads", [](const R& r) { return r.ops; }),
          c("window_ns", "real", "ns", "mean length of the threads' windows",
            [](const R& r) { return r.window.count; }),
          c("ns_per_op", "real", "ns",
            "time of one operation of a thread, less empty_ns_per_op; of what only one thread does: of the median "
            "slice of its window",
            [](const R& r) { return r.ns_per_op; }),
          c("empty_ns_per_op", "real", "ns",
            "what was subtracted: of the loop's own work what the operation waited for",
            [](const R& r) { return r.empty_ns_per_op; }),
          c("cycles_per_op", "real", "cycle", "the same in core cycles; empty: unknown",
            [](const R& r) { return r.cycles_per_op; }),
          c("cycles_source", "text", "", "pmu, calibrated, or why there are no cycles",
            [](const R& r) { return r.cycles_source; }),
          c("core_ghz", "real", "GHz", "core clock beside the window", [](const R& r) { return r.core_ghz; }),
          c("core_width", "real", "",
            "independent additions in a core cycle, the fewer of before and after the window: few while an SMT sibling "
            "is at "
            "work; empty: several threads, or not known",
            [](const R& r) { return r.core_width; }),
          c("bytes_per_s", "real", "B/s", "bandwidth kernels: bytes moved by all threads",
            [](const R& r) { return r.bytes_per_s > 0 ? std::optional(r.bytes_per_s) : std::nullopt; }),
          c("overlap", "real", "", "share of the longest window in which all threads ran",
            [](const R& r) { return r.overlap; }),
          c("jain", "real", "", "Jain's fairness index of the threads' operations", [](const R& r) { return r.jain; }),
          c("min_share", "real", "", "fewest operations of a thread over the most",
            [](const R& r) { return r.min_share; }),
          c("memory_landed", "integer", "", "NUMA node that holds most of the memory, read back",
            [](const R& r) { return r.memory_landed; }),
          c("landed_share", "real", "", "share of the pages there",
            [](const R& r) { return r.memory_landed ? std::optional(r.landed_share) : std::nullopt; }),
          c("memory", "text", "",
            "what of its memory is not as asked: not bound, not read back, elsewhere, on small pages; empty: all is",
            [](const R& r) { return r.memory; }),
          c("involuntary_switches", "integer", "", "times a thread was switched out",
            [](const R& r) { return r.involuntary_switches; }),
          c("migrations", "integer", "", "threads that did not run where they were pinned",
            [](const R& r) { return r.migrations; }),
          c("run_delay_ns", "integer", "ns", "time threads were ready but not running",
            [](const R& r) { return r.run_delay_ns; }),
          c("steal_ns", "integer", "ns", "time the hypervisor took from the CPUs (10 ms steps)",
            [](const R& r) { return r.steal_ns; }),
          c("frequency_change", "real", "", "relative change of the core clock over the window",
            [](const R& r) { return r.frequency_change; }),
          c("disturbed", "text", "", "what disturbed the window; empty: nothing seen",
            [](const R& r) { return r.disturbed; }),
          c("probe_before_ns", "real", "ns", "half round trip of threads 0 and 1 before",
            [](const R& r) { return r.probe_before_ns; }),
          c("probe_after_ns", "real", "ns", "half round trip of threads 0 and 1 after",
            [](const R& r) { return r.probe_after_ns; }),
          c("mode", "text", "", "hidden placement mode that the probes belong to; of one thread: shared core, or empty",
            [](const R& r) { return r.mode; }),
          c("wrong", "text", "", "what the kernel's own check found wrong; empty: work done",
            [](const R& r) { return r.wrong; }),
      });
  return t;
}

const Table<EmulatedRecord>& emulated_table() {
  using R = EmulatedRecord;
  const auto c = [](auto... a) { return column<R>(a...); };
  static const auto t =
      table<R>("emulated.csv", key_columns<R>([](const R& r) -> const TrialKey& { return r.key; }),
               {
                   c("ops", "integer", "", "operations of all threads", [](const R& r) { return r.ops; }),
                   c("memory_landed", "integer", "", "NUMA node that holds most of the memory, read back",
                     [](const R& r) { return r.memory_landed; }),
                   c("wrong", "text", "", "what the kernel's own check found wrong; empty: right",
                     [](const R& r) { return r.wrong; }),
                   c("pinned_as_asked", "yesno", "", "every thread read back the PU it was pinned to",
                     [](const R& r) {
                       for (const auto& t : r.threads)
                         if (t.ran_on_last != int(t.cpu)) return false;
                       return true;
                     }),
               });
  return t;
}

const Table<Summary>& summary_table() {
  using R = Summary;
  const auto c = [](auto... a) { return column<R>(a...); };
  static const auto t = table<R>(
      "summary.csv", key_columns<R>([](const R& r) -> const TrialKey& { return r.key; }),
      {
          c("mode", "text", "", "hidden placement mode", [](const R& r) { return r.mode; }),
          c("mode_looks_like", "text", "",
            "what lies so far apart by published measurements; what the topology says, where it contradicts",
            [](const R& r) { return mode_words(r.mode, r.key.placement); }),
          c("mode_share", "real", "", "share of the repetitions that are in this mode",
            [](const R& r) { return r.mode_share; }),
          c("repetitions", "integer", "", "repetitions that count", [](const R& r) { return r.repetitions; }),
          c("disturbed", "integer", "", "repetitions that were disturbed and do not count",
            [](const R& r) { return r.disturbed; }),
          c("median_ns", "real", "ns", "median time of one operation", [](const R& r) { return r.median_ns; }),
          c("low_ns", "real", "ns",
            "lower end of the median's 95 % interval, what runs differ by included (docs/measuring.md); empty: too few "
            "repetitions",
            [](const R& r) { return r.low_ns; }),
          c("high_ns", "real", "ns", "upper end", [](const R& r) { return r.high_ns; }),
          c("min_ns", "real", "ns", "least repetition", [](const R& r) { return r.min_ns; }),
          c("max_ns", "real", "ns", "greatest repetition", [](const R& r) { return r.max_ns; }),
          c("median_cycles", "real", "cycle", "median in core cycles; empty: unknown",
            [](const R& r) { return r.median_cycles; }),
          c("low_cycles", "real", "cycle", "lower end of its 95 % interval", [](const R& r) { return r.low_cycles; }),
          c("high_cycles", "real", "cycle", "upper end", [](const R& r) { return r.high_cycles; }),
          c("between", "real", "",
            "what runs differ by beyond what one shows (results/between_runs.csv): a share of the median",
            [](const R& r) { return r.between; }),
          c("closed", "yesno", "",
            "the interval, in cycles or in ns as it is narrower, is within threshold.interval (run.csv) of the median, "
            "or of "
            "threshold.next_to_nothing_ns or _cycles",
            [](const R& r) { return r.closed; }),
          c("note", "text", "", "what keeps the figure from being trusted; empty: nothing known",
            [](const R& r) { return r.note; }),
      });
  return t;
}

const Table<CounterRow>& counters_table() {
  using R = CounterRow;
  const auto c = [](auto... a) { return column<R>(a...); };
  static const auto t =
      table<R>("counters.csv", counter_columns<R>(),
               {
                   c("repetition", "integer", "",
                     "repetition; the row holds for those that follow, until the next of its trial, thread and event",
                     [](const R& r) { return r.record->repetition; }),
                   c("time_enabled_ns", "integer", "ns", "time the counter was enabled",
                     [](const R& r) { return r.value.time_enabled_ns; }),
                   c("time_running_ns", "integer", "ns", "time the counter was on the PMU",
                     [](const R& r) { return r.value.time_running_ns; }),
               });
  return t;
}

const Table<EmulatedCounterRow>& emulated_counters_table() {
  static const auto t = table<EmulatedCounterRow>("emulated_counters.csv", counter_columns<EmulatedCounterRow>());
  return t;
}

const Table<ThreadRow>& threads_table() {
  using R = ThreadRow;
  const auto c = [](auto... a) { return column<R>(a...); };
  const auto of = [](const R& r) -> const ThreadRecord& { return r.record->threads[r.thread]; };
  static const auto t = table<R>(
      "threads.csv",
      {
          c("trial", "text", "", "trial", [](const R& r) { return r.record->key.id; }),
          c("repetition", "integer", "", "repetition", [](const R& r) { return r.record->repetition; }),
          c("thread", "integer", "", "thread of the trial", [](const R& r) { return r.thread; }),
          c("role", "text", "", "what it did: a role of the kernel; empty where that has but one",
            [of](const R& r) { return of(r).role; }),
          c("cpu", "integer", "", "OS number of the PU it was pinned to", [of](const R& r) { return of(r).cpu; }),
          c("ran_on_first", "integer", "", "PU read back at the start; -1: unknown",
            [of](const R& r) { return of(r).ran_on_first; }),
          c("ran_on_last", "integer", "", "PU read back at the end; -1: unknown",
            [of](const R& r) { return of(r).ran_on_last; }),
          c("ops", "integer", "", "its operations", [of](const R& r) { return of(r).ops; }),
      });
  return t;
}

const Table<FigureRow>& figures_table() {
  using R = FigureRow;
  static const auto t = table<R>(
      "figures.csv",
      {column<R>("trial", "text", "", "trial", [](const R& r) { return r.record->key.id; }),
       column<R>("repetition", "integer", "", "repetition", [](const R& r) { return r.record->repetition; }),
       column<R>("figure", "text", "", "what the kernel found out beside its time",
                 [](const R& r) { return r.figure.name; }),
       column<R>("unit", "text", "", "of the value", [](const R& r) { return r.figure.unit; }),
       column<R>("value", "real", "", "its value", [](const R& r) { return fmt::format("{}", r.figure.value); })});
  return t;
}

namespace {

/// Which distribution a row is about.
template <class Row>
std::vector<Column<Row>> distribution_columns() {
  const auto c = [](auto... a) { return column<Row>(a...); };
  return {
      c("trial", "text", "", "trial", [](const Row& r) { return r.record->key.id; }),
      c("repetition", "integer", "", "repetition", [](const Row& r) { return r.record->repetition; }),
      c("role", "text", "", "whose values: the threads of that role; empty: all threads",
        [](const Row& r) { return r.of->role; }),
      c("what", "text", "", "what the values are: latency, or that of one kind of operation: read_latency",
        [](const Row& r) { return r.of->what; }),
      c("unit", "text", "", "of the values", [](const Row& r) { return r.of->unit; }),
  };
}

}  // namespace

const Table<PercentilesRow>& percentiles_table() {
  using R = PercentilesRow;
  static const auto t = [] {
    auto made =
        table<R>("percentiles.csv", distribution_columns<R>(),
                 {column<R>("count", "integer", "", "values", [](const R& r) { return r.of->values.count(); })});
    const auto add = [&](std::string_view name, std::string_view meaning, double q) {
      made.columns.push_back(column<R>(name, "real", "", meaning, [q](const R& r) -> std::optional<double> {
        const auto& values = r.of->values;
        // What lies beyond must have been met at least once, or it is not known.
        if (double(values.count()) * (1 - q) < 1) return std::nullopt;
        return double(values.quantile(q)) * r.of->scale;
      }));
    };
    add("p50", "half of the values do not exceed it (this and the following: up to 1/32 too high)", 0.5);
    add("p90", "90 % do not; empty here and below: too few values to tell", 0.9);
    add("p99", "99 % do not", 0.99);
    add("p99_9", "99.9 % do not", 0.999);
    add("p99_99", "99.99 % do not", 0.9999);
    made.columns.push_back(column<R>("max", "real", "", "the greatest, exact", [](const R& r) -> std::optional<double> {
      if (r.of->values.count() == 0) return std::nullopt;
      return double(r.of->values.max()) * r.of->scale;
    }));
    return made;
  }();
  return t;
}

const Table<BucketRow>& histograms_table() {
  using R = BucketRow;
  static const auto t = table<R>("histograms.csv", distribution_columns<R>(),
                                 {column<R>("low", "real", "", "the least value that the bucket holds",
                                            [](const R& r) { return double(r.bucket.low) * r.of->scale; }),
                                  column<R>("high", "real", "", "the greatest: no more than 1/32 above the least",
                                            [](const R& r) { return double(r.bucket.high) * r.of->scale; }),
                                  column<R>("count", "integer", "", "values in it; a bucket without has no row",
                                            [](const R& r) { return r.bucket.count; })});
  return t;
}

const Table<PointRow>& series_table() {
  using R = PointRow;
  const auto c = [](auto... a) { return column<R>(a...); };
  static const auto t =
      table<R>("series.csv",
               {
                   c("trial", "text", "", "trial", [](const R& r) { return r.record->key.id; }),
                   c("repetition", "integer", "", "repetition", [](const R& r) { return r.record->repetition; }),
                   c("what", "text", "", "what changed while the window lasted", [](const R& r) { return r.of->what; }),
                   c("unit", "text", "", "of the value", [](const R& r) { return r.of->unit; }),
                   c("at_ns", "real", "ns", "since when the series began", [](const R& r) { return r.point.at.count; }),
                   c("value", "real", "", "its value then", [](const R& r) { return r.point.value; }),
               });
  return t;
}

const Table<Skip>& skips_table() {
  using R = Skip;
  static const auto t = Table<R>{
      "skips.csv",
      {column<R>("what", "text", "", "kernel or placement that was asked for", [](const R& r) { return r.what; }),
       column<R>("reason", "text", "", "why it does not exist here", [](const R& r) { return r.reason; })}};
  return t;
}

std::string schema_csv() {
  std::string out = "file,column,type,unit,meaning\n";
  const auto add = [&](std::string_view file, const std::vector<ColumnInfo>& columns) {
    for (const auto& c : columns) out += fmt::format("{},{},{},{},\"{}\"\n", file, c.name, c.type, c.unit, c.meaning);
  };
  add("run.csv", {{"key", "text", "", "what is told"},
                  {"value", "text", "", "its value"},
                  {"gap", "text", "", "why there is no value"}});
  const auto add_table = [&](const auto& t) { add(t.file, t.infos()); };
  add_table(doctor_table());
  add_table(records_table());
  add_table(summary_table());
  add_table(threads_table());
  add_table(counters_table());
  add_table(figures_table());
  add_table(percentiles_table());
  add_table(histograms_table());
  add_table(series_table());
  add_table(skips_table());
  add_table(emulated_table());
  add_table(emulated_counters_table());
  add_table(litmus_table());
  add_table(emulated_litmus_table());
  // Written by scripts/sweep.py from what the emulator's plugin counted.
  add("emulated_counts.csv",
      {{"trial", "text", "", "trial"},
       {"thread", "integer", "", "thread of the trial"},
       {"what", "text", "", "instructions, loads, stores, atomic, exclusive, ordered, fences, or a fence by kind"},
       {"per_op", "real", "", "of one operation, the empty loop subtracted"},
       {"exact", "yesno", "", "it is the same for every operation; no: a mean, threads met"}});
  return out;
}

}  // namespace fenceline
