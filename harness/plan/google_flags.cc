#include <harness/plan/google_flags.h>

#include <base/error.h>
#include <base/nearest.h>
#include <base/text.h>
#include <fmt/format.h>
#include <harness/plan/numbers.h>

#include <utility>

namespace fenceline {
namespace {

/// A flag of theirs and the option of ours that sets the same.
constexpr std::pair<const char*, const char*> kSameAs[] = {
    {"--benchmark_filter", "--filter"},
    {"--benchmark_repetitions", "--repetitions"},
    {"--benchmark_min_time", "--window"},
};

/// Flags of theirs (https://github.com/google/benchmark/blob/main/docs/user_guide.md) that mean nothing here, and why.
constexpr std::pair<const char*, const char*> kNotTaken[] = {
    {"--benchmark_format", "the terminal has Fenceline's own table; --benchmark_out=FILE takes Google Benchmark's"},
    {"--benchmark_enable_random_interleaving", "repetitions are always interleaved in a random order: --seed"},
    {"--benchmark_report_aggregates_only", "every repetition is reported; summary.csv has their medians"},
    {"--benchmark_display_aggregates_only", "the terminal shows medians alone already"},
    {"--benchmark_min_warmup_time", "every window is warmed up until the core's clock is known"},
    {"--benchmark_perf_counters", "--counters=EVENTS counts, each thread for itself"},
    {"--benchmark_color", "nothing is printed in colour"},
    {"--benchmark_counters_tabular", "counters are a table of their own: counters.csv"},
    {"--benchmark_dry_run", "--dry-run prints the plan, --verify executes it briefly"},
};

/// As --window takes it: their seconds ("0.5", since 1.8 "0.5s") in ms.
CLI::Validator min_time() {
  return CLI::Validator(
      [](std::string& text) -> std::string {
        if (text.ends_with('x')) return "a window has a length in time, not in iterations: 0.001s";
        if (const auto wrong = duration(1e-4, 10)(text); !wrong.empty()) return wrong;
        text = fmt::format("{}", 1e3 * std::stod(text));
        return "";
      },
      "");
}

CLI::Validator out_format() {
  return CLI::Validator(
      [](std::string& text) -> std::string {
        if (text == "json" || text == "console") return "";
        if (text == "csv") return "Google Benchmark is giving its csv up; records.csv has the same figures and more";
        return fmt::format("'{}' is neither json nor console", shown(text));
      },
      "");
}

}  // namespace

void add_google_flags(CLI::App& app, Request& r, bool& list_tests) {
  const std::string group = "Google Benchmark's flags";
  app.add_option("--benchmark_filter", r.filter, "as --filter; -REGEX: all others")->group(group);
  app.add_flag("--benchmark_list_tests", list_tests, "names of the trials")->group(group);
  app.add_option("--benchmark_repetitions", r.repetitions, "as --repetitions")
      ->transform(whole_number(1, kMostRepetitions))
      ->group(group);
  app.add_option("--benchmark_min_time", r.window_ms, "as --window, in seconds")->transform(min_time())->group(group);
  app.add_option("--benchmark_out", r.benchmark_out, "its report, beside the results: a file")->group(group);
  app.add_option("--benchmark_out_format", r.benchmark_out_format, "of that: json or console")
      ->check(out_format())
      ->group(group);
  for (const auto& [flag, what] : {std::pair("--benchmark_context", "KEY=VALUE for that report's context"),
                                   std::pair("--benchmark_time_unit", "of that report: ns, us, ms or s")}) {
    const std::string name = flag;
    app.add_option_function<std::vector<std::string>>(
           name,
           [&r, name](const std::vector<std::string>& values) {
             for (const auto& v : values) r.benchmark_flags.push_back(name + "=" + v);
           },
           what)
        ->group(group);
  }
  app.get_option("--benchmark_time_unit")->check(CLI::IsMember({"ns", "us", "ms", "s"}));
}

void check_google_flags(const CLI::App& app) {
  const auto given = [&](const char* name) { return app.get_option(name)->count() > 0; };
  for (const auto& [theirs, ours] : kSameAs)
    if (given(theirs) && given(ours))
      throw InputError(fmt::format("{} is {} by another name: leave out one of them", theirs, ours));
  for (const char* name : {"--benchmark_out_format", "--benchmark_context", "--benchmark_time_unit"})
    if (given(name) && !given("--benchmark_out"))
      throw InputError(fmt::format("{} means nothing without --benchmark_out=FILE", name));
}

void refuse_google_flag(const std::string& flag, std::vector<std::string> names) {
  const auto name = flag.substr(0, flag.find('='));
  for (const auto& [refused, why] : kNotTaken) {
    if (name == refused) throw InputError(fmt::format("{} is not taken: {}", name, why));
    names.emplace_back(refused);
  }
  throw InputError(unknown("option", name, names, "--help shows the options"));
}

}  // namespace fenceline
