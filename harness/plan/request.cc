#include <harness/plan/request.h>

#include <CLI/CLI.hpp>
#include <base/error.h>
#include <base/exit_codes.h>
#include <base/nearest.h>
#include <base/text.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/placement/modes.h>
#include <harness/plan/filter.h>
#include <harness/plan/google_flags.h>
#include <harness/plan/options.h>
#include <harness/plan/usage.h>
#include <harness/team/counters.h>

#include <algorithm>

namespace fenceline {
namespace {

std::vector<std::string> names_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& n : option->get_lnames()) names.push_back("--" + n);
  return names;
}

void check_values(const Request& r) {
  if (!r.mode.empty() && !mode_distance(r.mode))
    throw InputError(
        fmt::format("--mode={}: a mode is a distance in ns, as the summary names it (25ns)", shown(r.mode)));
  if (r.suites.size() > 1 && std::ranges::find(r.suites, "litmus") != r.suites.end())
    throw InputError("--suite=litmus is a run of its own: name the other suites in another");
  if (!r.litmus.tests.empty() && !r.suites.empty() && r.suites != std::vector<std::string>{"litmus"})
    throw InputError(fmt::format("--litmus runs litmus tests and --suite={} does not: leave out one of them",
                                 shown(fmt::to_string(fmt::join(r.suites, ",")))));
  // Whatever is done with them: what a dry run takes a run takes.
  (void)Filter(r.filter);
  (void)parse_pin(r.pin);
  (void)parse_counters(r.counters);
}

/// What run.csv could not hold, and --resume not read again.
void check_bytes(const std::vector<std::string>& arguments) {
  for (const auto& argument : arguments) {
    // CLI11 would take the argument after it for the value.
    if (argument.starts_with("--") && argument.ends_with('='))
      throw InputError(fmt::format("{} has no value; leave the option out for its default", shown(argument)));
    for (std::string_view rest = argument; !rest.empty();) {
      const size_t size = utf8_character(rest);
      if (!size)
        throw InputError(fmt::format("{} is no UTF-8, which is what results are written in: give the file another name",
                                     shown(argument)));
      rest.remove_prefix(size);
    }
  }
}

template <class T>
void without_repeats(std::vector<T>& list) {
  std::vector<T> once;
  for (auto& item : list)
    if (std::ranges::find(once, item) == once.end()) once.push_back(std::move(item));
  list = std::move(once);
}

/// What --quick means for the options that were not given.
void fill_in_quick(const CLI::App& app, Request& r) {
  const auto given = [&](const char* name) { return app.get_option(name)->count() > 0; };
  // The fewest of which a median's interval can be told.
  if (!given("--repetitions") && !given("--benchmark_repetitions")) r.repetitions = 6;
  if (!given("--budget")) r.budget_s = 5;
  if (!given("--max-time")) r.max_time_s = 12;
}

std::string exit_codes_help() {
  std::string out = "Exit codes\n";
  for (const auto& [code, meaning] : kExitCodes) out += fmt::format("  {:<4} {}\n", int(code), meaning);
  return out;
}

}  // namespace

Request parse_request(int argc, char** argv, bool& exit_now) {
  Request r;
  exit_now = false;
  r.arguments.assign(argv + 1, argv + argc);

  CLI::App app{"Fenceline measures what memory ordering and synchronisation cost on this machine."};
  app.footer(exit_codes_help());
  app.allow_extras();
  Flags f;
  add_options(app, r, f);

  check_bytes(r.arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    exit_now = true;
    return r;
  } catch (const CLI::ParseError& e) {
    throw InputError(fmt::format("{}; --help shows the options", shown(e.what(), 200)));
  }
  for (const auto& extra : app.remaining()) {
    if (extra.starts_with("--benchmark_")) refuse_google_flag(extra, names_of(app));
    throw InputError(unknown(extra.starts_with("-") ? "option" : "argument", extra.substr(0, extra.find('=')),
                             names_of(app), "--help shows the options"));
  }
  without_repeats(r.suites);
  without_repeats(r.threads);
  without_repeats(r.plugins);
  without_repeats(r.asm_texts);
  without_repeats(r.asm_files);
  without_repeats(r.litmus.stress);
  const bool litmus = r.suites == std::vector<std::string>{"litmus"} || !r.litmus.tests.empty();
  check_values(r);
  check_combination(app, litmus);
  check_google_flags(app);
  r.repetitions_told = r.quick || app.count("--repetitions") || app.count("--benchmark_repetitions");
  if (r.quick) fill_in_quick(app, r);
  const bool sequences = !r.asm_texts.empty() || !r.asm_files.empty();
  if (r.suites.empty() && !f.list) r.suites = {sequences ? "own" : "atomics"};
  if (f.split) r.opt_in.push_back("allow-split-locks");
  if (f.version) r.action = Action::version;
  if (f.list) r.action = Action::list;
  if (f.schema) r.action = Action::schema;
  if (f.doctor) r.action = Action::doctor;
  if (f.man) r.action = Action::man;
  if (!r.completion.empty()) r.action = Action::completion;
  if (f.list_tests) r.action = Action::list_trials;
  if (!r.explain.empty()) r.action = Action::explain;
  // --explain takes a kernel or a litmus test; only the latter has a model.
  if (!r.explain.empty() && (!r.litmus.model.empty() || !r.litmus.isa.empty() || !r.litmus.dot.empty()))
    r.litmus.explain = r.explain;
  r.litmus.log = r.format == "herd";
  if ((litmus || r.litmus.any()) && !f.list) r.action = Action::litmus;
  return r;
}

}  // namespace fenceline
