#include <harness/litmus/litmus.h>
#include <harness/litmus/run/run.h>

#include <arch/cpu.h>
#include <base/error.h>
#include <base/nearest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/litmus/run/price.h>
#include <harness/litmus/run/report.h>
#include <harness/machine/clock.h>
#include <harness/machine/clock_quality.h>
#include <harness/plan/request.h>
#include <harness/results/litmus_record.h>
#include <harness/results/results.h>
#include <harness/run/engine.h>
#include <harness/run/progress.h>
#include <kernels/litmus/stress.h>
#include <kernels/litmus/tune.h>
#include <models/dialect/dialect.h>
#include <models/judge/advise.h>
#include <models/judge/judge.h>
#include <models/model.h>
#include <models/shapes/generate.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <set>

namespace fenceline {
namespace {

using models::LitmusTest;
using models::State;

void pin_to(unsigned cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0 || unsigned(sched_getcpu()) != cpu)
    throw RunError(fmt::format("cannot pin a thread to CPU {}: {}", cpu, std::strerror(errno)));
}

/// litmus.csv or emulated_litmus.csv, by who executes us.
class LitmusResults : public Results {
 public:
  LitmusResults(const Request& request, const Host& host, const std::vector<Skip>& skips)
      : Results(results_folder(request, host), !request.resume.empty(), request, host, skips),
        native_(host.native()),
        skips_(folder_ / skips_table().file, skips_table().infos()),
        file_(folder_ / (native_ ? litmus_table().file : emulated_litmus_table().file),
              native_ ? litmus_table().infos() : emulated_litmus_table().infos()) {}
  void write(const Skip& s) { skips_.append(skips_table().cells(s)); }
  void write(const NativeLitmusRecord& r) {
    file_.append(native_ ? litmus_table().cells(r) : emulated_litmus_table().cells(r));
  }
  bool native() const { return native_; }

  /// What a run that is gone on with has done already.
  struct Earlier {
    std::set<std::string> trials;  ///< as trial_id() has them
    bool finding = false;
  };
  Earlier earlier() const {
    Earlier out;
    const auto rows =
        read_csv(folder_ / (native_ ? litmus_table().file : emulated_litmus_table().file));
    const auto column = [&](std::string_view name) {
      return size_t(std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin());
    };
    for (size_t i = 1; i < rows.size(); ++i) {
      const auto& row = rows[i];
      out.trials.insert(trial_id(row[column("test")], row[column("placement")]));
      out.finding |= !row[column("finding")].empty();
    }
    return out;
  }
  static std::string trial_id(const std::string& test, const std::string& placement) {
    return test + " on " + placement;
  }

 private:
  bool native_;
  CsvFile skips_, file_;
};

std::optional<litmus::Mode> mode_of(const std::string& name) {
  if (name == "auto") return std::nullopt;
  for (const auto m : {litmus::Mode::sync, litmus::Mode::burst, litmus::Mode::perpetual})
    if (name == litmus::name(m)) return m;
  throw InputError(unknown("litmus mode", name, {"auto", "sync", "burst", "perpetual"},
                           "--litmus-mode takes one of them"));
}

/// Everything that is run with the same threads on the same PUs shares a crew.
class Crews {
 public:
  litmus::Crew& on(const Placement& p, unsigned threads) {
    const auto key = fmt::format("{}/{}/{}", p.policy, p.label, threads);
    auto& crew = crews_[key];
    if (!crew)
      crew = std::make_unique<litmus::Crew>(threads, !p.oversubscribed, [&p](unsigned w) {
        if (p.pinned) pin_to(p.cpus[w]);
      });
    return *crew;
  }

 private:
  std::map<std::string, std::unique_ptr<litmus::Crew>> crews_;
};

/// How long a test is run at least: rates are of what the clock can time.
double least_seconds(const ClockQuality& clock, double asked) {
  const double least = least_window(clock).count * 1e-9;
  if (least > std::max(0.1, asked))
    throw RunError(fmt::format("{}: a test has to be run for {:.3g} s for that; give --litmus-time={:.0f}", words(clock),
                               least, std::ceil(least)));
  return least;
}

struct Judged {
  models::Judgement own, sc;
};

NativeLitmusRecord record_of(const LitmusTest& test, const models::Model& model,
                             const Judged& judged, const Placement& placement,
                             const litmus::Tuned& run) {
  NativeLitmusRecord r;
  r.test = test.name;
  r.isa = models::dialect(test.isa).name();
  r.model = model.name;
  r.placement = placement;
  r.threads = unsigned(test.threads.size());
  r.settings = litmus::to_string(run.settings);
  r.settings_share = unsigned(100 * run.share + 0.5);
  r.outcomes = run.total.outcomes;
  r.weak = run.total.weak;
  r.pairs = run.total.pairs;
  r.states_reached = unsigned(run.total.states.size());
  r.states_allowed = unsigned(judged.own.states.size());
  r.verdict = models::to_string(judged.own.verdict);
  r.condition = fmt::format("{} {}", models::to_string(test.quantifier),
                            models::to_string(test, test.condition));
  r.trouble = run.total.trouble;
  const auto find = [&](const State& state, uint64_t count, const char* what) {
    if (!judged.own.reaches(state) && models::satisfies(test, test.filter, state))
      r.finding +=
          fmt::format("{}{} observed {} {}, forbidden by {}", r.finding.empty() ? "" : "; ",
                      models::to_string(test, state), count, what, model.name);
  };
  for (const auto& [state, count] : run.total.states) {
    if (models::satisfies(test, test.condition, state)) r.matching += count;
    const bool forbidden = !judged.own.reaches(state), weak = !judged.sc.reaches(state);
    r.histogram += fmt::format("{}{}: {}{}", r.histogram.empty() ? "" : " | ",
                               models::to_string(test, state), count,
                               forbidden ? " FORBIDDEN"
                               : weak    ? " weak"
                                         : "");
    find(state, count, "times");
  }
  for (const auto& [state, count] : run.total.frames)
    if (!run.total.states.count(state)) find(state, count, "times in a perpetual run");
  r.seconds = run.total.seconds;
  const double seconds = std::max(run.rated.seconds, 1e-9);
  r.outcomes_per_s = double(run.rated.outcomes) / seconds;
  r.weak_per_s = double(run.rated.weak) / seconds;
  r.pairs_per_s = double(run.rated.pairs) / seconds;
  return r;
}

}  // namespace

int run_litmus_tests(const Request& request, const LitmusSelection& selection,
                     const models::Model& model, const Host& host) {
  const LitmusRequest& wanted = request.litmus;
  const auto mode = mode_of(wanted.mode);
  const Machine& machine = host.machine;
  if (!machine.live)
    throw InputError(machine.source +
                     " is not this machine: litmus tests run here, or not (--judge)");

  if (selection.tests.empty())
    throw InputError(selection.skips.empty()
                         ? "no litmus test is there"
                         : fmt::format("no test to run: {}: {}; --judge --isa=… asks the models",
                                       selection.skips[0].what, selection.skips[0].reason));
  const ClockQuality clock = host.native() ? clock_quality() : ClockQuality{};
  const double least = least_seconds(clock, wanted.seconds);
  struct Trial {
    const LitmusTest* test;
    Placement placement;
  };
  std::vector<Trial> trials;
  std::vector<Skip> skips = selection.skips;
  for (const auto& test : selection.tests) {
    const auto threads = unsigned(test.threads.size());
    auto placements = place(machine, parse_pin(request.pin), threads,
                            request.oversubscribe || threads > machine.pus.size());
    for (auto& p : placements.list) trials.push_back({&test, std::move(p)});
    if (placements.list.empty()) skips.push_back({test.name, "no placement for its threads here"});
  }
  LitmusResults results(request, host, skips);
  const auto earlier = results.earlier();
  std::erase_if(trials, [&](const Trial& t) {
    return earlier.trials.count(LitmusResults::trial_id(t.test->name, t.placement.label));
  });
  if (!earlier.trials.empty())
    fmt::print("{} were run before, {} are left\n", earlier.trials.size(), trials.size());
  if (!results.native())
    fmt::print("executed by {}: outcomes are judged, no rates are taken\n",
               name(host.verdict.execution));
  LitmusPrinter printer(results.native(), trials.size());
  Crews crews;
  const litmus::Stress stress(wanted.stress);
  // Lines of results are progress enough where they are looked at.
  std::optional<Progress> progress;
  if (!isatty(STDOUT_FILENO)) progress.emplace();
  const Nanoseconds start = now();
  const auto share = [&](size_t left) {  // of what is left of the budget
    const double spent = (now() - start).count * 1e-9;
    return std::clamp((request.budget_s - spent) / double(left), 0.0, 1.0);
  };
  const auto skip = [&](const LitmusTest& test, const std::string& why) {
    const Skip s{test.name, why};
    results.write(s);
    printer.skip(s);
  };
  int code = earlier.finding ? kLitmusFinding : 0;
  size_t done = 0;
  const auto over = [&] { return request.max_time_s > 0 && (now() - start).count * 1e-9 >= request.max_time_s; };
  for (const auto& trial : trials) {
    if (interrupted || over()) break;
    const LitmusTest& test = *trial.test;
    if (progress) progress->step(done, trials.size(), test.name);
    ++done;
    try {
      Judged judged{models::judge(test, model), models::judge(test, *models::find_model("sc"))};
      litmus::Runner runner(test, crews.on(trial.placement, unsigned(test.threads.size())),
                            {judged.sc.states.begin(), judged.sc.states.end()});
      litmus::TuneOptions options;
      options.mode = mode;
      options.seconds = wanted.seconds > 0 ? wanted.seconds : share(trials.size() - done + 1);
      if (request.max_time_s > 0)
        options.seconds = std::min(options.seconds, request.max_time_s - (now() - start).count * 1e-9);
      options.seconds = std::max(least, options.seconds);
      options.piece = clock.least_piece().count * 1e-9;
      if (wanted.outcomes > 0) options.outcomes = wanted.outcomes;
      options.seed = request.seed;
      options.stop = &interrupted;
      const auto run = litmus::tune(runner, !trial.placement.oversubscribed, options);
      if (run.tried == 0 && interrupted) {
        --done;
        break;
      }
      if (run.tried == 0) {
        litmus::Settings s;
        s.mode = mode.value_or(s.mode);
        skip(test, fmt::format("has no {} mode: {}", litmus::name(s.mode), runner.lacks(s)));
        continue;
      }
      auto record = record_of(test, model, judged, trial.placement, run);
      record.mode = wanted.mode;
      record.stress = fmt::to_string(fmt::join(wanted.stress, " "));
      if (!results.native()) record.label = "emulator";
      results.write(record);
      printer.record(test, judged.own, judged.sc, run.total, record);
      if (!record.finding.empty()) code = kLitmusFinding;
    } catch (const RunError&) {
      throw;
    } catch (const std::runtime_error& e) {  // not modelled, not encodable: this test, not the run
      skip(test, e.what());
    }
  }
  printer.finish(skips);
  fmt::print("results: {}\n", results.folder().string());
  if (!interrupted && done == trials.size()) return code;
  fmt::print(stderr, "{} after {} of {} tests; go on with: ./bench --resume={}\n",
             interrupted ? "interrupted" : "--max-time was over", done, trials.size(), results.folder().string());
  if (interrupted) return kInterrupted;
  return code ? code : kOutOfTime;
}

int advise_litmus(const LitmusRequest& wanted, models::Isa isa, const models::Model& model, const Host& host) {
  try {
    const auto advice = models::advise(wanted.advise, isa, model, measured_prices(isa, host));
    fmt::print("{}", models::to_text(advice));
    if (advice.priced)
      fmt::print(
          "prices: core cycles that an edge adds to its two accesses, in the core's\n"
          "caches, measured now; a fence costs more where stores are pending (suite fences)\n");
    else
      fmt::print("{}\n",
                 models::dialect(isa).rules().language
                     ? "no prices: the suite mappings tells what memory orders cost when compiled"
                     : fmt::format("no prices: nothing can be measured here of {}",
                                   models::dialect(isa).name()));
  } catch (const models::NameError& e) {
    throw InputError(e.what());
  }
  return 0;
}

}  // namespace fenceline
