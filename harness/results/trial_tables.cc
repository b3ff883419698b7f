// Tables with a row for each trial, which say of themselves all that names one.
#include <harness/placement/modes.h>
#include <harness/results/columns.h>
#include <harness/results/record.h>

#include <fmt/ranges.h>

namespace fenceline {
namespace {

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

}  // namespace

const Table<TrialRow>& trials_table() {
  static const auto t =
      table<TrialRow>("trials.csv",
                      {column<TrialRow>("trial_id", "integer", "",
                                        "the trial in the tables that have a row for each of its repetitions",
                                        [](const TrialRow& r) { return r.id; })},
                      key_columns<TrialRow>([](const TrialRow& r) -> const TrialKey& { return *r.key; }));
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
            "what runs differ by in ns beyond what one shows (results/between_runs.csv): a share of the median",
            [](const R& r) { return r.between_ns; }),
          c("between_cycles", "real", "", "the same in cycles", [](const R& r) { return r.between_cycles; }),
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

}  // namespace fenceline
