"""How far a trial's median moves from one run to the next of the same machine, by kind of trial.

A run's own interval does not tell: a run has one placement of its memory, one state of its neighbours. What does is
several runs: as many of each machine as are compared, or, where there are too few, those that results/between_runs.csv
was made from (fenceline between_runs).

Of a trial whose median has the standard error w within its run, the variance from run to run is taken for
v = spread² + (within · w)², but for a factor that differs from trial to trial: an inverse χ² of `freedom` degrees. Then
the variance over R runs, divided by v, has the F distribution of R - 1 and `freedom`, from which the three are
estimated, and a difference of two runs, divided by its root, Student's t of `freedom`; what the runs themselves tell of
one trial is weighed in by its degrees (Smyth, Linear models and empirical Bayes methods for assessing differential
expression, Stat. Appl. Genet. Mol. Biol. 3, 2004).

What the bench adds to a run's own interval is told by no model: a reach is what had to be added, in 95 % of cases, for the
interval to hold the median of the other runs. There are two of each kind, as what moves about within a run moves more from run
to run: of walks through memory those that stay in the core's own caches find the same cycles each time, and those that go beyond
them, to what is shared with others, do not.
"""

import collections
import math
import pathlib

import numpy

from fenceline.results import schema, tell
from fenceline.stats import interval

FILE = pathlib.Path(__file__).with_name("between_runs.csv")  # a link to results/between_runs.csv; a copy where installed
COLUMNS = [schema.Column(*column) for column in (
    ("suite", "text", "", "suite of the trials; *: any other"), ("metric", "text", "", "their metric; *: any other; mean: the suite's mean"),
    ("how", "text", "", "how the figure is made, with which arguments; *: any other"), ("threads", "text", "", "one or several"), ("unit", "text", "", "ns or cycle"),
    ("spread", "real", "", "standard deviation of the median's logarithm from run to run, beyond its error in the run"),
    ("within", "real", "", "what the error in the run counts"), ("freedom", "real", "", "how alike trials of the kind are in that"),
    ("reach_steady", "real", "", "by which 95 % of runs' intervals hold what the others find, of those that are by themselves as narrow as is aimed "
     "at: the bench adds it to them"),
    ("reach_unsteady", "real", "", "the same of those that are wider"),
    ("trials", "integer", "", "that it was estimated from"), ("runs", "integer", "", "that it was estimated from"),
    ("source", "text", "", "of which machine, when"))]
# Of a kind, to tell it from others; of those that are made in one way: of fewer, one in twenty that is unlike the rest (a store
# that goes past the caches) would speak for all.
FEWEST_TRIALS, FEWEST_ALIKE = 8, 20
FEWEST_RUNS = 3  # of a machine, to tell how far they are apart
COVERED = 0.95
LEAST = 5e-4  # no difference is told more finely than this share of a figure: records have six digits, clocks fewer
STEADY = 0.01  # half of an interval, relative to the figure: kAimedInterval of harness/results/thresholds.h
WITHIN, FREEDOM = (0.5, 3.0), (1.0, 60.0)  # the ranges that are believed of an estimate
MEAN = "mean"

Kind = collections.namedtuple("Kind", "suite metric how threads")
Prior = collections.namedtuple("Prior", "spread within freedom steady unsteady trials runs source")
# Of a kind that nobody has repeated runs of: a guess on the wide side, which is said to be one.
UNKNOWN = Prior(0.05, 1.0, 3.0, 0.1, 0.1, 0, 0, "")


def kind(row):
    return Kind(row.suite, row.metric, f"{row.how} {row.args}".strip(), "one" if row.threads == 1 else "several")


def mean_of(suite, threads):
    """The Kind of a suite's mean."""
    return Kind(suite, MEAN, "*", threads)


def variance(prior, error):
    return max(prior.spread, LEAST) ** 2 + (prior.within * error) ** 2


def lookup(priors, which):
    """The Prior of a Kind, or of the narrowest that holds it and is known."""
    return next((priors[one] for one in _wider(which) if one in priors), UNKNOWN)


def reach(prior, own):
    """What is added to the interval of one run, whose half is `own` (relative to the figure)."""
    return prior.steady if own <= STEADY else prior.unsteady


def load(unit, path=FILE):
    """{Kind: Prior} of results/between_runs.csv for figures in `unit`."""
    return {Kind(row.suite, row.metric, row.how, row.threads): Prior(row.spread, row.within, row.freedom, row.reach_steady,
                                                                       row.reach_unsteady, row.trials, row.runs, row.source)
            for row in schema.read(path, COLUMNS)[0] if row.unit == unit}


def learn(side, source):
    """{Kind: Prior} from the runs of a Side: {} where they are too few."""
    samples, lacking = collections.defaultdict(list), collections.defaultdict(list)
    for (trial, _), found in side.found.items():
        if len(found) < FEWEST_RUNS:
            continue
        medians = [median for _, median in found]
        sample = (numpy.var([m.log for m in medians], ddof=1), numpy.median([m.error for m in medians]) ** 2, len(found) - 1)
        for which in _wider(kind(side.rows[trial])):
            samples[which].append(sample)
            lacking[which].append(_lacking(medians))
    priors = {which: Prior(*_estimate(*map(numpy.array, zip(*same))), *_reaches(lacking[which], _fewest(which), len(side.runs)),
                           len(same), len(side.runs), source)
              for which, same in sorted(samples.items()) if len(same) >= _fewest(which)}
    return {**priors, **_means(side, source)}


def _fewest(which):
    return FEWEST_TRIALS if which.how == "*" else FEWEST_ALIKE


def _lacking(medians):
    """Of each run's interval of a trial whether it was steady by itself, and what had to be added to it, in squares, for it to hold
    the middle of the others."""
    out = []
    for number, one in enumerate(medians):
        others = numpy.median([other.log for other in medians[:number] + medians[number + 1:]])
        inside = one.error * interval.STUDENT[interval.MOST_PARTS]
        out.append((inside <= STEADY, math.sqrt(max(0.0, (one.log - others) ** 2 - inside ** 2))))
    return out


def _reaches(trials, fewest, runs):
    """The reach of what is steady and of what is not; of which too few trials were seen, that of all."""
    out = []
    for steady in (True, False):
        same = [[lack for one, lack in trial if one == steady] for trial in trials]
        enough = sum(map(bool, same)) >= fewest
        out.append(_reach([lack for trial in (same if enough else [[lack for _, lack in trial] for trial in trials]) for lack in trial], runs))
    return out


def _reach(lacking, runs):
    """What suffices for 95 % of intervals. What all trials of a run share, as the core's clock, is known from so many runs, and not
    from so many trials: of few it is taken for wider, as Student's t is."""
    from scipy.special import stdtrit  # pylint: disable=import-outside-toplevel  # as in _estimate()
    return float(numpy.quantile(lacking, COVERED)) * float(stdtrit(runs - 1, (1 + COVERED) / 2)) / interval.NORMAL


def _wider(which):
    """A Kind and those that hold it, the narrowest first."""
    if which.metric == MEAN:
        return which, mean_of("*", which.threads)
    of_all = which._replace(how="*")
    return which, of_all, of_all._replace(metric="*"), of_all._replace(suite="*"), of_all._replace(suite="*", metric="*")


def _means(side, source):
    """How far the geometric mean of a suite's trials moves: they move together, so that it moves more than they would
    each for themselves."""
    suites = collections.defaultdict(list)
    for (trial, _), found in side.found.items():
        if len(found) == len(side.runs) >= FEWEST_RUNS:
            which = kind(side.rows[trial])
            suites[mean_of(which.suite, which.threads)].append([m.log for _, m in sorted(found, key=lambda of: of[0])])
    out = {}
    for which, logs in suites.items():
        means = list(numpy.mean(logs, axis=0))
        apart = [abs(mean - numpy.median(means[:at] + means[at + 1:])) for at, mean in enumerate(means)]
        found = _reach(apart, len(side.runs))
        out[which] = Prior(max(float(numpy.std(means, ddof=1)), LEAST), 0.0, len(side.runs) - 1.0, found, found, len(logs),
                           len(side.runs), source)
    for threads in ("one", "several"):
        same = [prior for which, prior in out.items() if which.threads == threads]
        if same:
            out[mean_of("*", threads)] = max(same, key=lambda prior: prior.spread)
    return out


def _estimate(variances, errors, freedoms):
    """(spread, within, freedom) by maximum likelihood. `variances`: over the runs; `errors`: squared, within a run."""
    from scipy.optimize import minimize  # pylint: disable=import-outside-toplevel  # half a second, which few calls need
    from scipy.special import betaln  # pylint: disable=import-outside-toplevel
    variances = numpy.maximum(variances, LEAST ** 2)

    def unlikely(point):
        spread, within, freedom = numpy.exp(point)
        expected = spread ** 2 + within ** 2 * errors
        ratio = variances / expected
        return -numpy.sum(freedoms / 2 * numpy.log(freedoms / freedom) + (freedoms / 2 - 1) * numpy.log(ratio)
                          - (freedoms + freedom) / 2 * numpy.log1p(freedoms * ratio / freedom)
                          - betaln(freedoms / 2, freedom / 2) - numpy.log(expected))

    bounds = [(math.log(LEAST), 0.0), tuple(map(math.log, WITHIN)), tuple(map(math.log, FREEDOM))]
    start = [math.log(max(LEAST, min(0.5, float(numpy.sqrt(numpy.median(variances)))))), 0.0, math.log(4.0)]
    spread, within, freedom = map(float, numpy.exp(minimize(unlikely, start, method="Nelder-Mead", bounds=bounds).x))
    # What was estimated from few runs is itself not known more surely than they bear.
    return spread, within, 1 / (1 / freedom + 1 / float(numpy.sum(freedoms)))


def source_of(runs):
    dates = sorted(run.fact("started")[:10] for run in runs)
    when = dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
    return f"{tell.machine(runs[0])}; {when}; revision {runs[0].fact('revision', 'unknown')}"


def write(out, unit, priors):
    for which, prior in priors.items():
        out.writerow([*which, unit, f"{prior.spread:.5f}", f"{prior.within:.3f}", f"{prior.freedom:.2f}", f"{prior.steady:.5f}",
                      f"{prior.unsteady:.5f}", prior.trials, prior.runs, prior.source])
