"""What differs, by how much and how surely: ratios of medians with intervals that hold between runs.

A side's figure is the mean of its runs' medians (logarithms), its variance that of between.py over the number of runs,
with what these runs tell themselves weighed in. The ratio's interval is Student's. Of many rows some differ by chance:
a row is called different where the rate of false ones among those that are called so stays below `rate` (Benjamini and
Hochberg, Controlling the false discovery rate, J. R. Stat. Soc. B 57, 1995).
"""

import collections
import math
import statistics

import numpy
from scipy.special import stdtr, stdtrit

from fenceline.compare import between

SURE = 0.95  # of an interval
FALSE_RATE = 0.05  # of the rows that are called different
ALIKE = 0.05  # an interval within so much of 1 shows that things are alike

# A side's figure: `log`, its `variance` and degrees of `freedom`; `spread`: standard deviation over its runs, None of one.
Figure = collections.namedtuple("Figure", "log variance freedom spread runs repetitions")
# `ratio`: b over a, more than 1: b is slower; `low`, `high`: its 95 % interval; `chance`: p; `rate`: the least false rate at
# which it is called different; `different`: whether that is below what was asked for.
Judged = collections.namedtuple("Judged", "pair a b ratio low high chance rate different")
# Of a suite: `name`: (suite, "one" or "several" threads); the geometric mean of its rows' ratios.
Mean = collections.namedtuple("Mean", "name ratio low high rows different")


def figure(found, prior):
    """Of one side. `found`: [(run, Median)]; `prior`: how far such medians move."""
    logs = [median.log for _, median in found]
    count = len(logs)
    expected = between.variance(prior, math.sqrt(statistics.fmean(median.error ** 2 for _, median in found)))
    own = statistics.variance(logs) if count > 1 else 0.0
    freedom = prior.freedom + count - 1
    variance = (prior.freedom * expected + (count - 1) * own) / freedom
    return Figure(statistics.fmean(logs), variance / count, freedom, math.sqrt(own) if count > 1 else None, count,
                  sum(median.count for _, median in found))


def ratio(a, b):
    """(ratio, low, high, p) of Figures b over a."""
    # How far a trial moves is much the same on both sides, so that their degrees do not add up.
    freedom = min(a.freedom, b.freedom)
    return interval(b.log - a.log, a.variance + b.variance, freedom)


def interval(log, variance, freedom):
    error = math.sqrt(variance)
    reach = float(stdtrit(freedom, (1 + SURE) / 2)) * error
    chance = 2 * float(stdtr(freedom, -abs(log) / error))
    return tuple(map(_exp, (log, log - reach, log + reach))) + (chance,)


def _exp(value):
    return math.exp(max(-700.0, min(700.0, value)))


def judge(a, b, pairs, priors_a, priors_b, rate=FALSE_RATE):
    """[Judged] of match.Pairs between Sides a and b, in their order."""
    rows = []
    for pair in pairs:
        which = between.kind(pair.row)
        figures = [figure(side.found[key], between.lookup(priors, which))
                   for side, key, priors in ((a, pair.a, priors_a), (b, pair.b, priors_b))]
        rows.append((pair, *figures, *ratio(*figures)))
    rates = false_rates([row[-1] for row in rows])
    return [Judged(*row, found, found <= rate) for row, found in zip(rows, rates)]


def false_rates(chances):
    """Of each p the least false discovery rate at which its row is called different."""
    chances = numpy.asarray(chances, float)
    order = numpy.argsort(chances)[::-1]
    ranks = numpy.arange(len(chances), 0, -1)
    out = numpy.empty(len(chances))
    out[order] = numpy.minimum.accumulate(numpy.minimum(chances[order] * len(chances) / ranks, 1.0))
    return out.tolist()


def means(rows, priors_a, priors_b):
    """[Mean] of each suite, those of one thread and of several apart. A suite's trials move together from run to run:
    its mean has a spread of its own."""
    out = []
    grouped = collections.defaultdict(list)
    for row in rows:
        which = between.kind(row.pair.row)
        grouped[which.suite, which.threads].append(row)
    for (suite, threads), same in grouped.items():
        variance, freedom = 0.0, math.inf
        for priors, side in ((priors_a, "a"), (priors_b, "b")):
            prior = between.lookup(priors, between.mean_of(suite, threads))
            runs = min(getattr(row, side).runs for row in same)
            scattered = sum(getattr(row, side).variance for row in same) / len(same) ** 2
            variance += prior.spread ** 2 / runs + scattered
            freedom = min(freedom, prior.freedom)
        found = interval(statistics.fmean(row.b.log - row.a.log for row in same), variance, freedom)
        out.append(Mean((suite, threads), *found[:3], len(same), sum(row.different for row in same)))
    return out


def priors_of(side, shipped):
    """(priors, whether they are its own): from the side's runs where these are enough, shipped ones for what they lack."""
    if len(side.runs) < between.FEWEST_RUNS:
        return shipped, False
    return {**shipped, **between.learn(side, "")}, True
