#include <harness/results/record.h>

#include <harness/results/columns.h>
#include <harness/results/doctor_table.h>
#include <harness/results/litmus_record.h>

namespace fenceline {

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
  add_table(trials_table());
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
