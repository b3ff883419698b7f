#include <harness/litmus/litmus.h>
#include <harness/litmus/run/run.h>

#include <arch/cpu.h>
#include <base/called.h>
#include <base/error.h>
#include <base/nearest.h>
#include <base/text.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/litmus/run/observed.h>
#include <harness/litmus/run/price.h>
#include <harness/litmus/run/report.h>
#include <harness/machine/clock.h>
#include <harness/machine/clock_quality.h>
#include <harness/plan/filter.h>
#include <harness/plan/request.h>
#include <harness/results/litmus_results.h>
#include <harness/run/engine.h>
#include <harness/run/progress.h>
#include <harness/team/affinity.h>
#include <harness/team/interruption.h>
#include <kernels/litmus/stress.h>
#include <kernels/litmus/tune.h>
#include <models/dialect/dialect.h>
#include <models/litmus/litmus.h>
#include <models/judge/advise.h>
#include <models/judge/judge.h>
#include <models/judge/log.h>
#include <models/model.h>
#include <models/shapes/generate.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

namespace fenceline {
namespace {

using models::LitmusTest;

std::optional<litmus::Mode> mode_of(const std::string& name) {
  if (name == "auto") return std::nullopt;
  for (const auto m : {litmus::Mode::sync, litmus::Mode::burst, litmus::Mode::perpetual})
    if (name == litmus::name(m)) return m;
  throw InputError(
      unknown("litmus mode", name, {"auto", "sync", "burst", "perpetual"}, "--litmus-mode takes one of them"));
}

/// Everything that is run with the same threads on the same PUs shares a crew.
class Crews {
 public:
  litmus::Crew& on(const Placement& p, unsigned threads) {
    const auto key = fmt::format("{}/{}/{}", p.policy, p.label, threads);
    auto& crew = crews_[key];
    if (!crew) crew = made(p, threads);
    return *crew;
  }

 private:
  static std::unique_ptr<litmus::Crew> made(const Placement& p, unsigned threads) {
    const auto pin = [&p](unsigned w) {
      if (!p.pinned) return;
      pin_here(p.cpus[w]);
      if (sched_getcpu() != int(p.cpus[w]))
        throw RunError(
            fmt::format("a thread that is pinned to CPU {0} does not run there; leave it out: --pin=LIST "
                        "without {0}",
                        p.cpus[w]));
    };
    return std::make_unique<litmus::Crew>(threads, !p.oversubscribed, pin);
  }
  std::map<std::string, std::unique_ptr<litmus::Crew>> crews_;
};

/// How long a test is run at least: rates are of what the clock can time.
double least_seconds(const ClockQuality& clock, double asked) {
  const double least = least_window(clock).count * 1e-9;
  if (least > std::max(0.1, asked))
    throw RunError(fmt::format("{}: a test has to be run for {:.3g} s for that; give --litmus-time={:.0f}",
                               words(clock), least, std::ceil(least)));
  return least;
}

/// A test on a placement.
struct Trial {
  const LitmusTest* test;
  Placement placement;
  std::optional<litmus::Tuned> before = std::nullopt;  ///< what its earlier turns showed
};

/// Whether all has been seen that the model allows; of what the test's filter rejects nothing is looked for.
bool all_seen(const LitmusTest& test, const Judged& judged, const litmus::Tally& seen) {
  return std::ranges::all_of(judged.own.states, [&](const models::State& state) {
    return seen.states.contains(state) || seen.frames.contains(state) || !models::satisfies(test, test.filter, state);
  });
}

/// Tests that have no placement become skips.
std::vector<Trial> trials_of(const Request& request, const LitmusSelection& selection, const Machine& machine,
                             std::vector<Skip>& skips) {
  std::vector<Trial> trials;
  const Filter filter(request.filter);
  std::map<std::string, const LitmusTest*> named;
  for (const auto& test : selection.tests) {
    const auto [first, fresh] = named.try_emplace(test.name, &test);
    if (!fresh) {  // named twice, or by two wildcards; else its rows could not be told from the first's
      if (models::write_litmus(*first->second) != models::write_litmus(test))
        skips.push_back({test.name, "another test of this name is run: give it a name of its own"});
      continue;
    }
    const auto threads = unsigned(test.threads.size());
    auto placements =
        place(machine, parse_pin(request.pin), threads, request.oversubscribe || threads > machine.pus.size());
    for (auto& p : placements.list)
      if (filter.finds(test.name + " on " + p.label)) trials.push_back({.test = &test, .placement = std::move(p)});
    if (placements.list.empty()) skips.push_back({test.name, "no placement for its threads here"});
  }
  return trials;
}

template <class Record>
constexpr bool kHasRates = std::is_base_of_v<LitmusRates, Record>;

/// `Writer`: NativeLitmusResults or EmulatedLitmusResults.
template <class Writer>
LitmusEnd run_trials(const Request& request, const LitmusSelection& selection, const models::Model& model,
                     const Host& host) {
  using Record = typename Writer::Record;
  const LitmusRequest& wanted = request.litmus;
  const auto mode = mode_of(wanted.mode);
  ClockQuality clock;
  if constexpr (kHasRates<Record>) clock = clock_quality();
  const double least = least_seconds(clock, wanted.seconds);
  std::vector<Skip> skips = selection.skips.list;
  auto trials = trials_of(request, selection, host.machine, skips);
  if (trials.empty() && !request.filter.empty())
    throw InputError(fmt::format("--filter={} finds none of the {} tests (as in \"SB on node-local n0\")",
                                 shown(request.filter), selection.tests.size()));
  Writer results(request, host, skips);
  std::erase_if(trials, [&](const Trial& t) { return results.has(t.test->name, t.placement.label); });
  if (results.tests_before() > 0)
    fmt::print("{} were run before, {} are left\n", results.tests_before(), trials.size());
  LitmusPrinter printer(kHasRates<Record>, trials.size());
  Crews crews;
  const litmus::Stress stress(wanted.stress);
  // Lines of results are progress enough where they are looked at.
  std::optional<Progress> progress;
  if (!isatty(STDOUT_FILENO)) progress.emplace();
  const Nanoseconds start = now();
  const double budget_s = request.budget_s.value_or(kMostBudget);
  const auto share = [&](size_t left) {  // of what is left of the budget
    const double spent = (now() - start).count * 1e-9;
    return std::clamp((budget_s - spent) / double(left), 0.0, 1.0);
  };
  // Where a test's share is small it is taken in turns: a test that has shown all that is allowed needs no more of it,
  // and what it leaves goes to those that have not.
  const size_t all = trials.size();
  const bool in_turns = wanted.seconds == 0 && wanted.outcomes == 0 && share(all) < 1;
  const auto skip = [&](const LitmusTest& test, const std::string& why) {
    const Skip s{test.name, why};
    results.write(s);
    printer.skip(s);
  };
  std::string log;
  int code = results.finding_before() ? kLitmusFinding : kDone;
  size_t done = 0, run_tests = 0;  // tests that are through, and those of them that were run
  const auto over = [&] { return request.max_time_s > 0 && (now() - start).count * 1e-9 >= request.max_time_s; };
  for (size_t turn = 0; turn < trials.size() && !interrupted && !over(); ++turn) {
    auto [test_of_trial, placement, before] = std::move(trials[turn]);
    const LitmusTest& test = *test_of_trial;
    if (progress) progress->step(done, all, test.name);
    try {
      const Judged judged{models::judge(test, model), models::judge(test, *models::find_model("sc"))};
      litmus::Runner runner(test, crews.on(placement, unsigned(test.threads.size())),
                            {judged.sc.states.begin(), judged.sc.states.end()}, judged.sc.cut);
      litmus::TuneOptions options;
      options.mode = mode;
      options.seconds =
          wanted.seconds > 0 ? wanted.seconds : share(trials.size() - turn) / (in_turns && !before ? 4 : 1);
      if (request.max_time_s > 0)
        options.seconds = std::min(options.seconds, request.max_time_s - (now() - start).count * 1e-9);
      options.seconds = std::max(least, options.seconds);
      options.piece = clock.least_piece().count * 1e-9;
      if (wanted.outcomes > 0) options.outcomes = wanted.outcomes;
      options.seed = request.seed + turn;
      options.stop = &interrupted;
      auto run = litmus::tune(runner, !placement.oversubscribed, options);
      if (run.tried == 0 && interrupted) break;
      if (run.tried == 0) {
        litmus::Settings s;
        s.mode = mode.value_or(s.mode);
        skip(test, fmt::format("has no {} mode: {}", litmus::name(s.mode), runner.lacks(s)));
        ++done;
        continue;
      }
      if (run.total.refused && run.total.outcomes == 0) {
        skip(test, run.total.trouble);
        ++done;
        continue;
      }
      if (before) {
        run.total.add(before->total);
        run.rated.add(before->rated);
      }
      Record record;
      static_cast<LitmusRecord&>(record) = record_of(test, model, judged, placement, run);
      if constexpr (kHasRates<Record>) static_cast<LitmusRates&>(record) = rates_of(run);
      record.mode = wanted.mode;
      record.stress = fmt::to_string(fmt::join(wanted.stress, " "));
      // Of a test that was cut short only a finding stands: the others are run in full when the run is gone on with.
      if (interrupted && record.finding.empty()) break;
      if (in_turns && !placement.oversubscribed && record.finding.empty() && record.trouble.empty() &&
          share(trials.size() - turn) > least && !all_seen(test, judged, run.total)) {
        trials.push_back({test_of_trial, std::move(placement), std::move(run)});
        continue;
      }
      results.write(record);
      if (wanted.log) log += models::litmus_log(test, run.total.states, run.total.seconds);
      ++run_tests;
      ++done;
      printer.record(test, judged, run.total, record);
      if (!record.finding.empty()) code = kLitmusFinding;
    } catch (const RunError&) {
      throw;
    } catch (const std::runtime_error& e) {  // not modelled, not encodable: this test, not the run
      skip(test, e.what());
      ++done;
    }
  }
  printer.finish(skips);
  fmt::print("results: {}\n", results.folder().string());
  const auto ended = interrupted ? Ended::interrupted : done < all ? Ended::out_of_time : Ended::complete;
  results.end(words(ended));
  if (ended == Ended::complete) {
    const int unreadable = tell_unreadable(selection.skips);
    const bool none = run_tests == 0 && results.tests_before() == 0;
    if (none) fmt::print(stderr, "bench: no test was run: why stands above\n");
    return {code != kDone ? code : none ? int(kWrongInput) : unreadable, results.folder(), std::move(log)};
  }
  fmt::print(stderr, "{} after {} of {} tests; go on with: {} --resume={}\n", words(ended), done, all, called(),
             results.folder().string());
  if (interrupted) return {kInterrupted, results.folder(), std::move(log)};
  return {code ? code : int(kOutOfTime), results.folder(), std::move(log)};
}

}  // namespace

LitmusEnd run_litmus_tests(const Request& request, const LitmusSelection& selection, const models::Model& model,
                           const Host& host) {
  if (!host.machine.live)
    throw InputError(host.machine.source + " is not this machine: litmus tests run here, or not (--judge)");
  if (selection.tests.empty())
    throw InputError(selection.skips.list.empty() ? "no litmus test is there"
                                                  : fmt::format("no test to run: {}", told(selection.skips.list[0])));
  if (host.native()) return run_trials<NativeLitmusResults>(request, selection, model, host);
  fmt::print("executed by {}: outcomes are judged, no rates are taken\n", name(host.verdict.execution));
  return run_trials<EmulatedLitmusResults>(request, selection, model, host);
}

int advise_litmus(const LitmusRequest& wanted, models::Isa isa, const models::Model& model, const Host& host) {
  try {
    const auto advice = models::advise(wanted.advise, isa, model, measured_prices(isa, host));
    fmt::print("{}", models::to_text(advice));
    if (advice.priced)
      fmt::print(
          "prices: core cycles that an edge adds to its two accesses, in the core's caches, measured now, with the\n"
          "interval of the median of 41 windows; a fence costs more where stores are pending (suite fences)\n");
    else
      fmt::print("{}; the order is from weak to strong, and tells no cost\n",
                 models::dialect(isa).rules().language
                     ? "no prices: the suite mappings tells what memory orders cost when compiled"
                     : fmt::format("no prices: nothing can be measured here of {}", models::dialect(isa).name()));
  } catch (const models::NameError& e) {
    throw InputError(e.what());
  }
  return 0;
}

}  // namespace fenceline
