#include <harness/plan/request.h>

#include <CLI/CLI.hpp>
#include <base/error.h>
#include <base/nearest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/placement/modes.h>

#include <algorithm>

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

/// Seconds, if no unit is given: 60, 60s, 1m, 500ms.
CLI::Validator as_seconds() {
  CLI::AsNumberWithUnit unit(std::map<std::string, double>{{"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}});
  return unit.description("");
}

const std::string kLitmusGroup = "Litmus tests and memory models";

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
      ->transform(as_seconds())
      ->check(CLI::Range(1e-3, 1e6))
      ->group(group);
  app.add_option("--litmus-count", r.outcomes, "end a test after so many outcomes")->group(group);
  app.add_option("--stress", r.stress, "meanwhile, on other threads: memory, sharing")
      ->delimiter(',')
      ->check(CLI::IsMember({"memory", "sharing"}))
      ->group(group);
  app.add_flag("--judge", r.judge, "ask the model only, run nothing")->group(group);
  app.add_option("--isa", r.isa, "of --judge, --explain, --export, --advise, --list; cxx: C++ [this machine's]")
      ->group(group);
  app.add_option("--model", r.model, "memory model [the ISA's own]")->group(group);
  app.add_option("--dot", r.dot, "file for a drawing of what --explain=TEST shows: .svg, by Graphviz, or .dot")->group(group);
  app.add_flag("--models", r.models, "the memory models compared")->group(group);
  app.add_option("--export", r.export_to, "write the tests to a folder as .litmus files")->group(group);
  app.add_option("--advise", r.advise, "cheapest barriers that forbid a shape's bad outcome: SB, MP, …")
      ->group(group);
}

/// What is done, by the option that asks for it, and the options that mean something beside it. An option that would
/// be passed over in silence is refused.
struct Use {
  const char* asked_by;
  std::vector<std::string> with;
};
const std::vector<Use>& uses() {
  static const std::vector<Use> kUses = {
      {"--resume", {"--expect-execution"}},
      {"--schema", {}},
      {"--list", {"--suite", "--format", "--isa"}},
      {"--models", {}},
      {"--advise", {"--isa", "--model"}},
      {"--explain", {"--isa", "--model", "--dot"}},
      {"--export", {"--litmus", "--suite", "--isa", "--model"}},
      {"--judge", {"--litmus", "--suite", "--isa", "--model"}},
      {"--litmus",
       {"--suite", "--litmus-mode", "--litmus-time", "--litmus-count", "--stress", "--isa", "--model", "--pin",
        "--threads", "--oversubscribe", "--topology", "--counters", "--budget", "--seed", "--filter", "--out",
        "--expect-execution"}},
  };
  return kUses;
}

std::string text_of(const CLI::Option& option) { return option.get_name(false, false); }

/// What was given must make sense together. `litmus`: litmus tests are run, by whatever option.
void check_combination(const CLI::App& app, bool litmus) {
  const auto given = [&](const std::string& name) {
    const auto* option = app.get_option_no_throw(name);
    return option && option->count() > 0;
  };
  const auto use = std::ranges::find_if(
      uses(), [&](const Use& u) { return given(u.asked_by) || (litmus && u.asked_by == std::string("--litmus")); });
  for (const auto* option : app.get_options()) {
    const auto name = text_of(*option);
    if (!option->count() || name == "--help") continue;
    if (use != uses().end()) {
      if (name != use->asked_by && std::ranges::find(use->with, name) == use->with.end())
        throw InputError(fmt::format("{} means nothing beside {}: leave out one of them", name, use->asked_by));
    } else if (option->get_group() == kLitmusGroup) {
      throw InputError(fmt::format(
          "{} means nothing alone: it goes with --litmus=TESTS, --judge, --explain=TEST or --advise=SHAPE", name));
    } else if (name == "--format" && !given("--dry-run")) {
      throw InputError("--format means nothing without --list or --dry-run");
    }
  }
  if (given("--verify") && given("--dry-run"))
    throw InputError("--verify executes, --dry-run does not: leave out one of them");
}

void check_values(const Request& r) {
  if (!r.mode.empty() && !mode_distance(r.mode))
    throw InputError(fmt::format("--mode={}: a mode is a distance in ns, as the summary names it (25ns)", r.mode));
  if (r.suites.size() > 1 && std::ranges::find(r.suites, "litmus") != r.suites.end())
    throw InputError("--suite=litmus is a run of its own: name the other suites in another");
  if (!r.litmus.tests.empty() && !r.suites.empty() && r.suites != std::vector<std::string>{"litmus"})
    throw InputError(fmt::format("--litmus runs litmus tests and --suite={} does not: leave out one of them",
                                 fmt::join(r.suites, ",")));
}

}  // namespace

Request parse_request(int argc, char** argv, bool& exit_now) {
  Request r;
  exit_now = false;
  r.arguments.assign(argv + 1, argv + argc);

  CLI::App app{
      "Fenceline measures what memory ordering and synchronisation cost on this machine.\n"
      "Exit: 0 done, 2 wrong input, 3 the machine refused, 4 litmus finding,\n"
      "5 a kernel's own check failed, 130 interrupted (go on with --resume=DIR)."};
  app.allow_extras();
  app.set_help_flag("-h,--help", "this text");

  const std::string what = "What";
  auto* suite = app.add_option("--suite", r.suites, "suites to run, or all [atomics]");
  suite->delimiter(',')->group(what);
  app.add_option("--filter", r.filter, "only trials whose name matches this regular expression")
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
  app.add_flag("--allow-split-locks", split,
               "also atomics across two lines; some kernels stall or kill who does that")
      ->group(what);

  const std::string where = "Where";
  app.add_option("--pin", r.pin, policy_help())->capture_default_str()->group(where);
  app.add_option("--threads", r.threads, "thread counts [up to the number of PUs]")
      ->delimiter(',')
      ->check(CLI::Range(1u, 1u << 20))
      ->group(where);
  app.add_flag("--oversubscribe", r.oversubscribe, "allow more threads than PUs")->group(where);
  app.add_flag("--full-matrix", r.full_matrix,
               "measure every pair of PUs, not samples of each distance")
      ->group(where);
  app.add_option("--mode", r.mode,
                 "count only repetitions in this hidden placement mode (25ns), or the nearest to a "
                 "distance; wait for it within --budget")
      ->group(where);
  app.add_option("--topology", r.topology,
                 "plan for another machine: an hwloc XML file, or \"pack:2 core:4 pu:2\"")
      ->group(where);

  const std::string how = "How";
  app.add_option("--counters", r.counters, "events, or a set: default, software, none")
      ->capture_default_str()
      ->group(how);
  app.add_option("--repetitions", r.repetitions, "of each trial, at the least")
      ->check(CLI::Range(1u, 100000u))
      ->capture_default_str()
      ->group(how);
  app.add_option("--window", r.window_ms, "length of a measured window, in ms")
      ->check(CLI::Range(0.1, 10000.0))
      ->capture_default_str()
      ->group(how);
  app.add_option("--budget", r.budget_s, "seconds (or 90s, 5m) within which open intervals get more repetitions")
      ->transform(as_seconds())
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str()
      ->group(how);
  app.add_option("--seed", r.seed, "of the order of trials")->capture_default_str()->group(how);

  const std::string results = "Results";
  app.add_option("--out", r.out, "folder [results/native/<machine>/<time>]")->group(results);
  app.add_option("--resume", r.resume, "go on with an interrupted run")->group(results);
  app.add_option("--expect-execution", r.expect_execution,
                 "fail unless this executes us: native, qemu_user, emulated, unknown")
      ->group(results);

  add_litmus_options(app, r.litmus);

  const std::string gb = "Google Benchmark";
  bool list_tests = false;
  app.add_option("--benchmark_filter", r.filter, "as --filter")->group(gb);
  app.add_flag("--benchmark_list_tests", list_tests, "names of the trials")->group(gb);
  app.add_option("--benchmark_out", r.benchmark_out, "its JSON, beside the CSV")->group(gb);

  // CLI11 would take the argument after it for the value.
  for (const auto& argument : r.arguments)
    if (argument.starts_with("--") && argument.ends_with('='))
      throw InputError(fmt::format("{} has no value; leave the option out for its default", argument));
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    exit_now = true;
    return r;
  } catch (const CLI::ParseError& e) {
    throw InputError(fmt::format("{}; --help shows the options", e.what()));
  }
  for (const auto& extra : app.remaining()) {
    if (extra.starts_with("--benchmark_")) {
      r.benchmark_flags.push_back(extra);
      continue;
    }
    const auto name = extra.substr(0, extra.find('='));
    throw InputError(unknown(extra.starts_with("-") ? "option" : "argument", name, names_of(app),
                             "--help shows the options"));
  }
  const bool litmus = r.suites == std::vector<std::string>{"litmus"} || !r.litmus.tests.empty();
  check_values(r);
  check_combination(app, litmus);
  if (r.suites.empty() && !list) r.suites = {"atomics"};
  if (split) r.opt_in.push_back("allow-split-locks");
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
