// Tables with rows for each repetition. Whose it is they say by the trial's number: its name and all that belongs to it
// stand in trials.csv, once.
#include <harness/results/columns.h>
#include <harness/results/record.h>

namespace fenceline {
namespace {

template <class Row>
std::vector<Column<Row>> repetition_columns(std::string_view repetition = "0, 1, … within the trial") {
  return {column<Row>("trial_id", "integer", "", "the trial, as trials.csv numbers them",
                      [](const Row& r) { return r.trial; }),
          column<Row>("repetition", "integer", "", repetition, [](const Row& r) { return r.record->repetition; })};
}

/// Counter rows of a native and of an emulated record are alike, save that an emulator's clocks are
/// not written: task-clock and time columns stay out of the emulated file.
template <class Row>
std::vector<Column<Row>> counter_columns() {
  const auto c = [](auto... a) { return column<Row>(a...); };
  return {
      c("thread", "integer", "", "thread of the trial", [](const Row& r) { return r.thread; }),
      c("event", "text", "", "event as asked for", [](const Row& r) { return r.value.event; }),
      c("value", "real", "", "count in the window, scaled if multiplexed; empty: a gap",
        [](const Row& r) { return r.value.value; }),
      c("raw", "integer", "", "count before scaling; empty: the value, or a gap",
        [](const Row& r) { return r.value.value && r.value.multiplexed ? std::optional(r.value.raw) : std::nullopt; }),
      c("multiplexed", "yesno", "", "the counter ran only part of the window",
        [](const Row& r) { return r.value.multiplexed; }),
      c("counted", "text", "", "what in truth was counted: the PMU's event, getrusage, A / B; told where it is another than in the row before of its "
        "trial, thread and event",
        [](const Row& r) { return r.value.counted; }),
      c("gap", "text", "", "why there is no value; told once for a trial", [](const Row& r) { return r.value.gap; }),
  };
}

/// Which distribution a row is about.
template <class Row>
std::vector<Column<Row>> distribution_columns() {
  const auto c = [](auto... a) { return column<Row>(a...); };
  return {
      c("role", "text", "", "whose values: the threads of that role; empty: all threads",
        [](const Row& r) { return r.of->role; }),
      c("what", "text", "", "what the values are: latency, or that of one kind of operation: read_latency",
        [](const Row& r) { return r.of->what; }),
      c("unit", "text", "", "of the values", [](const Row& r) { return r.of->unit; }),
  };
}

}  // namespace

const Table<Repetition>& records_table() {
  using R = Repetition;
  const auto c = [](auto... a) { return column<R>(a...); };
  static const auto t = table<R>(
      "records.csv", repetition_columns<R>(),
      {
          c("ops", "integer", "", "operations of all threads", [](const R& r) { return r.record->ops; }),
          c("window_ns", "real", "ns", "mean length of the threads' windows",
            [](const R& r) { return decimals(r.record->window.count, 0); }),
          c("ns_per_op", "real", "ns",
            "time of one operation of a thread, less empty_ns_per_op; of what only one thread does: of the median "
            "slice of its window",
            [](const R& r) { return r.record->ns_per_op; }),
          c("empty_ns_per_op", "real", "ns",
            "what was subtracted: of the loop's own work what the operation waited for",
            [](const R& r) { return r.record->empty_ns_per_op; }),
          c("cycles_per_op", "real", "cycle", "the same in core cycles; empty: unknown",
            [](const R& r) { return r.record->cycles_per_op; }),
          c("cycles_source", "text", "", "pmu, calibrated, or why there are no cycles",
            [](const R& r) { return r.record->cycles_source; }),
          c("core_ghz", "real", "GHz", "core clock beside the window",
            [](const R& r) { return digits(r.record->core_ghz, 5); }),
          c("core_width", "real", "",
            "independent additions in a core cycle, the fewer of before and after the window: few while an SMT sibling "
            "is at "
            "work; empty: several threads, or not known",
            [](const R& r) { return digits(r.record->core_width, 3); }),
          c("bytes_per_s", "real", "B/s", "bandwidth kernels: bytes moved by all threads",
            [](const R& r) { return r.record->bytes_per_s > 0 ? std::optional(r.record->bytes_per_s) : std::nullopt; }),
          c("overlap", "real", "", "share of the longest window in which all threads ran",
            [](const R& r) { return digits(r.record->overlap, 4); }),
          c("jain", "real", "", "Jain's fairness index of the threads' operations",
            [](const R& r) { return digits(r.record->jain, 4); }),
          c("min_share", "real", "", "fewest operations of a thread over the most",
            [](const R& r) { return digits(r.record->min_share, 4); }),
          c("memory_landed", "integer", "", "NUMA node that holds most of the memory, read back",
            [](const R& r) { return r.record->memory_landed; }),
          c("landed_share", "real", "", "share of the pages there",
            [](const R& r) { return r.record->memory_landed ? digits(r.record->landed_share, 4) : ""; }),
          c("memory", "text", "",
            "what of its memory is not as asked: not bound, not read back, elsewhere, on small pages; empty: all is",
            [](const R& r) { return r.record->memory; }),
          c("involuntary_switches", "integer", "", "times a thread was switched out",
            [](const R& r) { return r.record->involuntary_switches; }),
          c("migrations", "integer", "", "threads that did not run where they were pinned",
            [](const R& r) { return r.record->migrations; }),
          c("run_delay_ns", "integer", "ns", "time threads were ready but not running",
            [](const R& r) { return r.record->run_delay_ns; }),
          c("steal_ns", "integer", "ns", "time the hypervisor took from the CPUs (10 ms steps)",
            [](const R& r) { return r.record->steal_ns; }),
          c("frequency_change", "real", "", "relative change of the core clock over the window",
            [](const R& r) { return decimals(r.record->frequency_change, 4); }),
          c("disturbed", "text", "", "what disturbed the window; empty: nothing seen",
            [](const R& r) { return r.record->disturbed; }),
          c("probe_before_ns", "real", "ns", "half round trip of threads 0 and 1 before",
            [](const R& r) { return digits(r.record->probe_before_ns, 4); }),
          c("probe_after_ns", "real", "ns", "half round trip of threads 0 and 1 after",
            [](const R& r) { return digits(r.record->probe_after_ns, 4); }),
          c("mode", "text", "", "hidden placement mode that the probes belong to; of one thread: shared core, or empty",
            [](const R& r) { return r.record->mode; }),
          c("wrong", "text", "", "what the kernel's own check found wrong; empty: work done",
            [](const R& r) { return r.record->wrong; }),
      });
  return t;
}

const Table<ThreadRow>& threads_table() {
  using R = ThreadRow;
  const auto c = [](auto... a) { return column<R>(a...); };
  const auto of = [](const R& r) -> const ThreadRecord& { return r.record->threads[r.thread]; };
  static const auto t = table<R>(
      "threads.csv", repetition_columns<R>(),
      {
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

const Table<CounterRow>& counters_table() {
  using R = CounterRow;
  const auto c = [](auto... a) { return column<R>(a...); };
  static const auto t = table<R>(
      "counters.csv",
      repetition_columns<R>("the row holds for those that follow, until the next of its trial, thread and event"),
      counter_columns<R>(),
      {
          c("time_enabled_ns", "integer", "ns", "time the counter was enabled",
            [](const R& r) { return r.value.time_enabled_ns; }),
          c("time_running_ns", "integer", "ns", "time the counter was on the PMU; empty: all the while",
            [](const R& r) {
              const auto running = r.value.time_running_ns;
              return running == r.value.time_enabled_ns ? std::nullopt : std::optional(running);
            }),
      });
  return t;
}

const Table<EmulatedCounterRow>& emulated_counters_table() {
  using R = EmulatedCounterRow;
  static const auto t = table<R>("emulated_counters.csv",
                                 {column<R>("trial", "text", "", "trial", [](const R& r) { return r.record->key.id; })},
                                 counter_columns<R>());
  return t;
}

const Table<FigureRow>& figures_table() {
  using R = FigureRow;
  static const auto t = table<R>(
      "figures.csv", repetition_columns<R>(),
      {column<R>("figure", "text", "", "what the kernel found out beside its time",
                 [](const R& r) { return r.figure.name; }),
       column<R>("unit", "text", "", "of the value", [](const R& r) { return r.figure.unit; }),
       column<R>("value", "real", "", "its value", [](const R& r) { return fmt::format("{}", r.figure.value); })});
  return t;
}

const Table<PercentilesRow>& percentiles_table() {
  using R = PercentilesRow;
  static const auto t = [] {
    auto made =
        table<R>("percentiles.csv", repetition_columns<R>(), distribution_columns<R>(),
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
  static const auto t = table<R>("histograms.csv", repetition_columns<R>(), distribution_columns<R>(),
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
      table<R>("series.csv", repetition_columns<R>(),
               {
                   c("what", "text", "", "what changed while the window lasted", [](const R& r) { return r.of->what; }),
                   c("unit", "text", "", "of the value", [](const R& r) { return r.of->unit; }),
                   c("at_ns", "real", "ns", "since when the series began", [](const R& r) { return r.point.at.count; }),
                   c("value", "real", "", "its value then", [](const R& r) { return r.point.value; }),
               });
  return t;
}

}  // namespace fenceline
