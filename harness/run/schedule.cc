#include <harness/run/schedule.h>

#include <harness/placement/modes.h>
#include <harness/results/thresholds.h>
#include <harness/run/stats.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace fenceline {
namespace {

/// Whether the pairs measured so far tell the class: its median is known to 5 %, and no pair stands apart (Tukey's
/// fences: beyond 1.5 interquartile ranges).
bool class_known(const std::vector<TrialState*>& members) {
  std::vector<double> medians;
  for (const auto* s : members)
    if (!s->in_reserve && s->counted()) medians.push_back(s->median_ns());
  if (medians.size() < 6) return false;
  std::ranges::sort(medians);
  const auto m = median(medians);
  const double q1 = medians[medians.size() / 4], q3 = medians[medians.size() * 3 / 4];
  const double fence = 1.5 * (q3 - q1);
  return m.bounded && m.high - m.low <= 0.1 * m.value && medians.front() >= q1 - fence && medians.back() <= q3 + fence;
}

/// Repetitions of all by which it is first told which intervals are open, and the share of the budget by whose end all
/// have those that were asked for.
constexpr unsigned kFirstRounds = 8;
constexpr double kSpread = 0.9;

bool is_open(const TrialState& s) { return !s.in_reserve && s.wrong.empty() && !s.settled(); }

}  // namespace

bool wanted_mode(const std::string& asked, const std::string& mode) {
  if (asked.empty() || mode.empty() || asked == mode) return true;
  const auto want = mode_distance(asked), is = mode_distance(mode);
  if (want && !is) return true;  // a state of one thread
  return want && is && std::max(*want, *is).count / std::min(*want, *is).count <= 1.2;
}

Schedule::Schedule(const Plan& plan, const Request& request, const std::map<std::string, std::vector<Measured>>& before)
    : request_(request), budget_s_(plan.budget_s) {
  states_.reserve(plan.trials.size());  // pair_classes_ points into it
  for (const auto& trial : plan.trials) {
    const auto it = before.find(trial.id);
    auto done = it == before.end() ? std::vector<Measured>{} : it->second;
    for (auto& m : done) m.counts = m.counts && wanted_mode(request.mode, m.mode);
    auto& state = states_.emplace_back(trial, std::move(done));
    for (const auto& m : state.repetitions())
      if (state.wrong.empty()) state.wrong = m.wrong;
    state.in_reserve = trial.batch != 0 && !state.attempts();
    if (trial.kernel->by_pair)
      pair_classes_[trial.kernel->name + " " + args_text(*trial.kernel, trial.args) + " " + trial.placement.distance]
          .push_back(&state);
  }
}

/// Fewer repetitions than were asked for; beyond the budget none is repeated more than once.
bool Schedule::lacks(const TrialState& s, bool in_budget) const {
  return !s.in_reserve && s.wrong.empty() && s.counted() < request_.repetitions &&
         (in_budget || s.attempts() < 2 * request_.repetitions);
}

/// Whether a round of those that lack repetitions comes before the open ones. The first rounds tell what is open.
bool Schedule::due(const std::vector<TrialState*>& lacking, double elapsed_s) const {
  if (lacking.empty()) return false;
  const unsigned least = std::ranges::min(lacking, {}, &TrialState::attempts)->attempts();
  return least < kFirstRounds || elapsed_s >= kSpread * budget_s_ * least / request_.repetitions;
}

/// Takes the next batch of pairs of every class that is not known out of the reserve. False: there was none.
bool Schedule::widen() {
  bool woken = false;
  for (const auto& [name, members] : pair_classes_) {
    unsigned next = ~0u;
    for (const auto* s : members)
      if (s->in_reserve) next = std::min(next, s->trial().batch);
    if (next == ~0u || class_known(members)) continue;
    for (auto* s : members)
      if (s->in_reserve && s->trial().batch == next) {
        s->in_reserve = false;
        woken = true;
      }
  }
  return woken;
}

std::vector<TrialState*> Schedule::round(double elapsed_s) {
  const bool in_budget = elapsed_s < budget_s_;
  std::vector<TrialState*> trials, open;
  do {
    for (auto& s : states_) {
      if (lacks(s, in_budget)) trials.push_back(&s);
      if (in_budget && is_open(s)) open.push_back(&s);
    }
  } while (trials.empty() && open.empty() && in_budget && widen());
  if (!open.empty() && !due(trials, elapsed_s)) {
    std::ranges::sort(open, {}, &TrialState::width);
    open.resize((open.size() + 1) / 2);
    // What was disturbed has had its rounds, and is tried in these.
    std::erase_if(trials, [&](const TrialState* s) {
      return s->attempts() < request_.repetitions || std::ranges::find(open, s) != open.end();
    });
    trials.insert(trials.end(), open.begin(), open.end());
  }
  std::shuffle(trials.begin(), trials.end(), std::mt19937_64(request_.seed + rounds_++));
  return trials;
}

void Schedule::add(TrialState& state, const NativeRecord& r) {
  if (state.wrong.empty()) state.wrong = r.wrong;
  state.add({r.repetition, r.ns_per_op, r.cycles_per_op, r.mode,
             r.disturbed.empty() && r.wrong.empty() && wanted_mode(request_.mode, r.mode), r.disturbed, r.wrong,
             r.memory});
}

void Schedule::rename(const ModeNames& names) {
  for (auto& state : states_) state.rename(names);
}

size_t Schedule::active() const { return size_t(std::ranges::count(states_, false, &TrialState::in_reserve)); }

size_t Schedule::there() const {
  size_t n = 0;
  for (const auto& s : states_) n += std::min(s.counted(), request_.repetitions);
  return n;
}

size_t Schedule::open() const { return size_t(std::ranges::count_if(states_, is_open)); }

std::vector<Summary> Schedule::summaries() const {
  std::vector<Summary> out;
  for (const auto& s : states_)
    if (!s.in_reserve)
      for (auto& summary : s.summarise()) out.push_back(std::move(summary));
  return out;
}

}  // namespace fenceline
