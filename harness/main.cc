#include <base/called.h>
#include <base/error.h>
#include <base/exit_codes.h>
#include <base/text.h>
#include <fmt/format.h>
#include <harness/catalogue.h>
#include <harness/closing.h>
#include <harness/doctor/examine.h>
#include <harness/doctor/finding.h>
#include <harness/litmus/litmus.h>
#include <harness/machine/alone.h>
#include <harness/machine/clock_quality.h>
#include <harness/machine/cloud.h>
#include <harness/machine/host.h>
#include <harness/plan/option_list.h>
#include <harness/plan/plan.h>
#include <harness/plan/request.h>
#include <harness/plugins.h>
#include <harness/prints_elsewhere.h>
#include <harness/results/results.h>
#include <harness/results/run_json.h>
#include <harness/run/engine.h>
#include <harness/run/fit.h>
#include <harness/sequences.h>
#include <harness/summary.h>
#include <harness/team/interruption.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <new>
#include <optional>
#include <system_error>

namespace fenceline {
namespace {

/// Seconds to finish a row after a signal: of a run, that a trial which hangs is got out of; of litmus tests, that a
/// model is asked.
constexpr unsigned kRunGrace = 10, kLitmusGrace = 3;

[[noreturn]] void not_printed(int error) { throw std::system_error(error, std::generic_category(), "standard output"); }

/// `folder` is empty where nothing was written.
int finish(const Outcome& outcome, const std::string& folder) {
  const int unprinted = std::fflush(stdout) == 0 ? 0 : errno;  // the other stream shall not come into the middle of it
  for (const auto& f : outcome.failures) fmt::print(stderr, "WRONG {}\n", f);
  if (outcome.ended != Ended::complete)
    fmt::print(stderr, "{} after {} repetitions{}\n", words(outcome.ended), outcome.done,
               folder.empty() ? "" : "; go on with: " + called() + " --resume=" + folder);
  if (unprinted != 0) not_printed(unprinted);
  if (outcome.ended == Ended::interrupted) return kInterrupted;
  if (!outcome.failures.empty()) return kWrongWork;
  return outcome.ended == Ended::out_of_time ? kOutOfTime : kDone;
}

/// The request of the run that is resumed, with this call's --resume.
Request resumed(const Request& asked, bool& exit_now) {
  auto arguments = recorded_arguments(asked.resume);
  std::vector<char*> argv{const_cast<char*>("bench")};
  for (auto& a : arguments) argv.push_back(a.data());
  Request r = parse_request(static_cast<int>(argv.size()), argv.data(), exit_now);
  r.resume = asked.resume;
  if (!asked.expect_execution.empty()) r.expect_execution = asked.expect_execution;
  if (asked.max_time_s > 0) r.max_time_s = asked.max_time_s;
  r.alone = asked.alone;
  if (asked.format != "text") r.format = asked.format;
  return r;
}

void check_execution(const std::string& expect, const Verdict& verdict) {
  if (expect.empty()) return;
  const auto expected = parse_execution(expect);
  if (!expected)
    throw InputError(
        fmt::format("unknown execution '{}': it is native, qemu_user, emulated or unknown", shown(expect)));
  if (*expected != verdict.execution)
    throw RunError(
        fmt::format("--expect-execution={}, but this is {}: {}", expect, name(verdict.execution), verdict.reason));
}

/// Before anything is made or measured: what the clock is good for.
void widen_window(Request& request) {
  const Nanoseconds asked{request.window_ms * 1e6}, window = window_for(clock_quality(), asked);
  if (window == asked) return;
  request.window_ms = window.count * 1e-6;
  fmt::print("windows are {:.4g} ms long, not {:.4g}: {}\n", request.window_ms, asked.count * 1e-6,
             words(clock_quality()));
}

/// A short look at what runs beside, for findings that go into the run.
void look_around(const Request& request, Host& host) {
  const double seconds = std::clamp(request.budget_s.value_or(kLeastBudget) / kLeastBudget, kShortLook, kLongLook);
  for (auto& fact : examine(host, seconds)) host.facts.push_back(std::move(fact));
}

/// A run's results as JSON on stdout, to which nothing else was printed; nothing where there are none.
void print_json(const std::filesystem::path& folder) {
  if (!folder.empty()) fmt::print("{}", run_json(folder));
}

int measure(Request request, Host host, std::filesystem::path& folder_of_results) {
  const Machine& machine = host.machine;
  Plan plan = make_plan(request, machine, kernels());
  request.repetitions = plan.repetitions;
  if (request.action == Action::list_trials) {
    for (const auto& t : plan.trials) fmt::print("{}\n", t.id);
    return kDone;
  }
  if (machine.live) fit(plan, request, machine);
  if (request.dry_run) {
    fmt::print("{}", (request.format == "json" ? plan_json : plan_text)(plan, request, machine));
    return kDone;
  }
  if (!machine.live)
    throw InputError(fmt::format("{} is not this machine: add --dry-run to see the plan", machine.source));

  if (host.native() && !request.verify) widen_window(request);
  catch_signals(kRunGrace);
  if (host.native() && request.verify) {
    const auto outcome = run_verify(plan, request, machine);
    fmt::print("{} trials executed, {} wrong; nothing was measured\n", outcome.done, outcome.failures.size());
    return finish(outcome, "");
  }
  if (!host.native() && !request.benchmark_out.empty())
    throw RunError("--benchmark_out takes times, and what is no hardware has none: leave it out");
  GoogleBenchmark google(request);
  if (!host.native()) {
    fmt::print("executed by {}: {}\nno times are taken; the work is executed and checked\n",
               name(host.verdict.execution), host.verdict.reason);
    EmulatedResults results(request, host, plan.skips);
    folder_of_results = results.folder();
    const auto folder = folder_of_results.string();
    const auto outcome = run_emulated(plan, request, machine, results);
    fmt::print("{} trials executed, {} wrong\nresults: {}\n", outcome.done, outcome.failures.size(), folder);
    return finish(outcome, folder);
  }
  look_around(request, host);
  NativeResults results(request, host, plan.skips);
  const auto& folder = folder_of_results = results.folder();
  const auto outcome =
      run_native(plan, request, machine, results, google,
                 !request.resume.empty() ? measured(folder) : std::map<std::string, std::vector<Measured>>{});
  fmt::print("{}\n", summary_text(outcome.summaries));
  fmt::print("{}", skips_text(plan.skips));
  fmt::print("{}", disturbances_text(findings(host.facts)));
  fmt::print("\n{}", closing_text(outcome, folder.string()));
  return finish(outcome, folder.string());
}

/// Measures, or executes litmus tests; where JSON or a log is wanted it is all that goes to stdout.
int run(Request request, Host host) {
  const bool json = request.format == "json" && !request.dry_run, log = request.litmus.log;
  std::optional<Alone> alone;
  if (request.alone && !request.dry_run) alone.emplace();
  std::filesystem::path folder;
  std::string lines;
  int code = kDone;
  {
    std::optional<PrintsElsewhere> elsewhere;
    if (json || log) elsewhere.emplace();
    if (request.action == Action::litmus) {
      catch_signals(kLitmusGrace);
      if (request.litmus.advise.empty()) look_around(request, host);
      auto end = run_litmus(request, host);
      code = end.code;
      folder = end.folder;
      lines = std::move(end.log);
    } else {
      code = measure(std::move(request), std::move(host), folder);
    }
  }
  if (json) print_json(folder);
  fmt::print("{}", lines);
  return code;
}

int doctor(const Request& request, Host host) {
  for (auto& fact : examine(host, kLongLook)) host.facts.push_back(std::move(fact));
  const auto list = findings(host.facts);
  fmt::print("{}", request.format == "json" ? findings_json(list, host.facts) : findings_text(list));
  return kDone;
}

int dispatch(int argc, char** argv) {
  bool exit_now = false;
  Request request = parse_request(argc, argv, exit_now);
  if (exit_now) return kDone;
  if (!request.resume.empty()) request = resumed(request, exit_now);
  load_plugins(request.plugins);
  load_sequences(request);
  const Verdict verdict = judge(gather_evidence());
  check_execution(request.expect_execution, verdict);
  switch (request.action) {
    case Action::list: {
      const bool json = request.format == "json", litmus = request.suites == std::vector<std::string>{"litmus"};
      if (!litmus) {
        const auto listed = of_suites(kernels(), request.suites);
        fmt::print("{}", json ? list_json(listed) : list_text(listed));
      }
      if (litmus || (request.suites.empty() && !json)) fmt::print("{}", list_litmus(request.litmus, json));
      return kDone;
    }
    case Action::version:
      fmt::print("{}", version_text(environment(read_file, verdict)));
      return kDone;
    case Action::schema:
      fmt::print("{}", schema_csv());
      return kDone;
    case Action::explain:
      if (!means_a_litmus_test(request.explain)) {
        fmt::print("{}", explain(kernels(), request.explain));
        return kDone;
      }
      request.litmus.explain = request.explain;
      return ask_models(request);
    case Action::litmus:
      if (executes(request.litmus)) break;
      return ask_models(request);  // a signal ends it: there is nothing to be gone on with
    case Action::man:
    case Action::completion: {
      const auto options = option_list(suites_of(kernels()));
      fmt::print("{}", request.completion.empty() ? man_page(options) : completion(options, request.completion));
      return kDone;
    }
    case Action::doctor:
      return doctor(request, this_host("", verdict));
    case Action::run:
    case Action::list_trials:
      break;
  }
  Host host = this_host(request.topology, verdict);
  host.facts.push_back(plugins_fact(request.plugins));
  host.facts.push_back(sequences_fact());
  replace(host.facts, parse_facts(request.facts));
  if (!request.resume.empty()) check_same_host(request.resume, host);
  return run(std::move(request), std::move(host));
}

/// A standard stream that is closed would give its number to the next file that is opened, and what is printed would
/// go into it. It becomes one that cannot be written.
void occupy_standard_streams() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd)
    if (fcntl(fd, F_GETFD) < 0) (void)open("/dev/null", O_RDONLY);  // takes the lowest number that is free: fd
}

/// Where nobody reads stderr there is nobody to tell.
int fail(int code, const std::string& why) {
  std::fputs(fmt::format("bench: {}\n", shown(why, 600)).c_str(), stderr);
  return code;
}

}  // namespace
}  // namespace fenceline

int main(int argc, char** argv) {
  using namespace fenceline;
  called_as(argc > 0 ? argv[0] : nullptr);
  occupy_standard_streams();
  try {
    const int code = dispatch(argc, argv);
    if (std::fflush(stdout) != 0) not_printed(errno);
    return code;
  } catch (const InputError& e) {
    return fail(kWrongInput, e.what());
  } catch (const RunError& e) {
    return fail(kRefused, e.what());
  } catch (const std::bad_alloc&) {
    return fail(kRefused, "not enough memory; what was measured is kept: ask for less, or raise the limit (ulimit -v)");
  } catch (const std::system_error& e) {
    return fail(kRefused, fmt::format("{}; what was measured is in the results", e.what()));
  } catch (const std::exception& e) {
    return fail(kInternalError, fmt::format("internal error: {}; please report it", e.what()));
  }
}
