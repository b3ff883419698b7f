#include <harness/results/litmus_record.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace fenceline {
namespace {

template <class Row>
std::vector<Column<Row>> common_columns() {
  const auto c = [](std::string_view name, std::string_view type, std::string_view meaning, auto get) {
    return Column<Row>{{name, type, "", meaning}, [get](const Row& r) { return fmt::format("{}", get(r)); }};
  };
  return {
      c("test", "text", "name of the test", [](const Row& r) { return r.test; }),
      c("isa", "text", "instruction set that it is written in", [](const Row& r) { return r.isa; }),
      c("model", "text", "memory model that judged it", [](const Row& r) { return r.model; }),
      c("threads", "integer", "threads", [](const Row& r) { return r.threads; }),
      c("policy", "text", "pin policy", [](const Row& r) { return r.placement.policy; }),
      c("placement", "text", "placement within the policy", [](const Row& r) { return r.placement.label; }),
      c("relation", "text", "the widest that lies between two of its PUs",
        [](const Row& r) { return name(r.placement.relation); }),
      c("distance", "text", "distance class of that pair", [](const Row& r) { return r.placement.distance; }),
      c("cpus", "text", "OS numbers of the PUs by thread, space between",
        [](const Row& r) { return fmt::to_string(fmt::join(r.placement.cpus, " ")); }),
      c("oversubscribed", "yesno", "more threads than PUs",
        [](const Row& r) { return r.placement.oversubscribed ? "yes" : "no"; }),
      c("mode", "text", "sync, burst, perpetual as asked for; auto: picked by trial",
        [](const Row& r) { return r.mode; }),
      c("settings", "text", "mode and parameters that most of the time was run with",
        [](const Row& r) { return r.settings; }),
      c("settings_share", "integer", "percent of the time after the trials that they had",
        [](const Row& r) { return r.settings_share; }),
      c("stress", "text", "what other threads did meanwhile", [](const Row& r) { return r.stress; }),
      c("outcomes", "integer", "iterations judged", [](const Row& r) { return r.outcomes; }),
      c("weak", "integer", "outcomes that SC forbids, of distinct iterations", [](const Row& r) { return r.weak; }),
      c("pairs", "integer", "pairs (n threads: tuples) of iterations with an outcome that SC forbids",
        [](const Row& r) { return r.pairs; }),
      c("states_reached", "integer", "final states observed", [](const Row& r) { return r.states_reached; }),
      c("states_allowed", "integer", "final states that the model allows",
        [](const Row& r) { return r.states_allowed; }),
      c("condition", "text", "the test's condition", [](const Row& r) { return r.condition; }),
      c("verdict", "text", "of the model on it: Allowed, Forbidden, Required, Undecided",
        [](const Row& r) { return r.verdict; }),
      c("matching", "integer", "outcomes that satisfy the condition", [](const Row& r) { return r.matching; }),
      c("finding", "text", "an outcome that the model forbids was observed; empty: none",
        [](const Row& r) { return r.finding; }),
      c("histogram", "text", "final states with their counts", [](const Row& r) { return r.histogram; }),
      c("trouble", "text", "what cut the run off; empty: nothing", [](const Row& r) { return r.trouble; }),
      c("label", "text", "emulator: no hardware executed it",
        [](const Row&) { return std::is_same_v<Row, EmulatedLitmusRecord> ? "emulator" : ""; }),
  };
}

}  // namespace

const Table<NativeLitmusRecord>& litmus_table() {
  using R = NativeLitmusRecord;
  static const auto table = [] {
    Table<R> t{"litmus.csv", common_columns<R>()};
    const auto add = [&](std::string_view name, std::string_view unit, std::string_view meaning,
                         double LitmusRates::*member) {
      t.columns.push_back({{name, "real", unit, meaning}, [member](const R& r) { return cell(r.*member); }});
    };
    add("seconds", "s", "wall time of the test with all trials", &LitmusRates::seconds);
    add("outcomes_per_s", "1/s", "outcomes a second after the trials", &LitmusRates::outcomes_per_s);
    add("weak_per_s", "1/s", "distinct weak events a second after the trials", &LitmusRates::weak_per_s);
    add("pairs_per_s", "1/s", "weak pairs a second after the trials", &LitmusRates::pairs_per_s);
    return t;
  }();
  return table;
}

const Table<EmulatedLitmusRecord>& emulated_litmus_table() {
  using R = EmulatedLitmusRecord;
  static const Table<R> table{"emulated_litmus.csv", common_columns<R>()};
  return table;
}

}  // namespace fenceline
