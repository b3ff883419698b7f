#include <harness/plan/plan.h>

#include <base/error.h>
#include <base/nearest.h>
#include <base/text.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/machine/pairs.h>
#include <harness/plan/caches.h>
#include <harness/plan/filter.h>
#include <harness/plan/parameters.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>

namespace fenceline {
namespace {

/// Calibration and warm-up beside each window, by measurement on several machines: it only has to be the
/// right order of magnitude.
constexpr double kOverheadMs = 1.8;
/// The same of memory: what each round has anew, for the kernel to clear, and what a trial's setup and warm-up touch.
constexpr double kFreshMsPerMiB = 0.85, kSetupMsPerMiB = 0.5;

std::vector<std::vector<int64_t>> combinations(const std::vector<Axis>& axes) {
  std::vector<std::vector<int64_t>> all{{}};
  for (const auto& axis : axes) {
    std::vector<std::vector<int64_t>> next;
    for (const auto& head : all)
      for (int64_t value : axis.values) {
        next.push_back(head);
        next.back().push_back(value);
      }
    all = std::move(next);
  }
  return all;
}

std::string trial_id(const Kernel& kernel, const std::vector<int64_t>& args, const Placement& p, unsigned threads) {
  std::string where = p.policy + "." + p.label;
  std::ranges::replace(where, ' ', '-');
  const std::string with = args_text(kernel, args);
  return fmt::format("{}/{}{}{}/{}/threads:{}", kernel.suite, kernel.name, with.empty() ? "" : "/", with, where,
                     threads);
}

/// A placement of two threads on a pair, and when it is its turn.
struct PairPlacement {
  Placement placement;
  unsigned batch;
};

/// Both directions of all pairs, or of samples of each class: cost grows with the number of classes, not with n².
/// On small machines (up to 16 PUs) the classes are so small that all pairs are measured at once.
std::vector<PairPlacement> pair_placements(const Machine& machine, const Pin& pin, const Request& request) {
  std::vector<PairPlacement> out;
  const bool all = request.full_matrix || machine.pus.size() <= 16;
  for (const auto& c : pair_classes(machine)) {
    const size_t most = all ? c.pairs : size_t{kPairsInBatch} * kPairBatches;
    unsigned n = 0;
    for (const auto& [a, b] : c.sample(machine, request.seed, most)) {
      const unsigned batch = all ? 0 : n++ / kPairsInBatch;
      for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
        const auto listed = [&](unsigned cpu) {
          return pin.policy != "list" || std::ranges::find(pin.cpus, cpu) != pin.cpus.end();
        };
        if (!listed(from) || !listed(to)) continue;
        Placement p;
        p.policy = "pair";
        p.label = fmt::format("{} {}-{}", c.label, from, to);
        p.distance = c.label;
        p.relation = machine.relation(*machine.pu(from), *machine.pu(to));
        p.cpus = {from, to};
        if (const int node = machine.pu(from)->node; node >= 0) p.memory_node = node;
        out.push_back({std::move(p), batch});
      }
    }
  }
  return out;
}

/// What --suite names; where it names nothing, all.
std::set<std::string> wanted_suites(const std::vector<Kernel>& kernels, const std::vector<std::string>& suites) {
  const auto known = suites_of(kernels);
  std::set<std::string> wanted;
  if (suites.empty()) wanted.insert(known.begin(), known.end());
  for (const auto& suite : suites) {
    if (suite == "all") {
      wanted.insert(known.begin(), known.end());
    } else if (std::ranges::find(known, suite) == known.end()) {
      throw InputError(unknown("suite", suite, known, "--list shows what there is"));
    } else {
      wanted.insert(suite);
    }
  }
  return wanted;
}

/// Why a kernel as a whole cannot run here; empty if it can. A machine that is only described is asked nothing.
std::string obstacle(const Kernel& kernel, const Request& request, const Pin& pin, const Machine& machine) {
  if (!kernel.absent.empty()) return kernel.absent;
  if (!kernel.opt_in.empty() && std::ranges::find(request.opt_in, kernel.opt_in) == request.opt_in.end())
    return "runs only with --" + kernel.opt_in;
  if (machine.live && !arch::has(kernel.needs)) return fmt::format("this CPU has no {}", arch::name(kernel.needs));
  if (machine.live && kernel.lacks)
    if (auto reason = kernel.lacks(); !reason.empty()) return reason;
  const bool listed = pin.policy == "list";
  const size_t there = listed ? pin.cpus.size() : machine.pus.size();
  if (there < kernel.min_threads() && !request.oversubscribe)
    return fmt::format("needs {} PUs, {} {}", kernel.min_threads(), there, listed ? "listed" : "usable here");
  return "";
}

/// What a round of these trials spends on memory, in ms. Areas are shared by the trials of one kind (node, huge pages).
double memory_ms(const std::vector<Trial>& trials, const Caches& caches) {
  std::map<std::pair<std::optional<unsigned>, bool>, size_t> fresh;
  size_t touched = 0;
  for (const auto& trial : trials) {
    if (trial.batch != 0 || (!trial.kernel->bytes && !trial.kernel->bytes_beyond)) continue;
    size_t& area = fresh[{trial.placement.memory_node, trial.kernel->huge_pages}];
    area = std::max(area, trial.kernel->needed(caches, trial.threads, trial.args));
    if (trial.kernel->bytes && trial.kernel->setup) touched += trial.kernel->bytes(trial.threads, trial.args);
  }
  double ms = double(touched >> 20) * kSetupMsPerMiB;
  for (const auto& [kind, bytes] : fresh) ms += double(bytes >> 20) * kFreshMsPerMiB;
  return ms;
}

InputError nothing_to_do(const Plan& plan, const Request& request, const std::string& suites) {
  if (!plan.skips.empty())
    return InputError(fmt::format("nothing to do: no trial of suite {} is left ({}: {}); --list shows the kernels",
                                  suites, plan.skips.front().what, plan.skips.front().reason));
  if (!request.filter.empty())
    return InputError(
        fmt::format("nothing to do: --filter={} finds no trial of suite {}; --benchmark_list_tests "
                    "shows their names",
                    shown(request.filter), suites));
  return InputError(
      fmt::format("nothing to do: no kernel of suite {} takes so many threads; --list shows how many each "
                  "takes",
                  suites));
}

}  // namespace

std::vector<std::string> suites_of(const std::vector<Kernel>& kernels) {
  std::vector<std::string> names;
  for (const auto& k : kernels)
    if (std::ranges::find(names, k.suite) == names.end()) names.push_back(k.suite);
  return names;
}

std::string args_text(const Kernel& kernel, const std::vector<int64_t>& args) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < args.size(); ++i)
    if (args[i] != kernel.axes[i].usual) parts.push_back(fmt::format("{}={}", kernel.axes[i].name, args[i]));
  return fmt::format("{}", fmt::join(parts, " "));
}

std::string args_words(const Kernel& kernel, const std::vector<int64_t>& args) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < args.size(); ++i) {
    const auto& axis = kernel.axes[i];
    if (args[i] == axis.usual) continue;
    const std::string value = axis.unit == "B" ? bytes_text(static_cast<uint64_t>(args[i]))
                              : axis.unit.empty()
                                  ? fmt::format("{}", args[i])
                                  : fmt::format("{} {}{}", args[i], axis.unit,
                                                args[i] == 1 || axis.unit == "%" || axis.unit == "ns" ? "" : "s");
    parts.push_back(kernel.axes.size() == 1 ? value : axis.name + " " + value);
  }
  return join(parts, ", ");
}

std::vector<Kernel> of_suites(const std::vector<Kernel>& kernels, const std::vector<std::string>& suites) {
  const auto wanted = wanted_suites(kernels, suites);
  std::vector<Kernel> some;
  std::ranges::copy_if(kernels, std::back_inserter(some), [&](const Kernel& k) { return wanted.contains(k.suite); });
  return some;
}

Plan make_plan(const Request& request, const Machine& machine, const std::vector<Kernel>& kernels) {
  const auto wanted = wanted_suites(kernels, request.suites);
  const Filter filter(request.filter);

  Plan plan;
  const Pin pin = parse_pin(request.pin);
  std::map<unsigned, Placements> by_threads;  // asked once for each number of threads
  std::set<std::pair<std::string, std::string>> told;
  const auto skip = [&](const Skip& s) {
    if (told.emplace(s.what, s.reason).second) plan.skips.push_back(s);
  };
  const auto placements = [&](unsigned threads) -> const Placements& {
    auto [it, fresh] = by_threads.try_emplace(threads);
    if (fresh) it->second = place(machine, pin, threads, request.oversubscribe);
    return it->second;
  };
  const auto most_pus = unsigned(pin.policy == "list" ? pin.cpus.size() : machine.pus.size());
  const auto counts = !request.threads.empty() ? request.threads : default_thread_counts(machine, pin);
  // More threads than PUs is an error even where no kernel of the suite takes as many.
  for (unsigned n : request.threads) placements(n);

  const Caches caches = caches_of(machine);
  const auto parameters = parse_parameters(request.parameters);
  std::vector<const Kernel*> asked;
  for (const auto& kernel : kernels)
    if (wanted.contains(kernel.suite)) asked.push_back(&kernel);
  check_parameters(parameters, asked);

  /// Whether --filter could mean a kernel that has no trials here: by its name and what comes after it in one that has.
  const auto could_mean = [&](const Kernel& kernel, const std::vector<Axis>& axes) {
    if (filter.all()) return true;
    for (const auto& args : combinations(axes))
      for (unsigned n : {1u, kernel.min_threads()})
        for (const auto& placement : placements(std::min<unsigned>(n, most_pus)).list)
          if (filter.finds(trial_id(kernel, args, placement, kernel.min_threads()))) return true;
    return false;
  };

  std::vector<PairPlacement> pairs;  // made when the first kernel wants them
  for (const Kernel* one : asked) {
    const Kernel& kernel = *one;
    if (const auto why = obstacle(kernel, request, pin, machine); !why.empty()) {
      if (could_mean(kernel, choose(kernel, parameters).axes)) skip({kernel.suite + "/" + kernel.name, why});
      continue;
    }
    auto chosen = choose(kernel, parameters);
    for (auto& axis : chosen.axes)
      if (axis.more) std::ranges::copy(axis.more(caches), std::back_inserter(axis.values));
    for (const auto& refusal : chosen.refusals)
      if (could_mean(kernel, kernel.axes)) skip({kernel.suite + "/" + kernel.name, "--param=" + refusal});
    const auto all_args = combinations(chosen.axes);
    const auto add = [&](const Placement& placement, unsigned n, unsigned batch) {
      for (const auto& args : all_args) {
        Trial trial{&kernel, placement, args, trial_id(kernel, args, placement, n), batch, n};
        if (!filter.finds(trial.id)) continue;
        if (takes(kernel.roles_with(args), n))
          plan.trials.push_back(std::move(trial));
        else
          skip({kernel.suite + "/" + kernel.name,
                fmt::format("does not take {} threads with {}", n, args_text(kernel, args))});
      }
    };
    const size_t before = plan.trials.size();
    if (kernel.by_pair) {
      if (pairs.empty()) pairs = pair_placements(machine, pin, request);
      for (const auto& [placement, batch] : pairs) add(placement, 2, batch);
      continue;
    }
    std::vector<unsigned> threads;
    if (kernel.max_threads() == kernel.min_threads())
      threads = {kernel.min_threads()};
    else {
      // A curve by threads begins with the fewest that the kernel takes, be they one or three.
      if (request.threads.empty()) threads = {kernel.min_threads()};
      for (unsigned n : counts)
        if (n >= kernel.min_threads() && n <= kernel.max_threads() && (threads.empty() || n != threads[0]))
          threads.push_back(n);
    }
    if (!request.threads.empty())
      std::erase_if(threads, [&](unsigned n) { return std::ranges::find(counts, n) == counts.end(); });
    for (unsigned n : threads)
      for (const auto& placement : placements(n).list) add(placement, n, 0);
    // What the machine lacks is told of what was asked for, not of what --filter leaves out.
    for (unsigned n : threads)
      for (const auto& s : placements(n).skips)
        if (plan.trials.size() > before || filter.finds(s.what)) skip(s);
  }
  if (plan.trials.empty()) throw nothing_to_do(plan, request, fmt::to_string(fmt::join(wanted, ",")));
  size_t first = 0;
  double a_round_ms = 0;
  for (const auto& trial : plan.trials) {
    if (trial.batch != 0) continue;
    ++first;
    a_round_ms += trial.kernel->window({request.window_ms * 1e6}, trial.args).count * 1e-6 + kOverheadMs;
  }
  plan.budget_s = request.budget_s.value_or(std::min(kMostBudget, kLeastBudget + double(first)));
  plan.repetitions = request.repetitions;
  const double of_memory_ms = memory_ms(plan.trials, caches);
  const bool mostly_memory = of_memory_ms > a_round_ms;
  a_round_ms += of_memory_ms;
  if (mostly_memory && !request.repetitions_told && !request.budget_s) {
    const auto fit = static_cast<unsigned>(kShareForAll * plan.budget_s * 1e3 / a_round_ms);
    plan.repetitions = std::min(request.repetitions, std::max(kLeastRepetitions, fit));
  }
  plan.estimated_s = a_round_ms * plan.repetitions / 1e3;
  return plan;
}

}  // namespace fenceline
