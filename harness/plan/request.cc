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
#include <harness/plan/numbers.h>
#include <harness/plan/usage.h>
#include <harness/team/counters.h>

#include <algorithm>
#include <limits>

namespace fenceline {
namespace {

std::vector<std::string> names_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& n : option->get_lnames()) names.push_back("--" + n);
  return names;
}

std::string policy_help() {
  std::string text = "where threads and memory go, or a list of CPUs (0,4-7):";
  for (const auto& p : policies()) text += "\n  " + p.name + ": " + p.what;
  return text;
}

void add_litmus_options(CLI::App& app, LitmusRequest& r) {
  const std::string group = kLitmusGroup;
  app.add_option("--litmus", r.tests, "tests to run: SB+mfences, 'MP+*+*', all, a .litmus file, a folder")
      ->delimiter(',')
      ->group(group);
  app.add_option("--litmus-mode", r.mode, "sync, burst, perpetual, or auto: what shows most")
      ->check(CLI::IsMember({"auto", "sync", "burst", "perpetual"}))
      ->capture_default_str()
      ->group(group);
  app.add_option("--litmus-time", r.seconds, "seconds for each test (or 500ms, 2m) [1, or its share of --budget]")
      ->transform(duration(1e-3, 1e6))
      ->group(group);
  app.add_option("--litmus-count", r.outcomes, "end a test after so many outcomes")
      ->transform(whole_number(1, kMostOutcomes))
      ->group(group);
  app.add_option("--stress", r.stress, "meanwhile, on other threads: memory, sharing")
      ->delimiter(',')
      ->check(CLI::IsMember({"memory", "sharing"}))
      ->group(group);
  app.add_flag("--judge", r.judge, "ask the model only, run nothing")->group(group);
  app.add_option("--isa", r.isa, "of --judge, --explain, --export, --advise, --list; cxx: C++ [this machine's]")
      ->group(group);
  app.add_option("--model", r.model, "memory model [the ISA's own]")->group(group);
  app.add_option("--dot", r.dot, "file for a drawing of what --explain=TEST shows: .svg, by Graphviz, or .dot")
      ->group(group);
  app.add_flag("--models", r.models, "the memory models compared")->group(group);
  app.add_option("--export", r.export_to, "write the tests to a folder as .litmus files")->group(group);
  app.add_option("--advise", r.advise, "cheapest barriers that forbid a shape's bad outcome: SB, MP, …")->group(group);
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
  app.set_help_flag("-h,--help", "this text");
  bool version = false;
  app.add_flag("--version", version, "revision, compiler, libraries");

  const std::string what = "What";
  auto* suite = app.add_option("--suite", r.suites, "suites to run, or all [atomics]");
  suite->delimiter(',')->group(what);
  app.add_option("--filter", r.filter, "only trials whose name matches this regular expression")->group(what);
  app.add_option("--plugin", r.plugins, "a structure of your own beside the others: ./my_queue.so (docs/plugins.md)")
      ->delimiter(',')
      ->group(what);
  bool list = false, schema = false;
  app.add_flag("--list", list, "the kernels and litmus shapes, and what each is about")->group(what);
  app.add_option("--explain", r.explain, "what a kernel does, with its loop's disassembly")->group(what);
  app.add_flag("--schema", schema, "columns of all results files")->group(what);
  app.add_flag("--dry-run", r.dry_run, "print the plan and its estimated time")->group(what);
  app.add_flag("--verify", r.verify, "run everything briefly and check the work; no times")->group(what);
  app.add_option("--format", r.format, "of --list and --dry-run: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->group(what);
  bool split = false;
  app.add_flag("--allow-split-locks", split, "also atomics across two lines; some kernels stall or kill who does that")
      ->group(what);

  const std::string where = "Where";
  app.add_option("--pin", r.pin, policy_help())->capture_default_str()->group(where);
  app.add_option("--threads", r.threads, "thread counts [up to the number of PUs]")
      ->delimiter(',')
      ->transform(whole_number(1, 1u << 20))
      ->group(where);
  app.add_flag("--oversubscribe", r.oversubscribe, "allow more threads than PUs")->group(where);
  app.add_flag("--full-matrix", r.full_matrix, "measure every pair of PUs, not samples of each distance")->group(where);
  app.add_option("--mode", r.mode,
                 "count only repetitions in this hidden placement mode (25ns), or the nearest to a "
                 "distance; wait for it within --budget")
      ->group(where);
  app.add_option("--topology", r.topology, "plan for another machine: an hwloc XML file, or \"pack:2 core:4 pu:2\"")
      ->group(where);

  const std::string how = "How";
  app.add_option("--counters", r.counters, "events, or a set: default, software, none")
      ->capture_default_str()
      ->group(how);
  app.add_option("--repetitions", r.repetitions, "of each trial, at the least")
      ->transform(whole_number(1, kMostRepetitions))
      ->capture_default_str()
      ->group(how);
  app.add_option("--window", r.window_ms, "length of a measured window, in ms")
      ->transform(real_number(0.1, 10000))
      ->capture_default_str()
      ->group(how);
  app.add_option(
         "--budget", r.budget_s,
         "seconds (or 90s, 5m) within which open intervals get more than --repetitions [75, or 20 and one for each "
         "trial]")
      ->transform(duration(0, 1e6))
      ->group(how);
  app.add_option("--max-time", r.max_time_s, "seconds after which the run ends, whatever is still to be measured")
      ->transform(duration(0.1, 1e6))
      ->group(how);
  app.add_flag("--quick", r.quick, "a first look in seconds: --repetitions=6 --budget=5 --max-time=12")->group(how);
  app.add_option("--param", r.parameters, "values of kernels' parameters, as --list names them: backoff=0,64")
      ->expected(1)
      ->take_all()
      ->group(how);
  app.add_option("--seed", r.seed, "of the order of trials")
      ->transform(whole_number(0, std::numeric_limits<uint64_t>::max()))
      ->capture_default_str()
      ->group(how);

  const std::string results = "Results";
  app.add_option("--out", r.out, "folder [results/native/<machine>/<time>]")->group(results);
  app.add_option("--resume", r.resume, "go on with an interrupted run")->group(results);
  app.add_option("--expect-execution", r.expect_execution,
                 "fail unless this executes us: native, qemu_user, emulated, unknown")
      ->group(results);

  add_litmus_options(app, r.litmus);

  bool list_tests = false;
  add_google_flags(app, r, list_tests);

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
  without_repeats(r.litmus.stress);
  const bool litmus = r.suites == std::vector<std::string>{"litmus"} || !r.litmus.tests.empty();
  check_values(r);
  check_combination(app, litmus);
  check_google_flags(app);
  if (r.quick) fill_in_quick(app, r);
  if (r.suites.empty() && !list) r.suites = {"atomics"};
  if (split) r.opt_in.push_back("allow-split-locks");
  if (version) r.action = Action::version;
  if (list) r.action = Action::list;
  if (schema) r.action = Action::schema;
  if (list_tests) r.action = Action::list_trials;
  if (!r.explain.empty()) r.action = Action::explain;
  // --explain takes a kernel or a litmus test; only the latter has a model.
  if (!r.explain.empty() && (!r.litmus.model.empty() || !r.litmus.isa.empty() || !r.litmus.dot.empty()))
    r.litmus.explain = r.explain;
  if ((litmus || r.litmus.any()) && !list) r.action = Action::litmus;
  return r;
}

}  // namespace fenceline
