#include <models/dialect/dialect.h>
#include <models/judge/judge.h>
#include <models/search/enumerate.h>

#include <algorithm>
#include <limits>

namespace fenceline::models {
namespace {

// Is it an outcome that the condition asks about? (For a forall: one that breaks it.)
bool asked(const LitmusTest& test, const State& state) {
  return satisfies(test, test.filter, state) &&
         satisfies(test, test.condition, state) != (test.quantifier == Quantifier::kForall);
}

EnumerateOptions enumeration(const Model& model, bool prune) {
  EnumerateOptions options;
  options.prune = prune;
  options.load_load_hazard = model.load_load_hazard;
  options.mixed_sizes = model.mixed_sizes;
  options.self_justified = model.self_justified;
  options.bounded_races = model.bounded_races;
  return options;
}

bool has_plain_access(const LitmusTest& test) {
  for (const Thread& thread : test.threads)
    for (const Instruction& i : thread.code)
      for (const MicroOp& op : i.ops)
        if ((op.op == Op::kLoad || op.op == Op::kStore) && (op.order & kRelaxed) == 0) return true;
  return false;
}

// The first allowed execution of an outcome that is asked about; else the forbidden one that is
// easiest to see through: coherent if there is such, with the shortest cycle.
std::optional<Explanation> explain(const LitmusTest& test, const Model& model, bool reachable, int unroll) {
  std::optional<Explanation> best;
  for (const bool prune : {true, false}) {
    if (prune && !model.coherent({})) continue;
    EnumerateOptions options = enumeration(model, prune);
    options.wanted = [&](const State& s) { return asked(test, s); };
    options.unroll = unroll;
    enumerate(test, options, [&](const Execution& x, const State&) {
      Axioms axioms({}, true);
      model.axioms(x, axioms);
      if (reachable == axioms.violated()) return true;
      if (!best || axioms.violation().cycle.size() < best->violation.cycle.size())
        best = Explanation{reachable, x, axioms.violation()};
      return !reachable;
    });
    if (best) return best;
  }
  return best;
}

}  // namespace

bool Judgement::reaches(const State& state) const {
  return verdict == Verdict::kUndefined || cut || more || std::binary_search(states.begin(), states.end(), state);
}

namespace {

struct Judged {
  Judgement out;
  std::size_t tried = 0;
};

Judged judge_unrolled(const LitmusTest& test, const Model& model, const JudgeOptions& options, int unroll,
                      std::size_t most_steps = std::numeric_limits<std::size_t>::max()) {
  Judged judged;
  Judgement& out = judged.out;
  std::set<State> states;
  EnumerateOptions enumeration_options = enumeration(model, model.coherent(options.without));
  enumeration_options.unroll = unroll, enumeration_options.most_steps = most_steps;
  // A state that is known to be reachable needs no second execution, but for one that may race.
  const bool may_race = dialect(test.isa).rules().language && has_plain_access(test);
  bool reachable = false;
  std::set<std::string> told;
  bool remarkable = false;
  if (model.may_flag && !options.verdict_only)
    enumeration_options.paths = [&](const Execution& x) { remarkable = model.may_flag(x, told); };
  enumeration_options.wanted = [&](const State& s) {
    const bool passes = satisfies(test, test.filter, s);
    if (model.filtered_races && !passes) return false;
    if ((may_race && !out.explanation && !out.race) || remarkable) return true;
    if (states.contains(s) || !passes) return false;
    if (options.verdict_only) return !reachable && asked(test, s);
    if (states.size() < kMostStates && out.candidates < kMostCandidates) return true;
    out.more = true;
    return !reachable && asked(test, s);
  };
  // A text names its clauses for explanations alone.
  const bool names_clauses = options.mattered != nullptr && find_model(model.name) != &model;
  const auto allowed = [&](const Execution& x) {
    Axioms axioms(options.without, names_clauses, options.mattered);
    model.axioms(x, axioms);
    return !axioms.violated();
  };
  enumeration_options.may_happen = allowed;
  if (model.monotone) enumeration_options.may_complete = allowed;
  const auto stop = [&](End end) -> std::optional<Explanation>& {
    return end == End::kPanics ? out.panic : out.deadlock;
  };
  enumeration_options.stops = [&](End end) { return !options.verdict_only && !stop(end); };
  const Enumeration done = enumerate(test, enumeration_options, [&](const Execution& x, const State& state) {
    Axioms axioms(options.without, names_clauses, options.mattered);
    model.axioms(x, axioms);
    ++out.candidates;
    if (!axioms.violated()) {
      ++out.allowed;
      for (const Axioms::Flag& flag : axioms.flags())
        if (told.insert(flag.name).second) out.flags.emplace(flag.name, flag_text(x, flag));
      if (x.end != End::kReturns)
        stop(x.end) = Explanation{true, x, {}};
      else if (satisfies(test, test.filter, state))
        states.insert(state);
      if (x.end == End::kReturns) reachable = reachable || asked(test, state);
      auto& race = model.bounded_races ? out.race : out.explanation;
      if (axioms.raced() && !race) race = Explanation{false, x, axioms.violation()};
    }
    return true;
  });
  judged.tried = done.tried;
  out.states.assign(states.begin(), states.end());
  out.cut = done.cut, out.unroll = unroll;
  out.verdict = out.explanation                          ? Verdict::kUndefined
                : reachable                              ? Verdict::kAllowed
                : out.cut                                ? Verdict::kUndecided
                : test.quantifier == Quantifier::kForall ? Verdict::kRequired
                                                         : Verdict::kForbidden;
  return judged;
}

constexpr std::size_t kMostSteps = 300'000;  // a matter of moments

// What is not decided is looked at with twice the rounds, as long as that is a matter of moments.
Judgement judge_deeper(const LitmusTest& test, const Model& model, const JudgeOptions& options) {
  constexpr int kMostRounds = 32;
  constexpr std::size_t kMostTried = 3000;
  Judged judged = judge_unrolled(test, model, options, kUnroll);
  try {
    for (int unroll = 2 * kUnroll; judged.out.verdict == Verdict::kUndecided && unroll <= kMostRounds &&
                                   judged.tried <= kMostTried && judged.out.candidates <= kMostTried;
         unroll *= 2)
      judged = judge_unrolled(test, model, options, unroll, kMostSteps);
  } catch (const TooLarge&) {  // as far as it was looked at stands
  }
  return std::move(judged.out);
}

}  // namespace

Judgement judge(const LitmusTest& test, const Model& model, const JudgeOptions& options) {
  if (!judges(model, test.isa))
    throw Unsupported(model.title + " is no model of " + std::string(dialect(test.isa).name()));
  if (const std::string why = model.refuses ? model.refuses(test) : ""; !why.empty()) throw Unsupported(why);
  Judgement out = judge_deeper(test, model, options);
  if (options.explain && !out.explanation)
    out.explanation = explain(test, model, out.verdict == Verdict::kAllowed, out.unroll);
  return out;
}

namespace {

std::optional<Counts> count_executions(const LitmusTest& test, const Model& model, int unroll) {
  EnumerateOptions options = enumeration(model, model.coherent({}));
  options.unroll = unroll, options.most_steps = 10 * kMostSteps;
  const auto allowed = [&](const Execution& x) {
    Axioms axioms;
    model.axioms(x, axioms);
    return !axioms.violated();
  };
  if (model.monotone) options.may_complete = allowed;
  options.wanted = [&](const State& s) { return satisfies(test, test.filter, s); };
  Counts out;
  std::size_t candidates = 0;
  try {
    enumerate(test, options, [&](const Execution& x, const State& state) {
      if (allowed(x)) ++(satisfies(test, test.condition, state) ? out.positive : out.negative);
      return ++candidates <= kMostCounted;
    });
  } catch (const TooLarge&) {
    return std::nullopt;
  }
  return candidates <= kMostCounted ? std::optional(out) : std::nullopt;
}

}  // namespace

Counts count(const LitmusTest& test, const Model& model, const Judgement& judgement) {
  if (const auto executions = count_executions(test, model, judgement.unroll)) return *executions;
  Counts out;
  for (const State& s : judgement.states) ++(satisfies(test, test.condition, s) ? out.positive : out.negative);
  return out;
}

std::string to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAllowed:
      return "Allowed";
    case Verdict::kForbidden:
      return "Forbidden";
    case Verdict::kRequired:
      return "Required";
    case Verdict::kUndefined:
      return "Undefined";
    case Verdict::kUndecided:
      return "Undecided";
  }
  return {};
}

}  // namespace fenceline::models
